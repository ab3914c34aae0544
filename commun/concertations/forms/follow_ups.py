"""Promising an action, saying where it stands, and answering the quarterly mail."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.concertations.actions.follow_ups import FollowUpRefused
from commun.concertations.actions.proofs import ProofRefused
from commun.concertations.enums import FOLLOW_UP_STATES_WITH_REASON, FollowUpState
from commun.concertations.models import Document, FollowUp, ImportedResult
from commun.concertations.quarterly import Choice
from commun.core.inputs import FrenchDateField, WebAddressField
from commun.deliberations.forms.pick import DecisionPickForm

WHOLE = 100


def proposed(result: ImportedResult) -> dict[str, Any]:
    """What the promise begins with when it takes up what another platform tells."""
    return {"title": result.title, "due_on": result.ends_on}


def state_told(result: ImportedResult) -> FollowUpState:
    """Where the platform says that it stands: a hundred is done, a beginning is under way."""
    if result.progress is None or result.progress == 0:
        return FollowUpState.ANNOUNCED
    return FollowUpState.DONE if result.progress >= WHOLE else FollowUpState.UNDER_WAY


class RefusableForm(forms.Form):
    def add_refusal(self, refusal: FollowUpRefused | ProofRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class PromiseForm(RefusableForm):
    title = forms.CharField(
        label=gettext_lazy("Action promise"),
        max_length=300,
        help_text=gettext_lazy("Une phrase que l’on pourra vérifier : « Publier l’inventaire des algorithmes »."),
    )
    owner_role = forms.CharField(
        label=gettext_lazy("Qui la porte"),
        max_length=200,
        help_text=gettext_lazy("La fonction ou le service, jamais un nom."),
    )
    due_on = FrenchDateField(
        label=gettext_lazy("Échéance"), help_text=gettext_lazy("Elle est publique, et le retard aussi.")
    )
    budget = forms.CharField(label=gettext_lazy("Moyens"), max_length=200, required=False)


class MilestoneForm(RefusableForm, DecisionPickForm):
    state = forms.ChoiceField(label=gettext_lazy("Où en est l’action ?"), widget=forms.RadioSelect)
    on = FrenchDateField(label=gettext_lazy("Depuis quel jour ?"))
    text = forms.CharField(
        label=gettext_lazy("Ce qui a été fait, ou pourquoi l’action change"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Obligatoire si l’action est modifiée, abandonnée ou reportée."),
    )
    due_on = FrenchDateField(
        label=gettext_lazy("Nouvelle échéance"),
        help_text=gettext_lazy("Seulement si elle change ; l’ancienne reste visible."),
        required=False,
    )
    proof_url = WebAddressField(label=gettext_lazy("Adresse de la preuve"), required=False)
    proof_document = forms.ModelChoiceField(
        label=gettext_lazy("Document qui le prouve"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=gettext_lazy("Aucun"),
    )
    decision_reference = forms.CharField(
        label=gettext_lazy("Référence de la délibération"), max_length=120, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    field_order = (
        "state", "on", "text", "due_on", "decision_words", "deliberation", "proof_url", "proof_document",
        "decision_reference",
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, follow_up: FollowUp, result: ImportedResult | None = None
    ) -> None:
        initial: dict[str, Any] = {
            "state": follow_up.state,
            "on": timezone.localdate(),
            "version": follow_up.version,
        }
        if result is not None:
            initial |= {"state": state_told(result), "text": result.text[:5000], "proof_url": result.source_url}
        territory = follow_up.proposition.concertation.territory
        super().__init__(data, initial=initial, territory=territory)
        state, document = self.fields["state"], self.fields["proof_document"]
        assert isinstance(state, forms.ChoiceField)
        assert isinstance(document, forms.ModelChoiceField)
        state.choices = FollowUpState.choices
        document.queryset = Document.objects.filter(concertation=follow_up.proposition.concertation_id)
        if not document.queryset.exists():
            del self.fields["proof_document"]

    def read_again(self, version: int) -> None:
        """The person is shown what somebody else recorded: from now on they know it."""
        data = cast("QueryDict", self.data).copy()
        data["version"] = str(version)
        self.data = data

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("state") in FOLLOW_UP_STATES_WITH_REASON and not given.get("text", "").strip():
            self.add_error("text", _("Dites pourquoi l’action est modifiée ou abandonnée : le motif est public."))
        return given


class QuarterlyForm(RefusableForm):
    """What the référent confirms after a click in the quarterly mail; what is asked depends on the link."""

    text = forms.CharField(
        label=gettext_lazy("En une phrase"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof_url = WebAddressField(label=gettext_lazy("Adresse de la preuve"), required=False)

    def __init__(self, data: QueryDict | None = None, *, choice: Choice) -> None:
        super().__init__(data)
        self.choice = choice
        if choice == Choice.NOTHING_NEW:
            self.fields = {}
        elif choice == Choice.ABANDONED:
            del self.fields["proof_url"]
            self.fields["text"].label = _("Pourquoi l’action est-elle abandonnée ?")
            self.fields["text"].required = True
        elif choice == Choice.MOVED:
            self.fields["text"].label = _("Qu’est-ce qui a avancé ?")
            self.fields["text"].required = True
