"""A filled-in canevas that comes back: what may be sent, and what is said when it cannot be read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as t

from commun.concertations.offline import reading
from commun.core.errors import DomainError
from commun.core.spreadsheets import Sheet, read_table
from commun.core.uploads import TABLES, inspect_upload


class CanevasFileForm(forms.Form):
    file = forms.FileField(
        label=t("Canevas rempli"),
        help_text=t("Un fichier XLSX, ODS ou CSV, de 10 Mo au plus. Le document DOCX se reporte à la main."),
        error_messages={"required": t("Choisissez le fichier à importer."), "empty": t("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.xls,.tsv"}),
    )
    sheets: list[Sheet]

    def clean_file(self) -> Any:
        """Keeps the table that the file holds in `sheets`."""
        file = self.cleaned_data["file"]
        try:
            safe = inspect_upload(file, allowed=TABLES)
            self.sheets = read_table(file.read(), safe.extension)
            reading.read(self.sheets)
        except DomainError as error:
            raise ValidationError(error.message) from None
        self.cleaned_data["name"] = safe.name
        return file
