"""What the network types to make the grid evolve: its frame, one question, an account of the axes, publication."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField, WebAddressField
from commun.library import fields
from commun.library.enums import LEVELS
from commun.library.fields import Section
from commun.library.law import Sureness
from commun.library.models import AxesAccount, Grid, GridAxis, GridItem

_SHORT_TEXT = {"rows": 2}


class GridFrameForm(forms.Form):
    """The title, the introduction, and the name of each axis."""

    title = forms.CharField(label=t("Titre"), max_length=200)
    introduction = forms.CharField(
        label=t("Introduction"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any = None, *, grid: Grid, axes: Iterable[GridAxis]) -> None:
        self.axes = list(axes)
        initial = {"title": grid.title, "introduction": grid.introduction}
        for axis in self.axes:
            initial |= {f"{axis.code}-title": axis.title, f"{axis.code}-says": axis.says}
        super().__init__(data, initial=initial)
        for axis in self.axes:
            self.fields[f"{axis.code}-title"] = forms.CharField(label=t("Axe"), max_length=120)
            self.fields[f"{axis.code}-says"] = forms.CharField(
                label=t("En une phrase"), max_length=300, required=False, widget=forms.Textarea(attrs=_SHORT_TEXT)
            )

    def named(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        return {
            axis.code: {"title": data[f"{axis.code}-title"], "says": data[f"{axis.code}-says"]} for axis in self.axes
        }


def _field_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Those of the sheet that may stand beside an answer, by section."""
    return [
        (section.title, [(one.name, one.label) for one in fields.fields_of(section) if not one.never_public])
        for section in Section
    ]


class ItemForm(forms.Form):
    """One question of a draft."""

    value = forms.CharField(label=t("Valeur"), max_length=120, help_text=t("« Équité », « Sobriété »…"))
    question = forms.CharField(label=t("Question"), max_length=300, widget=forms.Textarea(attrs=_SHORT_TEXT))
    is_fact = forms.BooleanField(label=t("La fiche répond elle-même (pas de niveau à choisir)"), required=False)
    shown_fields = forms.MultipleChoiceField(
        label=t("Champs de la fiche montrés à côté"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=t("Plusieurs : touche Ctrl ou ⌘."),
    )
    needed_fields = forms.MultipleChoiceField(
        label=t("Champs sans lesquels on ne peut répondre « En place » ni « Vérifié »"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )
    account = forms.ModelChoiceField(
        label=t("Compte rendu des axes d’où vient la question"),
        queryset=AxesAccount.objects.all(),
        required=False,
        empty_label=t("Une autre source, ci-dessous"),
    )
    source_where = forms.CharField(label=t("Où, dans ce compte rendu"), max_length=300, required=False)
    source_title = forms.CharField(label=t("Autre source"), max_length=300, required=False)
    source_url = WebAddressField(label=t("Adresse de cette source"), required=False)
    source_read_on = FrenchDateField(label=t("Lue le"), required=False)
    position = forms.IntegerField(label=t("Place dans l’axe"), min_value=1, max_value=999)

    def __init__(self, data: Any = None, *, item: GridItem) -> None:
        initial = {name: getattr(item, name) for name in _COLUMNS}
        initial |= {
            f"level_{level.value}": text for level, text in zip(LEVELS, [*item.levels, "", "", "", ""], strict=False)
        }
        super().__init__(data, initial=initial)
        for name in ("shown_fields", "needed_fields"):
            self.fields[name].choices = _field_choices()  # type: ignore[attr-defined]
        for level in LEVELS:
            self.fields[f"level_{level.value}"] = forms.CharField(
                label=level.label, required=False, max_length=500, widget=forms.Textarea(attrs=_SHORT_TEXT)
            )
        self.order_fields(["value", "question", *(f"level_{level.value}" for level in LEVELS)])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: data[name] for name in _COLUMNS}
        return {**found, "levels": [data[f"level_{level.value}"].strip() for level in LEVELS]}

    def add_faults(self, faults: Mapping[str, str]) -> None:
        for name, message in faults.items():
            self.add_error(f"level_{LEVELS[0].value}" if name == "levels" else name, message)


_COLUMNS = (
    "value", "question", "is_fact", "shown_fields", "needed_fields", "account", "source_where", "source_title",
    "source_url", "source_read_on", "position",
)  # fmt: skip


class PublishGridForm(forms.Form):
    source = forms.CharField(
        label=t("D’où vient cette version"),
        max_length=500,
        help_text=t("La réunion, l’avis ou le texte qui la décide."),
    )
    changes = forms.CharField(
        label=t("Ce qui change, et pourquoi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    published_on = FrenchDateField(label=t("Date de publication"), initial=timezone.localdate)


class AccountForm(forms.Form):
    """One more published list of the axes, as it was read."""

    title = forms.CharField(label=t("Où ces axes se lisent"), max_length=300)
    url = WebAddressField(label=t("Adresse"), required=False)
    sureness = forms.ChoiceField(
        label=t("Degré de certitude"), choices=[(one.value, one.label) for one in Sureness], widget=forms.RadioSelect
    )
    read_on = FrenchDateField(label=t("Lu le"), required=False)
    axes = forms.CharField(
        label=t("Les axes"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=t(
            "Un par ligne ; après deux-points, ce que la source en dit : « IA sociale : équité de traitement »."
        ),
    )
    note = forms.CharField(
        label=t("Remarque"), required=False, max_length=1000, widget=forms.Textarea(attrs=_SHORT_TEXT)
    )

    def listed(self) -> list[dict[str, str]]:
        lines = (line.partition(":") for line in self.cleaned_data["axes"].splitlines() if line.strip())
        return [{"title": title.strip(), "says": says.strip()} for title, _colon, says in lines]
