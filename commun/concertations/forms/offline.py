"""A filled-in table that comes back: what may be sent, and what is said when it cannot be read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as t

from commun.concertations.offline import answers, reading
from commun.core.errors import DomainError
from commun.core.spreadsheets import Sheet, read_table
from commun.core.uploads import TABLES, inspect_upload


class TableFileForm(forms.Form):
    """One table, inspected and read; `check_sheets` says whether it is the one that is wanted."""

    file = forms.FileField(
        label=t("Fichier rempli"),
        help_text=t("Un fichier XLSX, ODS ou CSV, de 10 Mo au plus."),
        error_messages={"required": t("Choisissez le fichier à importer."), "empty": t("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.xls,.tsv"}),
    )
    sheets: list[Sheet]

    def check_sheets(self, sheets: list[Sheet]) -> None:
        """Raises DomainError when the table is another one."""
        raise NotImplementedError

    def clean_file(self) -> Any:
        """Keeps the table that the file holds in `sheets`."""
        file = self.cleaned_data["file"]
        try:
            safe = inspect_upload(file, allowed=TABLES)
            self.sheets = read_table(file.read(), safe.extension)
            self.check_sheets(self.sheets)
        except DomainError as error:
            raise ValidationError(error.message) from None
        self.cleaned_data["name"] = safe.name
        return file


class CanevasFileForm(TableFileForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = t("Canevas rempli")
        self.fields["file"].help_text = t(
            "Un fichier XLSX, ODS ou CSV, de 10 Mo au plus. Le document DOCX se reporte à la main."
        )

    def check_sheets(self, sheets: list[Sheet]) -> None:
        reading.read(sheets)


class AnswersFileForm(TableFileForm):
    def check_sheets(self, sheets: list[Sheet]) -> None:
        answers.read(sheets)
