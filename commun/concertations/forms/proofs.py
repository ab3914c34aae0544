"""Citing a council decision once the answer, or the step of a promise, is published."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.actions.proofs import ProofRefused
from commun.concertations.models import Answer, Milestone
from commun.deliberations.forms.pick import DecisionPickForm
from commun.deliberations.models import Deliberation
from commun.territories.models import Territory
from commun.ui.components.dates import written


class ProofForm(DecisionPickForm):
    """What is proven, and by which decision."""

    proven = forms.ChoiceField(
        label=t("Que prouve-t-elle ?"),
        widget=forms.RadioSelect,
        error_messages={"required": t("Dites ce que la délibération prouve.")},
    )

    field_order = ("proven", "decision_words", "deliberation")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        territory: Territory,
        published: Sequence[Answer | Milestone],
    ) -> None:
        self._published = {one.uid: one for one in published}
        last = published[-1].uid if published else ""
        super().__init__(data, territory=territory, initial={"proven": last})
        proven = self.fields["proven"]
        assert isinstance(proven, forms.ChoiceField)
        proven.choices = [(uid, _named(one)) for uid, one in self._published.items()]
        self.fields["decision_words"].label = _("Quelle délibération ?")

    def clean_proven(self) -> Answer | Milestone:
        return self._published[self.cleaned_data["proven"]]

    def clean_deliberation(self) -> Deliberation | None:
        chosen = super().clean_deliberation()
        if chosen is None and not self.cleaned_data.get("decision_words"):
            self.add_error("decision_words", _("Cherchez la délibération, puis choisissez-la."))
        return chosen

    def add_refusal(self, refusal: ProofRefused) -> None:
        self.add_error(refusal.field, refusal.message)


def _named(one: Answer | Milestone) -> str:
    if isinstance(one, Answer):
        return _("La réponse du %(day)s : %(decision)s") % {
            "day": written(one.answered_on),
            "decision": one.get_decision_display(),
        }
    return _("L’étape du %(day)s : %(action)s, %(state)s") % {
        "day": written(one.on),
        "action": one.follow_up.title,
        "state": str(one.get_state_display()).lower(),
    }
