"""The repeated lines of the canevas: what each asks for, and how its page speaks of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations import canevas
from commun.concertations.models import FrameChange, Sequence, Speaker
from commun.core.declared import Text
from commun.core.inputs import CountField, DurationField, FrenchDateField

if TYPE_CHECKING:
    _SequenceForm = forms.ModelForm[Sequence]
    _SpeakerForm = forms.ModelForm[Speaker]
    _FrameChangeForm = forms.ModelForm[FrameChange]
else:
    _SequenceForm = _SpeakerForm = _FrameChangeForm = forms.ModelForm

TIME_INPUTS = ["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h", "%H:%M:%S"]


class SequenceForm(_SequenceForm):
    on = FrenchDateField(picker=False, label=t("Date"), required=False, help_text=t("JJ/MM/AAAA"))
    starts_at = forms.TimeField(
        label=t("Heure de début"),
        required=False,
        input_formats=TIME_INPUTS,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": t("Écrivez l’heure ainsi : 18:30.")},
    )
    minutes = DurationField(label=t("Durée"), required=False, help_text=t("« 1 h 30 », « 2 h » ou « 90 » minutes."))
    attendance = CountField(label=t("Personnes présentes"), required=False)

    class Meta:
        model = Sequence
        fields: ClassVar = ["title", "on", "starts_at", "minutes", "attendance", "place", "is_open", "account"]
        widgets: ClassVar = {"account": forms.Textarea(attrs={"rows": 3})}


class SpeakerForm(_SpeakerForm):
    class Meta:
        model = Speaker
        fields: ClassVar = ["name", "has_consented", "profession", "organisation", "talk_title", "interests"]
        help_texts: ClassVar = {
            "name": t("Publié seulement avec l’accord de la personne ; sinon, sa profession et son organisme le sont."),
            "interests": t("Un employeur, un mandat, une prestation en lien avec le sujet : le public peut le savoir."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(name) for name in ("name", "profession", "organisation")):
            raise ValidationError(_("Dites au moins le nom, la profession ou l’organisme."))
        return cleaned


class FrameChangeForm(_FrameChangeForm):
    on = FrenchDateField(picker=False, label=t("Date"), help_text=t("JJ/MM/AAAA"))

    class Meta:
        model = FrameChange
        fields: ClassVar = ["on", "text", "decided_by"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {"decided_by": t("La fonction, pas le nom.")}

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise ValidationError(_("Cette date est à venir : une évolution s’écrit une fois décidée."))
        return on


@dataclass(frozen=True)
class RowKind:
    """One kind of repeated line, and its page."""

    slug: str
    field: canevas.Field
    model: type[Any]  # one of those of `actions.rows.Row`
    form: "type[forms.ModelForm[Any]]"
    add_title: Text
    empty: Text
    is_append_only: bool = False


ROW_KINDS: dict[str, RowKind] = {
    kind.slug: kind
    for kind in (
        RowKind(
            "sequences",
            canevas.BY_NAME["sequences"],
            Sequence,
            SequenceForm,
            t("Ajouter une séquence"),
            t("Ateliers, réunions, plénière : une ligne pour chacune, avant ou après qu’elle a eu lieu."),
        ),
        RowKind(
            "intervenants",
            canevas.BY_NAME["speakers"],
            Speaker,
            SpeakerForm,
            t("Ajouter une intervenante ou un intervenant"),
            t("Les personnes qui ont éclairé le débat : chercheuse, juriste, agent, élue d’une autre ville…"),
        ),
        RowKind(
            "evolutions",
            canevas.BY_NAME["frame_changes"],
            FrameChange,
            FrameChangeForm,
            t("Ajouter une évolution du cadre"),
            t("Si le sujet, la question ou les règles changent en route, dites-le ici : ce sera publié et restera."),
            is_append_only=True,
        ),
    )
}
