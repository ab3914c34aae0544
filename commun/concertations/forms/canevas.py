"""The pages of the canevas, made from its one declaration: a field added there appears here with its label and help."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations import canevas
from commun.concertations.actions.concertation import AudienceGiven, differ
from commun.concertations.canevas import Section
from commun.concertations.enums import Audience
from commun.concertations.models import AudiencePart, Concertation
from commun.concertations.rules import Remark
from commun.core import declared
from commun.core.declared import MAX_LONG, Text
from commun.core.inputs import CountField, PartialDateFormField


@dataclass(frozen=True)
class Sub:
    """Fields that a question calls for when it is answered in one way; shown under it whatever the answer, since
    the page must work without script."""

    when: Text
    names: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Fields that one thinks of together. A name may be that of repeated rows, which have a page of their own."""

    title: Text
    items: tuple[str | Sub, ...]


GROUPS: dict[Section, tuple[Group, ...]] = {
    Section.PRACTICAL: (
        Group(t("La concertation"), ("title", "referent_email", "co_leads", "starts_on_planned", "starts_on")),
        Group(t("Public associé"), ("audiences",)),
        Group(
            t("Assistance"),
            ("uses_support", Sub(t("Si oui"), ("support_name", "support_scope"))),
        ),
        Group(t("Intervenantes et intervenants"), ("speakers",)),
    ),
    Section.METHOD: (
        Group(t("Objectifs"), ("angles", "expectations", "objectives", "level", "arbitration")),
        Group(
            t("Recrutement"),
            (
                "recruitment",
                Sub(t("Si « Autre »"), ("recruitment_other",)),
                Sub(
                    t("Si « Tirage au sort »"),
                    (
                        "sortition_base",
                        "sortition_quotas",
                        "invited_count",
                        "accepted_count",
                        "present_count",
                        "compensation",
                    ),
                ),
            ),
        ),
        Group(
            t("Animation et participation"),
            ("facilitation", Sub(t("Si « Autre »"), ("facilitation_other",)), "tools"),
        ),
        Group(t("Sujet posé et évolution"), ("brief", "initial_frame", "frame_changes")),
        Group(
            t("Restitution"),
            (
                "restitution",
                Sub(t("Si « Autre »"), ("restitution_other",)),
                Sub(t("Si « Plénière »"), ("plenary_on",)),
            ),
        ),
    ),
    Section.RESULTS: (
        Group(t("Durée"), ("ends_on_planned", "ends_on", "sequences")),
        Group(t("Participation"), ("participants_count", "count_method", *canevas.SEXES, *canevas.AGES)),
        Group(t("Ce qui ressort des débats"), ("summary", "documents")),
        Group(
            t("Droit de suite"),
            (
                "follow_up_pledge",
                Sub(
                    t("Si oui, ou en discussion"),
                    ("follow_up_terms", "answer_due_on", "answering_role", "answering_body", "follow_up_frequency"),
                ),
                Sub(t("Si non"), ("follow_up_refusal",)),
            ),
        ),
        Group(t("Bilan"), ("closing_report", "closing_message")),
    ),
}


def form_field(one: canevas.Field) -> forms.Field:
    """The form field that reads a field of the canevas. Nothing is compulsory but a title: one saves as one goes."""
    return declared.form_field(
        one, column=Concertation._meta.get_field(one.name), required=one.name == "title", help_text=one.help
    )


@dataclass(frozen=True)
class AudienceLine:
    """The three boxes of one public."""

    present: BoundField
    details: BoundField
    people_count: BoundField


