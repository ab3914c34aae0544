"""Every body that can pledge, whatever its level and its country."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commun.territories.enums import COMMUNES, EPCI, IDENTIFIER_OF, Identifier, Kind
from commun.territories.written_names import search_key

# What the official lists say is theirs to correct; the rest of a listed territory may be completed by hand.
REFERENCE_VINTAGE = "COG"


def _kinds_identified_by(identifier: Identifier) -> list[str]:
    return [kind.value for kind in Kind if IDENTIFIER_OF[kind] == identifier]


# By which of its parents a body lies in one of each kind.
_HOLDS: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys(EPCI, ("epci",)),
    Kind.EPT: ("ept",),
    Kind.DEPARTEMENT: ("departement",),
    Kind.REGION: ("region",),
    Kind.COLLECTIVITE_UNIQUE: ("departement", "region"),
}


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self) -> "TerritoryQuerySet":
        """Those that still exist (merged or abolished ones keep their page and their history)."""
        return self.filter(ended_on=None)

    def real(self) -> "TerritoryQuerySet":
        """Those that count in national figures: the demo's invented territory does not."""
        return self.filter(is_fictional=False)

    def within(self, territory: "Territory") -> "TerritoryQuerySet":
        """Those that lie in `territory`, as its kind says; nothing lies in a commune or in a university."""
        fields = _HOLDS.get(Kind(territory.kind), ())
        if not fields:
            return self.none()
        condition = Q()
        for field in fields:
            condition |= Q(**{field: territory})
        return self.filter(condition).exclude(pk=territory.pk)


