"""What one types of a dataset or of a model, and of who keeps it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms import BoundField
from django.utils.translation import gettext_lazy as t

from commun.core.declared import form_field, typed
from commun.core.inputs import FrenchDateField
from commun.heritage.enums import Kind
from commun.heritage.fields import Field, Part, of_kind
from commun.heritage.models import HeritageItem, HeritageVersion

_SAID = models.CharField(max_length=300)
"""What bounds a short answer that has no column of its own."""


@dataclass(frozen=True)
class Group:
    title: str
    boxes: tuple[BoundField, ...]


class NewItemForm(forms.Form):
    kind = forms.ChoiceField(label=t("C’est"), choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=t("Nom"), max_length=200, help_text=t("Un nom qui se comprend hors de votre collectivité.")
    )


class DescriptionForm(forms.Form):
    """The fields of `fields.FIELDS` for one kind. Nothing but the name is compulsory before it is signed."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, version: HeritageVersion) -> None:
        self._declared = [one for one in of_kind(version.item.kind) if one.name != "changes" or version.number > 1]
        super().__init__(data, initial={one.name: version.value(one) for one in self._declared})
        for one in self._declared:
            column = HeritageVersion._meta.get_field(one.name) if one.column else _SAID
            self.fields[one.name] = form_field(
                one, column=column, required=one.name == "title", help_text=_help(one), maximum=10_000
            )

    def groups(self) -> Iterator[Group]:
        for part in Part:
            yield Group(str(part.title), tuple(self[one.name] for one in self._declared if one.part is part))

    def values(self) -> dict[str, Any]:
        given = typed(self)
        return {one.name: given[one.name] for one in self._declared}


def _help(one: Field) -> Any:
    return one.help


class CustodyForm(forms.ModelForm):  # type: ignore[type-arg]
    kept_until = FrenchDateField(
        label=t("Conservé jusqu’au"), required=False, help_text=t("Laissez vide pour une conservation sans terme.")
    )

    class Meta:
        model = HeritageItem
        fields = ("custodian", "contact", "kept_until", "kept_why")
        help_texts = {
            "custodian": t("Le service qui répond de sa conservation, par exemple « Archives municipales »."),
            "contact": t("Le service à qui écrire : son nom et son adresse générique. Jamais celle d’une personne."),
            "kept_why": t("Ce que l’on perdrait sans lui, ou la règle qui demande de le garder."),
        }
        widgets = {"kept_why": forms.Textarea(attrs={"rows": 3})}


class FileForm(forms.Form):
    """Without a script: a whole file at once, up to the bound of every other form."""

    file = forms.FileField(label=t("Fichier"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=t("Pourquoi"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": t("Dites pourquoi.")},
    )
