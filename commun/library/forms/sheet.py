"""The boxes of a sheet, made from its one declaration: a field added to `fields.py` appears here with its help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core import declared
from commun.core.inputs import PartialDateFormField
from commun.library import fields
from commun.library.actions.sheets import Circle, as_json
from commun.library.enums import LineageKind, Stage, Visibility
from commun.library.fields import Field, Section
from commun.library.models import Deployment
from commun.territories.countries import COUNTRIES

CIRCLE, REASON = "cercle", "raison"


def form_field(one: Field, *, with_example: bool = True) -> forms.Field:
    """The form field that reads a field of the sheet. Nothing is compulsory but the title: one saves as one goes."""
    help_text = one.help
    if with_example and one.example:
        help_text = format_html('{} <span class="example">{} {}</span>', one.help, _("Exemple :"), one.example)
    if one.kind == "country":
        choices = [("", t("Non renseigné")), *COUNTRIES.items()]
        options: dict[str, Any] = {"label": one.label, "help_text": help_text, "required": False}
        return forms.ChoiceField(choices=choices, **options)
    made = declared.form_field(
        one,
        column=Deployment._meta.get_field(one.name),
        required=one.name == "title",
        help_text=help_text,
        maximum=one.maximum if one.kind == "long" else None,
    )
    if one.name == "title":
        made.error_messages["required"] = t("Donnez un nom à cet usage : il pourra changer.")
    return made


class FirstSheetForm(forms.Form):
    """The eight fields of a first sheet, and the system used if it is a known one."""

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, has_origin: bool = False) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for one in fields.FIRST:
            self.fields[one.name] = form_field(one)
        # An abandon asks for its reason, on the page of stages; « non renseignée » is for what the network rebuilds.
        stages = [choice for choice in Stage.choices if choice[0] not in (Stage.ABANDONED, Stage.UNKNOWN)]
        self.fields["stage"] = forms.ChoiceField(
            label=t("Étape"),
            choices=stages,
            widget=forms.RadioSelect,
            initial=Stage.EXPLORATION,
            help_text=t("Où en est l’usage aujourd’hui. Abandonné ? Dites où il en était ; le motif vient après."),
        )
        self.fields["since"] = PartialDateFormField(
            label=t("Depuis"),
            required=False,
            help_text=format_html(
                '{} <span class="example">{}</span>', _("Un mois ou une année suffisent."), _("Exemple : 03/2025")
            ),
        )
        self.fields["solution"] = forms.CharField(
            label=t("Système utilisé"),
            required=False,
            max_length=150,
            widget=forms.TextInput(attrs={"list": "systemes", "autocomplete": "off"}),
            help_text=t("Son nom, s’il en a un. Déjà connu ici, il est reconnu ; sinon il s’ajoute."),
        )
        if has_origin:
            self.fields["lineage"] = forms.ChoiceField(
                label=t("Votre usage et celui dont vous venez"),
                required=False,
                choices=[
                    *[(one.value, one.label) for one in LineageKind if one != LineageKind.ABANDONED_AFTER],
                    ("", t("Rien à voir")),
                ],
                widget=forms.RadioSelect,
            )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in declared.typed(self).items() if name in fields.BY_NAME}

    def add_faults(self, faults: Mapping[str, str]) -> None:
        for name, message in faults.items():
            self.add_error(name if name in self.fields else None, message)


@dataclass(frozen=True)
class Box:
    """One field of the form, who reads it, and what someone else saved there meanwhile."""

    field: Field
    value: BoundField
    circle: BoundField | None
    reason: BoundField | None
    level: str
    theirs: str = ""

    @property
    def is_unfolded(self) -> bool:
        """Whether who reads it must be in sight: it is held back, or what was typed there is wrong."""
        wrong = bool(self.reason and self.reason.errors) or bool(self.circle and self.circle.errors)
        return wrong or bool(self.circle and self.circle.value() != self.field.visibility)


def has_circle(one: Field) -> bool:
    """Whether a territory chooses who reads it: not what makes a sheet a sheet, nor what never leaves."""
    return not one.never_public and not (one.is_first and one.matters)


class SectionForm(forms.Form):
    """One section: its values, and for each who may read it."""

    def __init__(self, data: Any = None, *, section: Section, sheet: Deployment) -> None:
        self.declared = fields.fields_of(section)
        self.sheet = sheet
        initial: dict[str, Any] = {one.name: one.value(sheet) for one in self.declared}
        for one in self.declared:
            initial[f"{CIRCLE}-{one.name}"] = one.visible_to(sheet).value
            initial[f"{REASON}-{one.name}"] = one.reason_held(sheet)
        super().__init__(data, initial=initial)
        for one in self.declared:
            self.fields[one.name] = form_field(one)
            if has_circle(one):
                self.fields[f"{CIRCLE}-{one.name}"] = forms.ChoiceField(
                    label=_("Qui lit « %(field)s »") % {"field": one.label}, choices=Visibility.choices, required=False
                )
                self.fields[f"{REASON}-{one.name}"] = forms.CharField(
                    label=_("Pourquoi « %(field)s » n’est pas public") % {"field": one.label},
                    required=False,
                    max_length=300,
                    help_text=t("Lue par tout le monde à la place du champ. Obligatoire s’il n’est pas public."),
                )

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in declared.typed(self).items() if name in fields.BY_NAME}

    def circles(self) -> dict[str, Circle]:
        """Who reads each field; a field whose choice was not sent keeps what it had."""
        found = {}
        for one in self.declared:
            if has_circle(one) and (level := self.cleaned_data[f"{CIRCLE}-{one.name}"]):
                found[one.name] = Circle(Visibility(level), self.cleaned_data[f"{REASON}-{one.name}"])
        return found

    def add_faults(self, faults: Mapping[str, str], *, circles: Mapping[str, str]) -> None:
        for name, message in faults.items():
            self.add_error(name, message)
        for name, message in circles.items():
            self.add_error(f"{REASON}-{name}", message)

    def boxes(self, *, theirs: Mapping[str, str]) -> Iterator[Box]:
        for one in self.declared:
            is_chosen = has_circle(one)
            yield Box(
                field=one,
                value=self[one.name],
                circle=self[f"{CIRCLE}-{one.name}"] if is_chosen else None,
                reason=self[f"{REASON}-{one.name}"] if is_chosen else None,
                level=str(one.visible_to(self.sheet).label),
                theirs=theirs.get(one.name, ""),
            )


def theirs(form: SectionForm, current: Deployment) -> dict[str, str]:
    """Field by field, what someone else saved, where it differs from what is typed in the form."""
    found = {}
    typed, circles = form.values(), form.circles()
    for one in form.declared:
        if as_json(typed[one.name]) != as_json(one.value(current)):
            found[one.name] = one.display(one.value(current)) or _("(vide)")
        elif one.name in circles and circles[one.name].level != one.visible_to(current):
            found[one.name] = _("lu par : %(level)s") % {"level": one.visible_to(current).label}
    return found
