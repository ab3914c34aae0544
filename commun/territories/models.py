"""Every body that can pledge, whatever its level and its country."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commun.territories.enums import COMMUNES, IDENTIFIER_OF, Identifier, Kind


def _kinds_identified_by(identifier: Identifier) -> list[str]:
    return [kind.value for kind in Kind if IDENTIFIER_OF[kind] == identifier]


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self) -> "TerritoryQuerySet":
        """Those that still exist (merged or abolished ones keep their page and their history)."""
        return self.filter(ended_on=None)

    def real(self) -> "TerritoryQuerySet":
        """Those that count in national figures: the demo's invented territory does not."""
        return self.filter(is_fictional=False)


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
                fields=["kind", "code_insee"],
                condition=~Q(code_insee=""),
                name="territory_insee_code_once",
                violation_error_message=_("Un territoire porte déjà ce code INSEE."),
            ),
            models.UniqueConstraint(
                fields=["siren"],
                condition=~Q(siren="") & ~Q(kind=Kind.SPECIAL_COMMUNE),
                name="territory_siren_once",
                violation_error_message=_("Un territoire porte déjà ce SIREN."),
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
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territories:detail", args=[self.slug])

    @property
    def is_commune(self) -> bool:
        return self.kind in COMMUNES

    @property
    def official_code(self) -> str:
        """The code a reader would look for: INSEE code, else SIREN, else the foreign one; may be empty."""
        return self.code_insee or self.siren or self.foreign_code
