"""A table that someone sends, what its columns hold, and the choices that its doubts ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.errors import DomainError
from commun.core.spreadsheets import column_letter
from commun.library.importers import columns as cols
from commun.library.importers.columns import IGNORED, OWNER_TARGETS, guess, samples, targets
from commun.library.importers.plan import ACCEPT_LOSS, SKIP_FAULTS, Plan
from commun.library.importers.reading import Table, read_file
from commun.library.models import ImportSource

MAX_SHEET_DIGITS = 3


class SourceForm(forms.Form):
    """A table, and the named mapping that it follows, when it came before."""

    file = forms.FileField(
        label=t("Fichier"),
        help_text=t("CSV, XLSX ou ODS, de 10 Mo au plus. La première ligne remplie donne les titres des colonnes."),
        error_messages={"required": t("Choisissez le fichier à importer."), "empty": t("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods,.xls,.tsv"}),
    )
    known = forms.ModelChoiceField(
        queryset=ImportSource.objects.none(),
        label=t("C’est une nouvelle version de"),
        required=False,
        empty_label=t("Aucun : c’est un nouveau tableau"),
        help_text=t("Les colonnes sont alors comprises comme la dernière fois, et rien n’entre en double."),
    )
    tables: list[Table]

    def __init__(self, *args: Any, sources: Sequence[ImportSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["known"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ImportSource.objects.filter(pk__in=[one.pk for one in sources])
        if not sources:
            del self.fields["known"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.tables = read_file(file.read(), file.name or "")
        except DomainError as error:
            raise ValidationError(error.message) from None
        return file


class ColumnsForm(forms.Form):
    """What each column of a table holds, and the name under which this is kept."""

    title = forms.CharField(
        label=t("Nom de ce tableau"),
        max_length=150,
        help_text=t("Pour le reconnaître quand vous en enverrez une nouvelle version."),
        error_messages={"required": t("Donnez un nom à ce tableau.")},
    )

    def __init__(self, data: Any = None, *, tables: Sequence[Table], index: int, has_owner: bool, title: str) -> None:
        self.table = tables[index]
        guessed = guess(self.table)
        super().__init__(data, initial={"title": title})
        options = [(IGNORED, _("Ne pas importer"))]
        options += [(name, str(label)) for name, label in targets().items() if has_owner or name not in OWNER_TARGETS]
        allowed = {name for name, _label in options}
        self.columns: list[str] = []
        for column in range(len(self.table.heads)):
            head = self.table.heads[column] or _("sans titre")
            shown = samples(self.table, column)
            name = f"colonne_{column}"
            self.fields[name] = forms.ChoiceField(
                label=f"{column_letter(column)} · {head[:80]}",
                help_text=" · ".join(f"«\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}»" for text in shown)
                if shown
                else _("Colonne vide."),
                choices=options,
                required=False,
                initial=guessed[column] if guessed[column] in allowed else IGNORED,
            )
            self.columns.append(name)
        self.has_owner = has_owner

    def mapping(self) -> list[str]:
        return [self.cleaned_data.get(name, IGNORED) for name in self.columns]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [target for name in self.columns if (target := cleaned.get(name, IGNORED)) != IGNORED]
        labels = targets()
        twice = sorted({str(labels[target]) for target in said if said.count(target) > 1})
        if twice:
            raise ValidationError(
                _("Deux colonnes disent la même chose : %(names)s."), params={"names": ", ".join(twice)}
            )
        if "title" not in said:
            raise ValidationError(_("Dites quelle colonne contient le nom de l’usage."))
        if cols.DESCRIPTION in said and "summary" in said:
            raise ValidationError(_("La description et les deux phrases rempliraient le même champ : gardez l’une."))
        if self.has_owner and not {cols.OWNER_NAME, cols.OWNER_SIRET} & set(said):
            raise ValidationError(_("Dites quelle colonne nomme la collectivité, ou donne son SIRET."))
        return cleaned


def answers_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The choices of the preview: `q-<doubt>`, or what was typed beside it, and the two boxes."""
    found = {}
    for name in data:
        if name.startswith("q-") and not name.endswith("-autre"):
            key = name.removeprefix("q-")
            typed = str(data.get(f"{name}-autre", "")).strip()[:120]
            found[key] = typed or str(data[name])[:500]
    found |= {name: "1" for name in (SKIP_FAULTS, ACCEPT_LOSS) if data.get(name) == "1"}
    return found


def unanswered(plan: Plan, answers: Mapping[str, str]) -> list[str]:
    """The texts of the doubts whose typed answer leads nowhere."""
    return [one.doubt.text for one in plan.open_questions if one.doubt.key in answers]