class AudienceFields(forms.Form):
    """Each public of the seed on its line: here or not, a precision, how many people."""

    def __init__(self, data: Any = None, *, parts: Iterable[AudiencePart] = ()) -> None:
        initial = {
            name: value
            for part in parts
            for name, value in (
                (part.audience, True),
                (f"{part.audience}_details", part.details),
                (f"{part.audience}_count", part.people_count),
            )
        }
        super().__init__(data, prefix="public", initial=initial)
        for audience in Audience:
            name = audience.value
            self.fields[name] = forms.BooleanField(label=audience.label, required=False)
            self.fields[f"{name}_details"] = forms.CharField(
                label=_("%(audience)s : précision") % {"audience": audience.label}, max_length=200, required=False
            )
            self.fields[f"{name}_count"] = CountField(
                label=_("%(audience)s : nombre de participants") % {"audience": audience.label}, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for audience in Audience:
            name = audience.value
            told = cleaned.get(f"{name}_details") or cleaned.get(f"{name}_count") is not None
            if told and not cleaned.get(name):
                self.add_error(name, _("Cochez ce public, ou videz sa précision et son nombre."))
        return cleaned

    def given(self) -> list[AudienceGiven]:
        values = self.cleaned_data
        return [
            AudienceGiven(audience, values[f"{audience.value}_details"], values[f"{audience.value}_count"])
            for audience in Audience
            if values[audience.value]
        ]

    def lines(self) -> Iterator[AudienceLine]:
        for audience in Audience:
            name = audience.value
            yield AudienceLine(self[name], self[f"{name}_details"], self[f"{name}_count"])


class SectionForm(forms.Form):
    """One section of the canevas, typed field by field."""

    def __init__(self, data: Any = None, *, section: Section, record: Concertation) -> None:
        self.section = section
        fields = [one for one in canevas.of_section(section) if one.kind != "rows"]
        super().__init__(data, initial={one.name: getattr(record, one.name) for one in fields})
        for one in fields:
            self.fields[one.name] = form_field(one)

    def add_faults(self, faults: Iterable[Remark]) -> None:
        """Show what contradicts itself at the first field of it that stands on this page."""
        for fault in faults:
            here = next((name for name in fault.fields if name in self.fields), None)
            self.add_error(here, ValidationError(fault.message))

    def values(self) -> dict[str, Any]:
        return declared.typed(self)


class OpeningForm(forms.Form):
    """What one knows on the first day: ten minutes, no more."""

    title = forms.CharField(
        label=t("Titre"),
        max_length=200,
        help_text=t("Tel qu’un habitant le comprendra : « L’IA dans les services de la ville, parlons-en »."),
        error_messages={"required": t("Donnez un titre : il pourra changer.")},
    )
    angles = forms.CharField(
        label=t("De quoi sera-t-il question ?"),
        required=False,
        max_length=MAX_LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Le sujet et les angles, en quelques phrases."),
    )
    audiences = forms.MultipleChoiceField(
        label=t("Avec qui ?"), required=False, choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_on_planned = PartialDateFormField(
        label=t("Date de début prévue"),
        required=False,
        help_text=t("JJ/MM/AAAA ; un mois (03/2026) ou une année (2026) suffisent si le jour n’est pas fixé."),
    )
    ends_on_planned = PartialDateFormField(label=t("Date de fin prévue"), required=False)
    referent_email = forms.EmailField(
        label=t("Adresse électronique de la personne référente"),
        required=False,
        max_length=254,
        help_text=t("Jamais publiée : le formulaire de contact transmet les messages à cette adresse."),
        error_messages={"invalid": t("Écrivez l’adresse ainsi : prenom.nom@exemple.fr.")},
    )

    def add_faults(self, faults: Iterable[Remark]) -> None:
        for fault in faults:
            here = next((name for name in fault.fields if name in self.fields), None)
            self.add_error(here, ValidationError(fault.message))


def theirs(form: SectionForm, current: Concertation) -> Mapping[str, str]:
    """Field by field, what someone else saved, where it differs from what is typed in the form."""
    found = {}
    for name, value in form.values().items():
        if differ(getattr(current, name), value):
            found[name] = canevas.BY_NAME[name].display(current) or _("(vide)")
    return found