class Territory(models.Model):
    """A local government, or a body that works with one: commune, EPCI, région, university, foreign city…

    `uid` is the public identifier, stable for ever: "insee:44109", "siren:244400404", "dep:35", "reg:53",
    "geonames:2790471", or "commun:universite-de-rennes" for a body that has no official code.
    """

    uid = models.CharField(_("identifiant"), max_length=80, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    kind = models.CharField(_("type"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("nom"), max_length=200)
    short_name = models.CharField(_("nom court"), max_length=120, blank=True)
    search_key = models.CharField(max_length=400, editable=False, default="")
    code_insee = models.CharField(_("code INSEE"), max_length=5, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    foreign_scheme = models.CharField(_("référentiel étranger"), max_length=30, blank=True)
    foreign_code = models.CharField(_("code étranger"), max_length=40, blank=True)

    epci = models.ForeignKey(
        "self",
        verbose_name=_("intercommunalité"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    ept = models.ForeignKey(
        "self",
        verbose_name=_("établissement public territorial"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ept_members",
    )
    departement = models.ForeignKey(
        "self",
        verbose_name=_("département"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="within_departement",
    )
    region = models.ForeignKey(
        "self", verbose_name=_("région"), null=True, blank=True, on_delete=models.PROTECT, related_name="within_region"
    )
    attached_to = models.ForeignKey(
        "self", verbose_name=_("rattaché à"), null=True, blank=True, on_delete=models.PROTECT, related_name="attached"
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("remplacé par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    ended_on = models.DateField(_("n’existe plus depuis"), null=True, blank=True)

    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    networks = models.JSONField(_("réseaux"), default=list, blank=True)
    vintage = models.CharField(_("millésime"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_fictional = models.BooleanField(_("exemple fictif"), default=False)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["kind"], name="territory_kind"),
            models.Index(fields=["siren"], name="territory_siren"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="territory_has_the_insee_code_of_its_kind",
                condition=~Q(kind__in=_kinds_identified_by(Identifier.INSEE)) | (~Q(code_insee="") & Q(country="FR")),
                violation_error_message=_("Indiquez le code INSEE : c’est l’identifiant de ce type de territoire."),
            ),
            models.CheckConstraint(
                name="territory_has_the_siren_of_its_kind",
                condition=~Q(kind__in=_kinds_identified_by(Identifier.SIREN)) | (~Q(siren="") & Q(country="FR")),
                violation_error_message=_("Indiquez le SIREN : c’est l’identifiant de ce type de territoire."),
            ),
            models.CheckConstraint(
                name="territory_insee_code_only_where_it_exists",
                condition=Q(kind__in=_kinds_identified_by(Identifier.INSEE)) | Q(code_insee=""),
                violation_error_message=_("Ce type de territoire n’a pas de code INSEE : laissez ce champ vide."),
            ),
            models.CheckConstraint(
                name="territory_abroad_is_a_foreign_city",
                condition=Q(kind=Kind.VILLE_ETRANGERE, siren="", siret="") & ~Q(country="FR")
                | ~Q(kind=Kind.VILLE_ETRANGERE),
                violation_error_message=_("Une ville hors de France n’a ni SIREN ni SIRET ; indiquez son pays."),
            ),
            models.UniqueConstraint(
                fields=["code_insee"],
                condition=Q(kind__in=sorted(COMMUNES)),
                name="territory_commune_code_once",
                violation_error_message=_("Une commune porte déjà ce code INSEE."),
            ),
            # The département 75 and the région 75 are two bodies.
            models.UniqueConstraint(
                fields=["kind", "code_insee"],
                condition=~Q(code_insee=""),
                name="territory_insee_code_once",
                violation_error_message=_("Un territoire de ce type porte déjà ce code INSEE."),
            ),
            # A body that is no more may leave its number to its successor, as the département of Paris did.
            models.UniqueConstraint(
                fields=["siren"],
                condition=~Q(siren="") & Q(ended_on=None),
                name="territory_siren_once",
                violation_error_message=_("Un territoire porte déjà ce SIREN."),
            ),
            models.CheckConstraint(
                name="territory_siren_has_nine_digits",
                condition=Q(siren="") | Q(Exact(Length("siren"), 9)),
                violation_error_message=_("Un SIREN a neuf chiffres."),
            ),
            models.CheckConstraint(
                name="territory_siret_is_that_of_its_siren",
                condition=Q(siret="") | Q(Exact(Length("siret"), 14)) & Q(Exact(Left("siret", 9), F("siren"))),
                violation_error_message=_("Le SIRET commence par le SIREN."),
            ),
            models.UniqueConstraint(
                fields=["country", "name"],
                condition=Q(kind__in=_kinds_identified_by(Identifier.NAME)),
                name="territory_name_once_in_its_country",
                violation_error_message=_("Un organisme de ce nom existe déjà dans ce pays."),
            ),
            models.CheckConstraint(
                name="territory_is_not_its_own_successor",
                condition=Q(successor=None) | ~Q(successor=F("pk")),
                violation_error_message=_("Un territoire ne se remplace pas lui-même."),
            ),
            models.CheckConstraint(
                name="territory_with_a_successor_has_ended",
                condition=Q(successor=None) | Q(ended_on__isnull=False),
                violation_error_message=_("Dites depuis quand ce territoire est remplacé."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is searched follows what is written."""
        self.search_key = self.searchable()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("territories:detail", args=[self.slug])

    def searchable(self) -> str:
        codes = (self.departement_code, self.code_insee, self.siren)
        return search_key(name=self.name, kind=self.kind, short_name=self.short_name, codes=codes)

    @property
    def is_commune(self) -> bool:
        return self.kind in COMMUNES

    @property
    def official_code(self) -> str:
        """The code a reader would look for: INSEE code, else SIREN, else the foreign one; may be empty."""
        return self.code_insee or self.siren or self.foreign_code

    @property
    def departement_code(self) -> str:
        """The code of a commune's département, read from its own: "44" for 44109, "974" for 97411; else empty."""
        if not self.is_commune:
            return ""
        return self.code_insee[:3] if self.code_insee.startswith(("97", "98")) else self.code_insee[:2]

    @property
    def is_from_reference(self) -> bool:
        return self.vintage.startswith(REFERENCE_VINTAGE)


class HeldByTerritoryOrNetwork(models.Model):
    """A record of a territory or, without one, of the network; the model declares `territory`, which may be null."""

    territory: "models.ForeignKey[Any, Any]"

    class Meta:
        abstract = True

    @property
    def is_fictional(self) -> bool:
        return self.territory is not None and bool(self.territory.is_fictional)
