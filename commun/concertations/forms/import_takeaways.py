"""A list of takeaways to add: pasted or sent, then column by column when its heads do not say enough."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import TakeawayKind
from commun.concertations.importers import sources
from commun.concertations.importers.takeaways import (
    COLUMNS,
    IGNORED,
    ColumnMap,
    column_samples,
    recognised,
    with_one_head,
)
from commun.concertations.platforms.layouts import recognise
from commun.concertations.platforms.reading import LAYOUTS
from commun.concertations.platforms.remote import sheet_at
from commun.concertations.platforms.tables import without_people
from commun.core.errors import DomainError
from commun.core.inputs import WebAddressField
from commun.core.spreadsheets import Sheet
from commun.core.uploads import ARCHIVES, LISTS, inspect_upload

MAX_PASTED = 1_000_000
MAX_SHEET_DIGITS = 3


class TakeawaysSourceForm(forms.Form):
    kind = forms.ChoiceField(
        label=t("Ce sont surtout"),
        choices=TakeawayKind.choices,
        initial=TakeawayKind.PROPOSITION,
        help_text=t("Si votre tableau a une colonne « Nature », c’est elle qui compte, ligne par ligne."),
    )
    pasted = forms.CharField(
        label=t("Coller la liste"),
        required=False,
        max_length=MAX_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=t(
            "Une remontée par ligne, ou une liste « 1. … », « - … » dont chaque point peut tenir sur plusieurs lignes."
        ),
        error_messages={"max_length": t("Ce texte est trop long pour être collé : envoyez-le dans un fichier.")},
    )
    file = forms.FileField(
        label=t("Ou envoyer un fichier"),
        required=False,
        help_text=t(
            "XLSX, ODS, XLS, CSV, DOCX, texte, ou l’archive .zip des données ouvertes d’un Decidim : 10 Mo au plus. "
            "Les colonnes qui nomment des personnes sont retirées dès la lecture."
        ),
        error_messages={"empty": t("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.xls,.csv,.tsv,.docx,.txt,.zip"}),
    )
    address = WebAddressField(
        label=t("Ou l’adresse de la plateforme"),
        required=False,
        help_text=t(
            "Un composant de Decidim (https://…/processes/…/f/12/), une table de Grist (https://…/api/docs/…/tables/…) "
            "ou d’Airtable (https://api.airtable.com/v0/app…/…)."
        ),
    )
    token = forms.CharField(
        label=t("Jeton d’accès"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=t("Seulement si la table n’est pas publique. Il sert une fois, et n’est gardé nulle part."),
    )
    sheets: list[Sheet]
    dropped: tuple[str, ...] = ()
    name: str

    def __init__(self, data: Any = None, files: Any = None) -> None:
        if data is not None and "pasted" in data:
            data = data.copy()
            data["pasted"] = data["pasted"].replace("\0", "")
        super().__init__(data, files)

    def clean(self) -> dict[str, Any]:
        """Keeps what was read in `sheets`."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, pasted, address = cleaned.get("file"), cleaned.get("pasted", ""), cleaned.get("address", "")
        if self.errors:
            return cleaned
        given = [name for name, one in (("file", file), ("pasted", pasted.strip()), ("address", address)) if one]
        if len(given) > 1:
            raise ValidationError(_("Collez une liste, envoyez un fichier ou donnez une adresse : l’un ou l’autre."))
        if not given:
            self.add_error("pasted", _("Collez une liste, ou choisissez un fichier."))
            return cleaned
        try:
            if address:
                self.sheets, self.dropped = without_people([sheet_at(address, token=cleaned.pop("token", ""))])
                self.name = address[:200]
            else:
                self._read(file, pasted)
        except DomainError as error:
            self.add_error(given[0], error.message)
        return cleaned

    def _read(self, file: Any, pasted: str) -> None:
        if file:
            safe = inspect_upload(file, allowed=LISTS | ARCHIVES)
            read, self.name = sources.of_file(file.read(), safe.extension), safe.name
            self.sheets, self.dropped = without_people([with_one_head(one) for one in read])
        else:
            self.sheets, self.dropped = without_people(sources.of_text(pasted))
            self.name = _("texte collé")
        if not self.sheets:
            raise DomainError(_("Il n’y a rien à lire ici : aucune ligne remplie."))


