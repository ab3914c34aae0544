"""Where to send, and what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import WebAddressField
from commun.webhooks.actions import WebhookRefused
from commun.webhooks.kinds import KINDS
from commun.webhooks.models import Webhook


class WebhookForm(forms.Form):
    name = forms.CharField(
        label=t("À quoi sert cet envoi ?"),
        max_length=Webhook._meta.get_field("name").max_length,
        help_text=t("Par exemple « Site de la ville » ou « Messagerie du service »."),
    )
    url = WebAddressField(
        label=t("Adresse qui reçoit"),
        help_text=t("Elle commence par https:// et répond 2xx en moins de quinze secondes."),
    )
    kinds = forms.MultipleChoiceField(
        label=t("Nouvelles à envoyer"),
        choices=[(kind.name, kind.label) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": t("Choisissez au moins une nouvelle à envoyer.")},
    )
    is_ours_only = forms.BooleanField(label=t("Seulement celles de ce territoire"), required=False, initial=True)

    def __init__(self, data: Any = None, *, is_network: bool) -> None:
        super().__init__(data)
        if is_network:
            del self.fields["is_ours_only"]

    def given(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "url": cleaned["url"],
            "kinds_wanted": cleaned["kinds"],
            "is_ours_only": cleaned.get("is_ours_only", False),
        }

    def add_refusal(self, refusal: WebhookRefused) -> None:
        self.add_error(refusal.field or None, refusal.message)
