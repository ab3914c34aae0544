"""Trying a collection from its page: a field for each of its parameters, none of them needed."""

from typing import Any, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _

from commun.api import collections
from commun.opendata.registry import datasets

_EXAMPLE_ROWS = 2


class TrialForm(forms.Form):
    """What is typed is given to the API as it is: it is the API that refuses, in the page as elsewhere."""

    def __init__(self, slug: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = {column.name: column for column in datasets()[slug].columns}
        for name, one in collections.filters(slug).items():
            column = columns.get(name)
            choices = list(column.choices.choices) if column is not None and column.choices else []
            self.fields[name] = _field(one, choices)
        self.fields["champs"] = forms.CharField(
            required=False, help_text=_("Des noms de colonnes, séparés par des virgules : « identifiant,url ».")
        )
        self.fields["apres"] = forms.CharField(required=False, help_text=_("L’identifiant d’une ligne."))
        self.fields["limite"] = forms.CharField(
            required=False,
            help_text=_("De 1 à %(most)s.") % {"most": collections.MOST},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": str(_EXAMPLE_ROWS)}),
        )
        for field_name, field in self.fields.items():
            field.label = field_name

    def asked(self) -> list[tuple[str, str]]:
        """The parameters that say something, as they stand in an address."""
        given = [
            (name, value)
            for name in self.fields
            for value in (self.data.getlist(name) if hasattr(self.data, "getlist") else ())
            if value.strip()
        ]
        return given if any(name == "limite" for name, _value in given) else [*given, ("limite", str(_EXAMPLE_ROWS))]


def _field(one: collections.Filter, choices: list[Any]) -> forms.Field:
    if get_origin(one.annotation) is list:
        return forms.ChoiceField(
            required=False, choices=[("", _("Toutes les valeurs")), *choices], help_text=one.description
        )
    if values := get_args(one.annotation):
        return forms.ChoiceField(
            required=False,
            choices=[("", _("Toutes les valeurs")), *((value, value) for value in values)],
            help_text=one.description,
        )
    widget = forms.TextInput(attrs={"type": "date"} if one.name.endswith(("_depuis", "_jusqua")) else {})
    return forms.CharField(required=False, help_text=one.description, widget=widget)
