"""Answering one proposition, or many on one page: read and checked here, published by the actions."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.concertations.actions.answers import AnswerRefused, NewAnswer
from commun.concertations.actions.proofs import ProofRefused
from commun.concertations.enums import DECISIONS_WITHOUT_REASON, Decision
from commun.concertations.models import Answer, Concertation, Takeaway
from commun.core.inputs import FrenchDateField, WebAddressField
from commun.deliberations.forms.pick import DecisionPickForm

MAX_REASON = 5000
PICKED = ("decision_words", "deliberation")
"""The two boxes where the decision that proves the answer is chosen."""


class SignatureForm(DecisionPickForm):
    """Who answers and when: the part that is common to many answers."""

    author_role = forms.CharField(
        label=gettext_lazy("Qualité de qui répond"),
        max_length=200,
        help_text=gettext_lazy("La fonction, jamais le nom : « Adjointe au numérique »."),
    )
    body = forms.CharField(label=gettext_lazy("Instance"), max_length=200, required=False)
    answered_on = FrenchDateField(
        label=gettext_lazy("Date de la réponse"), help_text=gettext_lazy("Le jour où elle a été donnée.")
    )
    decision_reference = forms.CharField(
        label=gettext_lazy("Référence de la délibération"), max_length=120, required=False
    )
    decision_url = WebAddressField(
        label=gettext_lazy("Adresse de la délibération"),
        required=False,
        help_text=gettext_lazy("Par exemple https://… : elle servira de preuve."),
    )

    field_order: tuple[str, ...] = ("author_role", "body", "answered_on", *PICKED)

    def __init__(self, data: Mapping[str, Any] | None = None, *, concertation: Concertation) -> None:
        initial = {
            "author_role": concertation.answering_role,
            "body": concertation.answering_body,
            "answered_on": timezone.localdate(),
        }
        super().__init__(data, initial=initial, territory=concertation.territory)
        self.concertation = concertation

    def clean_answered_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("La date de la réponse est dans le futur : indiquez le jour où elle a été donnée.")
            )
        restituted_on = self.concertation.restituted_on
        if restituted_on and day < restituted_on:
            raise forms.ValidationError(_("La réponse ne peut pas précéder la restitution : vérifiez la date."))
        return day


class AnswerForm(SignatureForm):
    """The answer to one proposition."""

    decision = forms.ChoiceField(label=gettext_lazy("Réponse"), choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Obligatoire, sauf pour « Retenue » et « À l’étude ». Écrivez pour la personne qui a fait la proposition."
        ),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    field_order = (
        "decision",
        "reason",
        "author_role",
        "body",
        "answered_on",
        *PICKED,
        "decision_reference",
        "decision_url",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        concertation: Concertation,
        read: int,
        draft: Mapping[str, Any] | None = None,
    ) -> None:
        """`draft` is what is proposed to whoever signs: they may change all of it."""
        super().__init__(data, concertation=concertation)
        self.initial.update({**(draft or {}), "after": read})

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        decision = given.get("decision")
        if decision and decision not in DECISIONS_WITHOUT_REASON and not given.get("reason", "").strip():
            self.add_error("reason", _("Donnez un motif : il est obligatoire, sauf pour « Retenue » et « À l’étude »."))
        return given

    def read_again(self, read: int) -> None:
        """The person is shown what somebody else answered: from now on they know it."""
        data = cast("QueryDict", self.data).copy()
        data["after"] = str(read)
        self.data = data

    def add_refusal(self, refusal: AnswerRefused | ProofRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class ApplyForm(forms.Form):
    """One decision for the propositions that are ticked; the reason may name each of them."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Réponse à appliquer"),
        choices=[("", gettext_lazy("Choisir…")), *Decision.choices],
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif à appliquer"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("{numero}, {theme} et {texte} seront remplacés par ceux de chaque proposition."),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="appliquer")