def _nothing(_heads: Sequence[str]) -> tuple[str, ...]:
    return ()


def _recalled(guess: ColumnMap, sheet: Sheet, remembered: Callable[[Sequence[str]], tuple[str, ...]]) -> ColumnMap:
    """What somebody of this territory said of a table with the same heads, rather than what is guessed."""
    said = remembered(guess.heads(sheet)) if guess.has_head else ()
    if len(said) != len(guess.columns) or any(name not in COLUMNS and name != IGNORED for name in said):
        return guess
    return replace(guess, columns=said, is_remembered=True)


class ColumnsForm(forms.Form):
    """What each column holds; sent by GET, so that the preview can be shown again and shared with nobody."""

    sheet = forms.TypedChoiceField(label=t("Feuille à importer"), coerce=int, required=False)
    has_head = forms.BooleanField(label=t("La première ligne est celle des titres de colonnes"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        sheets: list[Sheet],
        remembered: Callable[[Sequence[str]], tuple[str, ...]] = _nothing,
    ) -> None:
        chosen = data.get("sheet", "") if data else ""
        is_number = chosen.isdecimal() and len(chosen) <= MAX_SHEET_DIGITS
        self.index = int(chosen) if is_number and int(chosen) < len(sheets) else likeliest(sheets)
        self.current = sheets[self.index]
        self.sheets = sheets
        self.guess = _recalled(recognised(self.current), self.current, remembered)
        # Columns said for one sheet mean nothing for another.
        is_said = bool(data) and data.get("said") == str(self.index)
        super().__init__(data if is_said else None, initial={"sheet": self.index, "has_head": self.guess.has_head})
        choices = [(index, sheet.name or _("texte")) for index, sheet in enumerate(sheets)]
        self.fields["sheet"] = forms.TypedChoiceField(
            label=t("Feuille à importer"), coerce=int, required=False, choices=choices
        )
        if len(sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
        options = [(IGNORED, _("Ne pas importer")), *((name, label) for name, (label, _names) in COLUMNS.items())]
        for column, (label, samples) in enumerate(column_samples(self.current, self.guess)):
            if not samples and self.guess.columns[column] == IGNORED:
                continue  # an empty column has nothing to say: an export of Decidim has thirty of them
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=_("Colonne %(name)s") % {"name": label},
                help_text=_("Par exemple : %(samples)s") % {"samples": ", ".join(f"« {one} »" for one in samples)}
                if samples
                else _("Colonne vide."),
                choices=options,
                required=False,
                initial=self.guess.columns[column],
            )

    def next_of_platform(self) -> int | None:
        """The next sheet that a platform is known by: an archive is taken one sheet after the other."""
        rest = range(self.index + 1, len(self.sheets))
        return next((one for one in rest if recognise(self.sheets[one].rows[0].cells, LAYOUTS)), None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [name for name in self._said(cleaned) if name != IGNORED]
        twice = sorted({str(COLUMNS[name][0]) for name in said if said.count(name) > 1})
        if twice:
            raise ValidationError(
                _("Deux colonnes disent la même chose : %(names)s."), params={"names": ", ".join(twice)}
            )
        if "text" not in said and "title" not in said:
            raise ValidationError(_("Dites quelle colonne contient le texte des remontées."))
        return cleaned

    def _said(self, cleaned: dict[str, Any]) -> tuple[str, ...]:
        return tuple(cleaned.get(f"column_{column}", IGNORED) for column in range(len(self.guess.columns)))

    def columns(self) -> ColumnMap | None:
        """What was said, or recognised; None while nobody can tell."""
        if self.is_bound:
            if not self.is_valid():
                return None
            has_head = self.cleaned_data["has_head"]
            above = self.guess.above if has_head else 0
            return replace(self.guess, columns=self._said(self.cleaned_data), has_head=has_head, above=above)
        return self.guess if self.guess.is_sure else None


def likeliest(sheets: list[Sheet]) -> int:
    """The first sheet whose heads name a text, else the longest."""
    for index, sheet in enumerate(sheets):
        if recognised(sheet).is_sure:
            return index
    return max(range(len(sheets)), key=lambda index: len(sheets[index].rows))
