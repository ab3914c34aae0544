"""What is said of a key when it is opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField
from commun.keys.actions import KeyRefused
from commun.keys.enums import Scope
from commun.keys.models import ApiKey


class KeyForm(forms.Form):
    name = forms.CharField(
        label=t("Quel logiciel s’en servira ?"),
        max_length=ApiKey._meta.get_field("name").max_length,
        help_text=t(
            "Ce nom se lit dans l’historique, à côté de votre fonction : celui d’un logiciel, jamais d’une personne."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=t("Ce qu’elle pourra écrire"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=t("Le moins possible. Dans ces limites, elle ne peut rien que vous ne puissiez vous-même."),
        error_messages={"required": t("Choisissez au moins une chose que cette clé pourra écrire.")},
    )
    expires_on = FrenchDateField(
        label=t("Dernier jour"),
        required=False,
        help_text=t("Passé ce jour, elle n’ouvre plus rien."),
    )

    def given(self) -> dict[str, Any]:
        return {
            "name": self.cleaned_data["name"],
            "scopes": [Scope(one) for one in self.cleaned_data["scopes"]],
            "expires_on": self.cleaned_data["expires_on"],
        }

    def add_refusal(self, refusal: KeyRefused) -> None:
        self.add_error(refusal.field or None, refusal.message)
