"""What one types to attach a document."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import DocumentKind, Licence
from commun.core.inputs import PartialDateFormField, WebAddressField


class DocumentForm(forms.Form):
    title = forms.CharField(
        label=t("Titre"), max_length=200, error_messages={"required": t("Donnez un titre au document.")}
    )
    kind = forms.ChoiceField(label=t("Nature"), choices=DocumentKind.choices)
    file = forms.FileField(
        label=t("Fichier"),
        required=False,
        help_text=t("10 Mo au plus : PDF, bureautique (docx, odt, xlsx, ods, pptx, odp), csv, txt ou image."),
        error_messages={
            "empty": t("Ce fichier est vide."),
            "invalid": t("Le fichier n’est pas arrivé : joignez-le à nouveau."),
        },
    )
    url = WebAddressField(
        label=t("Ou son adresse"), required=False, help_text=t("Si le document est déjà publié ailleurs.")
    )
    licence = forms.ChoiceField(
        label=t("Licence"),
        choices=Licence.choices,
        initial=Licence.LO2,
        help_text=t("Dans le doute, la Licence Ouverte 2.0 est celle des données publiques."),
    )
    on = PartialDateFormField(label=t("Date du document"), required=False, help_text=t("JJ/MM/AAAA, 03/2026 ou 2026."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "file" not in self.errors and "url" not in self.errors:
            if cleaned.get("file") and cleaned.get("url"):
                self.add_error("url", ValidationError(_("Un fichier ou une adresse : gardez l’un des deux.")))
            elif not cleaned.get("file") and not cleaned.get("url"):
                self.add_error("file", ValidationError(_("Joignez un fichier, ou donnez son adresse.")))
        return cleaned
