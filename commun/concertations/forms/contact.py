"""What a visitor, or the network, writes to a référent."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.letters import INCOMPLETE_ADDRESS, LetterForm

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class OneLine(forms.CharField):
    """A text that may stand in the head of a mail: a line break there could forge another address."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if _CONTROL.search(text):
            raise forms.ValidationError(_("Ce champ tient sur une seule ligne : retirez le retour à la ligne."))
        return text


class ContactForm(LetterForm):
    message = forms.CharField(
        label=t("Votre message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": t("Écrivez votre message.")},
    )
    email = forms.EmailField(
        label=t("Votre adresse électronique"),
        max_length=254,
        help_text=t("Pour qu’on puisse vous répondre. Elle est transmise avec votre message, et à personne d’autre."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": t("Donnez votre adresse : sans elle, personne ne pourra vous répondre."),
            "invalid": INCOMPLETE_ADDRESS,
        },
    )
    nom = OneLine(
        label=t("Votre nom"),
        max_length=100,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NetworkMessageForm(forms.Form):
    subject = OneLine(label=t("Objet"), max_length=150, strip=False)
    message = forms.CharField(
        label=t("Message"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=t("La réponse arrivera à votre adresse. Le message lui-même n’est pas conservé ici."),
    )
