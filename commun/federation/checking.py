"""Judging the rows of another site by the columns that our datasets declare."""

import csv
import datetime
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commun.core.datasets import Column, Dataset, Type
from commun.core.errors import DomainError
from commun.core.spreadsheets import unguard
from commun.opendata.registry import datasets

LONGEST_CELL = 100_000
LONGEST_IDENTIFIER = 200
_TITLES = ("titre", "nom", "texte", "action", "motif", "titre_court", "libelle", "indicateur")
_WHOLE = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class FileRefused(DomainError):
    """The file as a whole is not what it should be."""


@dataclass(frozen=True)
class Fault:
    """What is wrong at a line: the first line of the file is 1."""

    line: int
    identifier: str
    column: str
    why: str


@dataclass(frozen=True)
class Row:
    identifier: str
    values: dict[str, str]

    @property
    def title(self) -> str:
        named = (self.values[name] for name in _TITLES if self.values.get(name))
        return next(named, self.identifier)[:300]

    @property
    def sha256(self) -> str:
        written = json.dumps(self.values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class Checked:
    """The good rows of a file, and what is wrong with the others."""

    dataset: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    strange: tuple[str, ...] = field(default=())

    @property
    def refused(self) -> frozenset[str]:
        """Identifiers of the lines that are wrong: what was known of them stays."""
        return frozenset(fault.identifier for fault in self.faults if fault.identifier)


def dataset_of(headers: list[str]) -> str | None:
    """The dataset whose columns these are, when they say so by themselves."""
    for dataset in datasets().values():
        if dataset.headers[: len(headers)] == headers[: len(dataset.headers)] and len(headers) > 3:
            return dataset.slug
    return None


def headers_of(content: bytes) -> list[str]:
    """Raises FileRefused."""
    return next(_lines(_text(content)), (1, []))[1]


def check(content: bytes, *, slug: str, territory: str = "") -> Checked:
    """Every row of a CSV file; `territory` is the only one that the source speaks for. Raises FileRefused."""
    dataset = datasets()[slug]
    lines = _lines(_text(content))
    headers = next(lines, (1, []))[1]
    known = {column.name: column for column in dataset.columns}
    missing = [column.name for column in dataset.columns if column.is_required and column.name not in headers]
    if missing:
        raise FileRefused(
            _("« %(slug)s » : il manque la colonne « %(column)s ».") % {"slug": slug, "column": missing[0]}
        )
    if len(set(headers)) != len(headers):
        raise FileRefused(_("« %(slug)s » : deux colonnes ont le même nom.") % {"slug": slug})
    good: dict[str, Row] = {}
    faults: list[Fault] = []
    for number, cells in lines:
        identifier = cells[headers.index("identifiant")] if len(cells) > headers.index("identifiant") else ""
        if len(cells) != len(headers):
            why = _("%(found)d cellules au lieu de %(wanted)d.") % {"found": len(cells), "wanted": len(headers)}
            faults.append(Fault(number, identifier[:LONGEST_IDENTIFIER], "", why))
            continue
        pairs = zip(headers, cells, strict=True)
        values = {name: _plain(known[name], cell) for name, cell in pairs if name in known and cell}
        wrong = list(_faults(dataset, values, territory))
        if not wrong and identifier in good:
            wrong = [("identifiant", _("Déjà donné plus haut dans le fichier."))]
        if wrong:
            faults += [Fault(number, identifier[:LONGEST_IDENTIFIER], column, why) for column, why in wrong]
        else:
            good[identifier] = Row(identifier, values)
    strange = tuple(name for name in headers if name not in known)
    return Checked(slug, tuple(good.values()), tuple(faults), strange)


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_("Le fichier n’est pas en UTF-8.")) from None
    if "\0" in text:
        raise FileRefused(_("Le fichier n’est pas du texte."))
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    number = 1
    try:
        for cells in reader:
            if cells:
                yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise FileRefused(_("Le fichier est abîmé à la ligne %(line)d.") % {"line": number}) from None


def _plain(column: Column, cell: str) -> str:
    return unguard(cell) if column.type in (Type.STRING, Type.URL, Type.LIST) else cell


def _faults(dataset: Dataset, values: dict[str, str], territory: str) -> Iterator[tuple[str, str]]:
    for column in dataset.columns:
        cell = values.get(column.name, "")
        if not cell:
            if column.is_required:
                yield column.name, _("Cette colonne ne peut pas être vide.")
        elif why := _fault(column, cell):
            yield column.name, why
    if len(values.get("identifiant", "")) > LONGEST_IDENTIFIER:
        yield "identifiant", _("Au plus %(most)d signes.") % {"most": LONGEST_IDENTIFIER}
    said = values.get("territoire", "")
    if territory and said and said != territory:
        yield "territoire", _("Cette source parle pour « %(ours)s », pas pour un autre.") % {"ours": territory}


def _fault(column: Column, cell: str) -> str:
    """Why the cell does not suit its column; "" when it does."""
    if len(cell) > LONGEST_CELL:
        return _("Ce texte est démesuré.")
    match column.type:
        case Type.INTEGER | Type.NUMBER:
            return _number_fault(column, cell)
        case Type.BOOLEAN:
            return "" if cell in ("true", "false") else _("« true » ou « false » est attendu.")
        case Type.DATE | Type.DATETIME:
            return "" if _is_date(cell, column.type) else _("Une date est attendue, écrite 2026-03-11.")
        case Type.PARTIAL_DATE:
            return "" if _PARTIAL.fullmatch(cell) else _("Une date est attendue : 2026, 2026-03 ou 2026-03-11.")
        case Type.URL:
            return "" if is_web(cell) else _("Une adresse du web est attendue.")
        case Type.ENUM | Type.LIST if column.choices is not None:
            values = {str(value) for value in column.choices.values}
            strange = [one for one in (cell.split("|") if column.type is Type.LIST else [cell]) if one not in values]
            return _("« %(value)s » n’est pas une valeur de la liste.") % {"value": strange[0][:60]} if strange else ""
        case _ if column.pattern and not re.fullmatch(column.pattern.strip("^$"), cell):
            return _("« %(value)s » n’est pas écrit comme attendu.") % {"value": cell[:60]}
    return ""


def _number_fault(column: Column, cell: str) -> str:
    if not (_WHOLE if column.type is Type.INTEGER else _DECIMAL).fullmatch(cell):
        return _("Un nombre est attendu.")
    if column.minimum is not None and float(cell) < column.minimum:
        return _("Au moins %(least)s.") % {"least": column.minimum}
    return ""


def _is_date(cell: str, kind: Type) -> bool:
    try:
        if kind is Type.DATE:
            return len(cell) == 10 and bool(datetime.date.fromisoformat(cell))
        return bool(datetime.datetime.fromisoformat(cell))
    except ValueError:
        return False


def is_web(address: str) -> bool:
    """Whether it may be a link: http or https, with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= 500
