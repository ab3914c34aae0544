"""The filters of the list of findings: what cannot be read is ignored, never a dead end."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.concertations.enums import Theme
from commun.syntheses.enums import Category, FindingKind
from commun.syntheses.queries import findings
from commun.syntheses.queries.findings import FindingFilter, FindingList
from commun.territories.forms import PlainSelect


class FindingFilterForm(forms.Form):
    """A GET form: each field is optional."""

    texte = forms.CharField(label=_("Mots du constat"), required=False, max_length=100)
    theme = forms.ChoiceField(
        label=_("Thème"), required=False, choices=[("", _("Tous")), *Theme.choices], widget=PlainSelect
    )
    ampleur = forms.ChoiceField(
        label=_("Ampleur"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", _("Toutes")),
            (findings.COUNTED, _("Avec des preuves comptées")),
            (findings.SEVERAL, _("De plusieurs territoires")),
            (findings.MANY, _("De dix territoires ou plus")),
            (findings.CONTRADICTED, _("Avec des avis contraires")),
            (findings.LEARNED, _("Repris d’une source, sans preuve comptée")),
        ],
    )
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=[("", _("Toutes")), *FindingKind.choices], widget=PlainSelect
    )
    famille = forms.ChoiceField(
        label=_("Famille"), required=False, choices=[("", _("Toutes")), *Category.choices], widget=PlainSelect
    )
    exemple = forms.BooleanField(label=_("Montrer aussi l’exemple fictif"), required=False)

    FACETS = {"theme": "theme", "ampleur": "spread", "nature": "kind", "famille": "category"}

    def wanted(self) -> FindingFilter:
        """The filter that was asked; a field that could not be read filters nothing, and its error is shown."""
        self.is_valid()
        read: dict[str, Any] = self.cleaned_data
        return FindingFilter(
            text=read.get("texte", "").strip(),
            kind=read.get("nature", ""),
            category=read.get("famille", ""),
            theme=read.get("theme", ""),
            spread=read.get("ampleur", ""),
            with_fictional=read.get("exemple", False),
        )

    def show_counts(self, found: FindingList) -> None:
        """Write beside each choice how many findings it would show."""
        for name, facet in self.FACETS.items():
            field = cast("forms.ChoiceField", self.fields[name])
            counts = found.facets.get(facet, {})
            choices = cast("list[tuple[str, str]]", field.choices)
            field.choices = [
                (value, f"{label} ({counts.get(value, 0)})" if value else label) for value, label in choices
            ]
