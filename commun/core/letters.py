"""What anyone may write without an account: to a référent, about a sheet, about a decision.

A program that fills what people do not see is thanked and not heard; who writes too often, and who receives too much,
are spared for an hour.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as t

from commun.core.errors import DomainError
from commun.core.throttle import is_allowed, is_under

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HOUR = timedelta(hours=1)
INCOMPLETE_ADDRESS = t("Cette adresse n’est pas complète. Écrivez-la ainsi : prenom.nom@exemple.fr.")


class LetterForm(forms.Form):
    """`site` is a field that people do not see: only a program fills it."""

    site = forms.CharField(
        label=t("Ne remplissez pas ce champ"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("site"))


def answer_field(help_text: "str | _StrPromise") -> forms.EmailField:
    """The address of who wants an answer; `help_text` says who reads it."""
    return forms.EmailField(
        label=t("Votre adresse électronique, si vous voulez une réponse"),
        max_length=254,
        required=False,
        help_text=help_text,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": INCOMPLETE_ADDRESS},
    )


@dataclass(frozen=True)
class Limits:
    """How many letters of a kind (`what`) a visitor may send in an hour, and somebody receive."""

    what: str
    a_visitor: int
    a_receiver: int

    def allow(self, request: HttpRequest, *, receiver: str) -> bool:
        """Counts both, whatever each says."""
        by_visitor = is_allowed(request, self.what, limit=self.a_visitor, per=HOUR)
        by_receiver = is_under(f"{self.what}-received", receiver, limit=self.a_receiver, per=HOUR)
        return by_visitor and by_receiver


def take(
    request: HttpRequest,
    form: LetterForm,
    *,
    limits: Limits,
    receiver: str,
    too_often: str,
    send: Callable[[Mapping[str, Any]], object],
) -> tuple[bool, int]:
    """Whether there is somebody to thank, and the status of the page that is shown again otherwise."""
    if request.method != "POST" or not form.is_valid():
        return False, 200
    if form.is_from_a_program:
        return True, 200
    if not limits.allow(request, receiver=receiver):
        form.add_error(None, too_often)
        return False, 429
    try:
        send(form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return False, 200
    return True, 200