class RowForm(forms.Form):
    """The answer to one proposition among many; no decision means that it is not answered now."""

    picked = forms.BooleanField(required=False)
    decision = forms.ChoiceField(required=False, choices=[("", gettext_lazy("Ne pas répondre")), *Decision.choices])
    reason = forms.CharField(
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": gettext_lazy("Motif de la réponse")}),
    )
    after = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None, *, proposition: Takeaway, previous: Sequence[Answer]) -> None:
        super().__init__(data, prefix=f"p{proposition.number}", initial={"after": len(previous)})
        self.proposition = proposition
        self.previous = tuple(previous)
        self.current = previous[-1] if previous else None
        self.theirs: Answer | None = None
        about = _("proposition %(number)d") % {"number": proposition.number}
        for name, words in (
            ("picked", _("Choisir la %(about)s")),
            ("decision", _("Réponse à la %(about)s")),
            ("reason", _("Motif de la réponse à la %(about)s")),
        ):
            self.fields[name].label = words % {"about": about}
            self.fields[name].widget.attrs["aria-label"] = words % {"about": about}

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody else answered since the page that this row comes from was made."""
        after = self.cleaned_data.get("after") if self.is_bound and self.is_valid() else None
        return after is not None and after != len(self.previous)

    def read_again(self) -> "RowForm":
        """The same row on a page that shows what somebody else answered (`theirs`): from then on its author knows it,
        and chooses to answer all the same or not."""
        if not self.is_overtaken:
            return self
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("after")] = str(len(self.previous))
        row = RowForm(data, proposition=self.proposition, previous=self.previous)
        row.is_valid()
        row.theirs = self.current
        return row

    def filled_with(self, decision: str, template: str) -> "RowForm":
        """The same row, with this decision and the reason written for its proposition."""
        reason = (
            template.replace("{numero}", str(self.proposition.number))
            .replace("{theme}", str(self.proposition.get_theme_display()))
            .replace("{texte}", self.proposition.text)
        )
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("decision")] = decision
        data[self.add_prefix("reason")] = reason
        row = RowForm(data, proposition=self.proposition, previous=self.previous)
        row.is_valid()
        return row


_ROW = re.compile(r"p(\d{1,6})-(?:picked|decision|reason|after)")


def posted_numbers(data: QueryDict) -> set[int]:
    """The propositions that a sent page was made of, by their numbers."""
    return {int(found[1]) for name in data if (found := _ROW.fullmatch(name))}


@dataclass(frozen=True)
class AnswerBatch:
    """Everything that the page of many answers holds: the signature, the "apply" form and a row per proposition."""

    signature: SignatureForm
    apply: ApplyForm
    rows: list[RowForm]

    @classmethod
    def of(
        cls,
        data: QueryDict | None,
        *,
        concertation: Concertation,
        propositions: Sequence[Takeaway],
        answers: dict[int, list[Answer]],
    ) -> "AnswerBatch":
        rows = [RowForm(data, proposition=one, previous=answers.get(one.pk, [])) for one in propositions]
        for row in rows:
            row.is_valid()
        return cls(SignatureForm(data, concertation=concertation), ApplyForm(data), rows)

    def applied(self) -> "AnswerBatch":
        """The same page once the decision is applied to the rows that are ticked. Nothing is published."""
        self.apply.is_valid()
        decision = self.apply.cleaned_data.get("decision", "")
        reason = self.apply.cleaned_data.get("reason", "")
        rows = [
            row.filled_with(decision, reason) if row.cleaned_data.get("picked") and decision else row
            for row in self.rows
        ]
        return AnswerBatch(self.signature, self.apply, rows)

    def read_again(self) -> "AnswerBatch":
        """The page that shows what others answered meanwhile, row by row."""
        return AnswerBatch(self.signature, self.apply, [row.read_again() for row in self.rows])

    def overtaking(self) -> dict[int, Answer]:
        """What somebody else answered since, by proposition."""
        return {row.proposition.pk: row.current for row in self.rows if row.is_overtaken and row.current}

    def answers(self) -> list[NewAnswer]:
        """The answers that were written, once the signature is valid."""
        signed = self.signature.cleaned_data
        return [
            NewAnswer(
                proposition=row.proposition,
                decision=Decision(row.cleaned_data["decision"]),
                reason=row.cleaned_data.get("reason", ""),
                author_role=signed["author_role"],
                body=signed["body"],
                answered_on=signed["answered_on"],
                decision_reference=signed["decision_reference"],
                decision_url=signed["decision_url"],
                after=row.cleaned_data.get("after"),
                deliberation=signed["deliberation"],
            )
            for row in self.rows
            if row.cleaned_data.get("decision")
        ]
