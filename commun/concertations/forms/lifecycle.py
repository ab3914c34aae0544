"""Why a concertation is interrupted, or taken up again."""

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.errors import DomainError

MAX_REASON = 2000


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=t("Motif"),
        max_length=MAX_REASON,
        error_messages={"required": t("Dites pourquoi : le motif est public si la fiche l’est.")},
    )

    def read(self) -> str:
        """The reason. Raises DomainError with what is wrong: the page that asks for it is the record's overview."""
        if not self.is_valid():
            raise DomainError(" ".join(str(message) for message in self.errors["reason"]))
        return str(self.cleaned_data["reason"])
