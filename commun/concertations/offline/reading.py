"""A file that came back, cell by cell: each answer with the place where it stands. Nothing is judged here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commun.concertations.offline.csv import CONTROL, REF
from commun.concertations.offline.layout import (
    CANEVAS_VERSION,
    CONTROL_SHEET,
    FIELD_HEADS,
    HELP_REF,
    REF_HEAD,
    ROW_SHEET,
    ROW_SHEETS,
    RowSheet,
)
from commun.core.errors import DomainError
from commun.core.spreadsheets import Row, Sheet, place
from commun.core.text import folded

_ROW_CODE = re.compile(r"([a-z_]+):(\d{1,6}):([a-z_]+)")


class NotACanevas(DomainError):
    """The file is a readable table, but not a canevas, or not one of this version."""


@dataclass(frozen=True)
class Located:
    """What a cell says, and where it stands ("feuille « Séquences », ligne 4, colonne C")."""

    text: str
    where: str


@dataclass(frozen=True)
class ReadRow:
    ref: str
    where: str
    cells: Mapping[str, Located]

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    def place_of(self, name: str) -> str:
        return self.cells[name].where if name in self.cells else self.where


@dataclass(frozen=True)
class Reading:
    """`answers`: code → cell. `rows`: name of the sheet → its filled lines; a sheet taken away is not there.

    `uid` is empty for the canevas of nobody; `digests` tell what the record said when the file was made.
    """

    uid: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Located] = field(default_factory=dict)
    rows: Mapping[str, Sequence[ReadRow]] = field(default_factory=dict)


def read(sheets: Sequence[Sheet]) -> Reading:
    """Read the sheets of a workbook, or the only table of a CSV. Raises NotACanevas."""
    control: dict[str, str] = {}
    answers: dict[str, Located] = {}
    rows: dict[str, list[ReadRow]] = {}
    by_title = {folded(one.title): one for one in ROW_SHEETS}
    for sheet in sheets:
        layout = by_title.get(folded(sheet.name))
        if folded(sheet.name) == folded(CONTROL_SHEET):
            control |= {row[0]: row[1] for row in sheet.rows}
        elif layout is not None:
            rows[layout.name] = list(_rows(sheet, layout))
        else:
            _cells(sheet, control, answers, rows)
    if not answers and not rows:
        raise NotACanevas(
            _(
                "Ce fichier n’est pas un canevas : aucune feuille n’a les colonnes « Votre réponse » et « Code ». "
                "Téléchargez le canevas, reportez-y vos réponses, puis renvoyez-le."
            )
        )
    version = control.pop("canevas", CANEVAS_VERSION)
    if version != CANEVAS_VERSION:
        raise NotACanevas(
            _(
                "Ce fichier suit la version %(theirs)s du canevas ; la version actuelle est la %(ours)s. "
                "Téléchargez le canevas actuel et reportez-y vos réponses."
            )
            % {"theirs": version[:20], "ours": CANEVAS_VERSION}
        )
    control.pop("version", None)
    return Reading(uid=control.pop("fiche", ""), digests=control, answers=answers, rows=rows)


def _heads(row: Row) -> dict[str, int]:
    return {folded(text): column for column, text in reversed(list(enumerate(row.cells))) if text}


def _cells(sheet: Sheet, control: dict[str, str], answers: dict[str, Located], rows: dict[str, list[ReadRow]]) -> None:
    """Lines known by their code, below the head that names the columns; sheets of another kind are left aside."""
    code_head, answer_head = folded(str(FIELD_HEADS["code"])), folded(str(FIELD_HEADS["answer"]))
    code = answer = -1
    many: dict[tuple[str, int], dict[str, Located]] = {}
    for row in sheet.rows:
        if code < 0:
            heads = _heads(row)
            if code_head in heads and answer_head in heads:
                code, answer = heads[code_head], heads[answer_head]
            continue
        cell = Located(row[answer], place(sheet.name, row.line, answer))
        if match := _ROW_CODE.fullmatch(row[code]):
            many.setdefault((match[1], int(match[2])), {})[match[3]] = cell
        elif row[code].startswith(f"{CONTROL}:"):
            control[row[code].partition(":")[2]] = cell.text
        elif row[code]:
            answers[row[code]] = cell
    if code >= 0 and not sheet.name:
        # A CSV holds every sheet of rows, those without a line too.
        rows |= {one.name: [] for one in ROW_SHEETS if one.name not in rows}
    for (name, _number), cells in sorted(many.items()):
        if name in ROW_SHEET and (row_read := _row(cells, next(iter(cells.values())).where)):
            rows.setdefault(name, []).append(row_read)


def _row(cells: dict[str, Located], where: str) -> ReadRow | None:
    ref = cells.pop(REF, None)
    if not any(cell.text for cell in cells.values()):
        return None
    return ReadRow(ref.text if ref else "", where, cells)


def _rows(sheet: Sheet, layout: RowSheet) -> Iterator[ReadRow]:
    heads: dict[str, int] = {}
    labels = {column.name: folded(str(column.label)) for column in layout.columns}
    ref_head = folded(str(REF_HEAD))
    for row in sheet.rows:
        if not heads:
            found = _heads(row)
            if labels[layout.columns[0].name] in found:
                heads = found
            continue
        ref = row[heads[ref_head]] if ref_head in heads else ""
        if ref == HELP_REF:
            continue
        cells = {
            name: Located(row[heads[label]], place(sheet.name, row.line, heads[label]))
            for name, label in labels.items()
            if label in heads
        }
        if any(cell.text for cell in cells.values()):
            yield ReadRow(ref, place(sheet.name, row.line), cells)


def to_json(sheets: Iterable[Sheet]) -> list[Any]:
    """Sheets as they are kept between the preview and the confirmation."""
    return [[sheet.name, [[row.line, list(row.cells)] for row in sheet.rows]] for sheet in sheets]


def from_json(kept: Iterable[Any]) -> list[Sheet]:
    return [Sheet(name, tuple(Row(line, tuple(cells)) for line, cells in rows)) for name, rows in kept]
