"""Reading what a person typed about territories: filters, the designation of one, the description of a new one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import flatatt
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core.freshness import kept
from commun.core.inputs import FrenchDateField
from commun.territories import identity, queries
from commun.territories.countries import COUNTRIES
from commun.territories.enums import EPCI, Kind, Network
from commun.territories.models import Territory
from commun.territories.panels import engagement
from commun.territories.queries import TerritoryFilters
from commun.territories.written_names import normalise

COUNTRIES_BY_NAME = [(code, name) for _key, code, name in sorted((normalise(n), c, n) for c, n in COUNTRIES.items())]


class TerritoryInput(forms.TextInput):
    """A text that the script of the page completes as one types, and that works without it.

    What is chosen is written as "Nantes (insee:44109)", or by its name alone where `name_only` words are searched.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, name_only: bool = False) -> None:
        super().__init__(
            {
                "autocomplete": "off",
                "data-suggestions-url": reverse_lazy("territories:suggestions"),
                "data-suggestions-write": "libelle" if name_only else "saisie",
                **(attrs or {}),
            }
        )


class TerritoryField(forms.CharField):
    """A territory designated by its name, its code, or "Nantes (insee:44109)" as the suggestions write it."""

    widget = TerritoryInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("help_text", gettext_lazy("Nom, code INSEE ou SIREN."))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return queries.designation(name=value.name, uid=value.uid) if isinstance(value, Territory) else value

    def clean(self, value: Any) -> Territory | None:
        if isinstance(value, Territory):
            return value
        text = super().clean(value)
        if not text:
            return None
        found = queries.named(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _(
                    "Aucun territoire ne s’appelle « %(text)s ». "
                    "Vérifiez l’orthographe, ou donnez son code INSEE ou SIREN."
                ),
                params={"text": text},
                code="unknown",
            )
        raise ValidationError(
            _("Plusieurs territoires s’appellent ainsi : %(found)s. Recopiez celui que vous voulez."),
            params={"found": " ; ".join(f"{one.name} ({one.uid}), {queries.place(one)}" for one in found[:6])},
            code="ambiguous",
        )


class PlainSelect(forms.Select):
    """A list of choices written in one go: Django renders a template for each of a hundred départements."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})),
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (code, mark_safe(" selected") if str(code) == chosen else "", label)  # a constant
                    for code, label in self.choices
                ),
            ),
        )


class DepartementField(forms.CharField):
    """A département as one types it: "44", "2a", "Loire-Atlantique". A list of a hundred would weigh on each page."""

    def clean(self, value: Any) -> Territory | None:
        text = super().clean(value)
        if not text:
            return None
        called = Q(code_insee=text.upper()) | Q(search_key__startswith=f" {normalise(text)} |")
        found = (
            Territory.objects.filter(called, kind__in=[Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE])
            .order_by("-kind", "pk")
            .first()
        )
        if found is None:
            raise ValidationError(
                _("Aucun département ne s’appelle « %(text)s ». Donnez son nom, ou son numéro : 44, 2A, 974."),
                params={"text": text},
                code="unknown",
            )
        return found


def _regions() -> list[tuple[str, int, str]]:
    """Code, key and name of the régions and of the bodies that stand for one. One query."""
    kinds = [Kind.REGION, Kind.COLLECTIVITE_UNIQUE]
    rows = Territory.objects.filter(kind__in=kinds).order_by("search_key", "pk")
    return list(rows.values_list("code_insee", "pk", "name"))


class TerritoryFilterForm(forms.Form):
    """The filters of the list; their names are those of its address."""

    q = forms.CharField(
        label=gettext_lazy("Nom ou code"), required=False, max_length=100, widget=TerritoryInput(name_only=True)
    )
    etape = forms.ChoiceField(label=gettext_lazy("Étape"), required=False, widget=PlainSelect)
    type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        required=False,
        choices=[("", gettext_lazy("Tous les types")), *Kind.choices],
        widget=PlainSelect,
    )
    region = forms.ChoiceField(label=gettext_lazy("Région"), required=False, widget=PlainSelect)
    departement = DepartementField(label=gettext_lazy("Département"), required=False, max_length=60)
    intercommunalite = forms.ModelChoiceField(
        Territory.objects.filter(kind__in=sorted({*EPCI, Kind.EPT})),
        label=gettext_lazy("Intercommunalité"),
        to_field_name="slug",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = kept("territory-regions", _regions)
        self._regions = {code: key for code, key, _name in regions}
        self._choices("region", _("Toutes les régions"), [(code, name) for code, _key, name in regions])
        self._choices(
            "etape",
            _("Territoires engagés"),
            [*((step.value, step.label) for step in engagement().steps()), (queries.ALL, _("Tous les territoires"))],
        )

    def _choices(self, name: str, empty: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices]

    @property
    def filters(self) -> TerritoryFilters:
        """A value that is not one of the choices (an old address, say) narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        departement, epci = data.get("departement"), data.get("intercommunalite")
        return TerritoryFilters(
            text=data.get("q", ""),
            kind=data.get("type", ""),
            region=self._regions.get(data.get("region", "")),
            departement=departement.pk if departement else None,
            epci=epci.pk if epci else None,
            step=data.get("etape", ""),
        )


