"""What a participant thinks of an answer, and what the network does with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.concertations.actions.participants import MAX_LENGTH
from commun.concertations.enums import Rating


class ParticipantViewForm(forms.Form):
    """No name, no address. `site` is a trap: people do not see it, machines fill it."""

    rating = forms.ChoiceField(label=_("Votre avis sur la réponse"), choices=Rating.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("En quelques phrases"),
        required=False,
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("1 500 caractères au plus. N’écrivez ni votre nom, ni celui de quelqu’un d’autre."),
    )
    site = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("site"))


class ModerationForm(forms.Form):
    decision = forms.ChoiceField(choices=[("publier", _("Publier")), ("refuser", _("Refuser"))])
    reason = forms.CharField(label=_("Motif du refus"), required=False, max_length=300)
