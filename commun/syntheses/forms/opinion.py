"""Sending the files of a conversation, all at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import TakeawayKind
from commun.core.errors import DomainError
from commun.core.uploads import inspect_upload
from commun.syntheses.importers.polis import Conversation, read_conversation

MAX_FILES = 10


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once: cleaned as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class PolisForm(forms.Form):
    exported = FilesField(
        label=t("Les fichiers de l’export"),
        help_text=t(
            "Choisissez-les tous ensemble : comments.csv et votes.csv sont nécessaires ; summary.csv, "
            "participants-votes.csv et stats-history.csv servent à vérifier."
        ),
        widget=FilesInput(attrs={"accept": ".csv", "multiple": True}),
        error_messages={"required": t("Choisissez les fichiers de l’export."), "empty": t("Un fichier est vide.")},
    )
    conversation: Conversation

    def clean_exported(self) -> Any:
        """Keeps what was read in `conversation`."""
        files = self.cleaned_data["exported"]
        if len(files) > MAX_FILES:
            raise ValidationError(_("Envoyez au plus %(most)d fichiers.") % {"most": MAX_FILES})
        try:
            inspected = [(inspect_upload(one, allowed=frozenset({"csv"})).name, one) for one in files]
            self.conversation = read_conversation({name: one.read() for name, one in inspected})
        except DomainError as refusal:
            raise ValidationError(refusal.message) from None
        return files


class KeepForm(forms.Form):
    """What the files do not say, before the conversation is kept."""

    title = forms.CharField(
        label=t("Question posée"), max_length=300, help_text=t("Elle est le titre de la page publique.")
    )
    attribution = forms.CharField(
        label=t("Mention demandée par la licence des données"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Par exemple quand l’export vient d’un dépôt public sous licence CC BY. Elle est publiée."),
    )


class CheckedKeepForm(KeepForm):
    """Some texts could tell who somebody is: someone has to say that they read them."""

    checked = forms.BooleanField(
        label=t("J’ai relu ces textes : ils peuvent être publiés tels quels."),
        error_messages={"required": t("Dites que vous avez relu les textes qui semblent désigner quelqu’un.")},
    )


class TakeUpForm(forms.Form):
    kind = forms.ChoiceField(label=t("Nature"), choices=TakeawayKind.choices, initial=TakeawayKind.PROPOSITION)