class TerritoryForm(forms.Form):
    """A body that no list holds: codev, university, syndicat, foreign city… or what a list left empty.

    The rules are those of `identity.check`, which the actions apply again.
    """

    kind = forms.ChoiceField(label=gettext_lazy("Type"), choices=[("", gettext_lazy("Choisir")), *Kind.choices])
    name = forms.CharField(label=gettext_lazy("Nom officiel"), max_length=200)
    short_name = forms.CharField(
        label=gettext_lazy("Nom court ou autre nom"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Il servira aussi à la recherche."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Pays"), choices=COUNTRIES_BY_NAME, initial="FR")
    code_insee = forms.CharField(
        label=gettext_lazy("Code INSEE"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Pour une commune, un département ou une région ; les autres n’en ont pas."),
    )
    siren = forms.CharField(
        label=gettext_lazy("SIREN"),
        required=False,
        max_length=30,
        help_text=gettext_lazy(
            "Neuf chiffres ; il identifie une intercommunalité, un syndicat, un établissement public."
        ),
    )
    siret = forms.CharField(
        label=gettext_lazy("SIRET du siège"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Quatorze chiffres."),
    )
    foreign_scheme = forms.CharField(
        label=gettext_lazy("Référentiel étranger"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Pour une ville hors de France : NIS (Belgique), AGS (Allemagne), GeoNames, Wikidata…"),
    )
    foreign_code = forms.CharField(
        label=gettext_lazy("Code dans ce référentiel"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Par exemple 92094 pour Namur, dans le référentiel NIS."),
    )
    attached_to = TerritoryField(
        label=gettext_lazy("Rattaché à"),
        required=False,
        help_text=gettext_lazy("Pour un conseil de développement, par exemple : la métropole qu’il conseille."),
    )
    departement = TerritoryField(
        label=gettext_lazy("Département"),
        required=False,
        help_text=gettext_lazy("Là où il est sur la carte ; à défaut, celui de l’organisme auquel il est rattaché."),
    )
    population = forms.IntegerField(label=gettext_lazy("Population"), required=False, min_value=0, max_value=50_000_000)
    networks = forms.MultipleChoiceField(
        label=gettext_lazy("Réseaux"), required=False, choices=Network.choices, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("D’où viennent ces informations : document, page et date."),
    )
    ended_on = FrenchDateField(
        label=gettext_lazy("N’existe plus depuis le"),
        required=False,
        help_text=gettext_lazy(
            "Après une fusion ou la création d’une commune nouvelle. Sa page et son histoire restent."
        ),
    )
    successor = TerritoryField(
        label=gettext_lazy("Remplacé par"),
        required=False,
        help_text=gettext_lazy("Le territoire qui lui succède. Entrez-le d’abord s’il n’est pas encore connu."),
    )

    def __init__(self, *args: Any, territory: Territory | None = None, **kwargs: Any) -> None:
        self.territory = territory
        if territory is not None:
            kwargs["initial"] = {name: getattr(territory, name) for name in self.base_fields} | kwargs.get(
                "initial", {}
            )
        super().__init__(*args, **kwargs)
        if territory is None:  # a body is not entered to say that it is no more
            del self.fields["ended_on"], self.fields["successor"]
        else:
            for name in identity.locked_fields(territory):
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean_departement(self) -> Territory | None:
        departement: Territory | None = self.cleaned_data["departement"]
        if departement is not None and departement.kind not in (Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE):
            raise ValidationError(_("« %(name)s » n’est pas un département."), params={"name": departement.name})
        return departement

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        cleaned, errors = identity.check(
            **{name: data[name] for name in identity.FIELDS},
            itself=self.territory,
            has_ended=data.get("ended_on") is not None,
        )
        if self.territory is not None:
            errors |= identity.check_succession(
                self.territory, successor=data["successor"], ended_on=data["ended_on"], on=timezone.localdate()
            )
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name or None, message)
        return data | cleaned

    def theirs(self, current: Territory) -> list[tuple[str, str]]:
        """Label and value of what someone else saved, where it differs from what is typed here."""
        return [
            (str(self.fields[name].label), str(getattr(current, name) or _("(vide)")))
            for name, value in self.cleaned_data.items()
            if name in self.fields and value != getattr(current, name)
        ]
