"""What someone says to follow."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.following.enums import Rhythm
from commun.following.models import Subscription

LEAVE = "quitter"


class FollowForm(forms.Form):
    """The address is asked of those who are not signed in."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Elle ne sert qu’à cela. Elle n’est ni publiée ni transmise."),
        error_messages={
            "required": _("Indiquez votre adresse électronique."),
            "invalid": _("Écrivez une adresse complète, par exemple prenom.nom@exemple.fr."),
        },
    )
    rhythm = forms.ChoiceField(
        label=_("Quand écrire"),
        choices=[(one.value, one.label) for one in (Rhythm.IMMEDIATE, Rhythm.WEEKLY)],
        initial=Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez quand vous écrire.")},
    )

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["email"]


class RhythmsForm(forms.Form):
    """One choice for each subscription; leaving is one of them."""

    def __init__(self, *args: Any, subscriptions: Sequence[Subscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in subscriptions:
            self.fields[f"suivi-{one.pk}"] = forms.ChoiceField(
                label=one.label,
                initial=one.rhythm,
                choices=[*Rhythm.choices, (LEAVE, _("Ne plus suivre"))],
                widget=forms.Select,
            )

    @property
    def rhythms(self) -> dict[int, Rhythm | None]:
        """By subscription; None for those to leave."""
        return {
            int(name.removeprefix("suivi-")): None if value == LEAVE else Rhythm(value)
            for name, value in self.cleaned_data.items()
        }
