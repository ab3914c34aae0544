"""A field declared once: the box that reads it, what stands for « nobody knows », and its value in French.

The canevas of a debate, the sheet of a use, a resource and a dataset of the heritage are declared each in its app, and
follow from here.
"""

from typing import Any, Protocol

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.dates import duration
from commun.core.inputs import (
    AmountField,
    CountField,
    DurationField,
    FrenchDateField,
    LinesField,
    NumbersField,
    PartialDateFormField,
    WebAddressField,
    YesNoField,
)

MAX_LONG = 20_000
MAX_HOURS = 500
Text = str | Promise
_NULLABLE = frozenset({"yes_no", "date", "partial_date", "duration", "integer", "number", "money"})


class Declared(Protocol):
    """What a declaration says of one field; `kind` is one of those that `form_field` knows."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def kind(self) -> str: ...
    @property
    def choices(self) -> type[models.TextChoices] | None: ...


def is_unknown(value: Any) -> bool:
    """Nobody has said; zero and "no" are said."""
    return value is None or value in ("", [])


def unknown(one: Declared) -> Any:
    """What stands for « nobody knows »."""
    if one.kind in ("choices", "list"):
        return []
    return None if one.kind in _NULLABLE else ""


def displayed(one: Declared, value: Any) -> str:
    """A value in French; empty when it is unknown. An app writes by itself the kinds that it alone has."""
    if is_unknown(value):
        return ""
    match one.kind:
        case "choice":
            assert one.choices is not None
            return str(one.choices(value).label)
        case "choices":
            assert one.choices is not None
            return ", ".join(str(one.choices(item).label) for item in value)
        case "list":
            return ", ".join(value)
        case "yes_no":
            return _("Oui") if value else _("Non")
        case "duration":
            return duration(value)
        case _:
            return str(value)


def form_field(
    one: Declared, *, column: Any, required: bool = False, help_text: Text = "", maximum: int | None = None
) -> forms.Field:
    """The field that reads `one`, kept in `column` of its model. Nothing is compulsory unless `required` says so."""
    options: dict[str, Any] = {"label": one.label, "help_text": help_text, "required": required}
    match one.kind:
        case "text":
            return forms.CharField(max_length=column.max_length, **options)
        case "long":
            widget = forms.Textarea(attrs={"rows": 4})
            return forms.CharField(max_length=maximum or MAX_LONG, widget=widget, **options)
        case "date":
            return FrenchDateField(picker=False, **options)
        case "partial_date":
            return PartialDateFormField(**options)
        case "integer":
            return CountField(**options)
        case "number" | "money":
            return AmountField(max_digits=column.max_digits, decimal_places=column.decimal_places, **options)
        case "duration":
            return DurationField(longest=MAX_HOURS * 60, **options)
        case "yes_no":
            return YesNoField(**options)
        case "email":
            return forms.EmailField(
                max_length=254,
                error_messages={"invalid": t("Écrivez l’adresse ainsi : prenom.nom@exemple.fr.")},
                **options,
            )
        case "url":
            return WebAddressField(**options)
        case "list":
            return LinesField(**options)
        case "practices":
            return NumbersField(**options)
        case "choices":
            assert one.choices is not None
            return forms.MultipleChoiceField(
                choices=one.choices.choices, widget=forms.CheckboxSelectMultiple, **options
            )
        case "choice":
            assert one.choices is not None
            choices = [*one.choices.choices, ("", t("Non renseigné"))]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
        case _:
            raise ValueError(one.name)


def typed(form: forms.Form) -> dict[str, Any]:
    """What was typed, with the line ends that we keep (a browser sends those of another age)."""
    return {
        name: value.replace("\r\n", "\n") if isinstance(value := form.cleaned_data[name], str) else value
        for name in form.fields
    }
