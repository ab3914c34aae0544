"""The table of a file that came from elsewhere: heads, then lines whose cells are kept to the letter."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commun.core import spreadsheets
from commun.core.errors import DomainError
from commun.core.spreadsheets import MAX_CELL, MAX_COLUMNS, place
from commun.core.text import clean, without_controls
from commun.core.uploads import TABLES, inspect_upload, uploaded

MAX_ROWS = 2_000


class NoTable(DomainError):
    """The file holds no table that could be sheets."""


@dataclass(frozen=True)
class TableRow:
    """`line` is its number in the file as a spreadsheet shows it."""

    line: int
    cells: tuple[str, ...]

    def __getitem__(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """`sheet` is the name of the tab, empty for a text file; `heads` may repeat or be empty."""

    name: str
    sha256: str
    size: int
    sheet: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def where(self, line: int, column: int | None = None) -> str:
        return place(self.sheet, line, column)

    def to_json(self) -> dict[str, Any]:
        """As it is kept between the preview and the confirmation."""
        rows = [[row.line, list(row.cells)] for row in self.rows]
        return {
            "name": self.name, "sha256": self.sha256, "size": self.size, "sheet": self.sheet, "heads": list(self.heads),
            "rows": rows,
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Table":
        rows = tuple(TableRow(line, tuple(cells)) for line, cells in kept["rows"])
        return cls(kept["name"], kept["sha256"], kept["size"], kept["sheet"], tuple(kept["heads"]), rows)


def read_file(content: bytes, name: str) -> list[Table]:
    """Each tab that holds a table, once the file has been inspected. Raises UploadRefused, Unreadable, NoTable."""
    safe = inspect_upload(uploaded(content, name), allowed=TABLES)
    return tables(content, safe.extension, name=safe.name)


def tables(content: bytes, extension: str, *, name: str) -> list[Table]:
    """Each tab that holds a table: a line of heads, and one line at least."""
    if extension in ("csv", "tsv", "txt"):
        text = spreadsheets.decode(content)
        separator = "\t" if extension == "tsv" else None
        tabs: list[tuple[str, Sequence[tuple[int, Sequence[str]]]]] = [
            ("", list(spreadsheets.csv_rows(text, separator)))
        ]
    else:
        book = spreadsheets.read_table(content, extension)
        tabs = [(one.name, [(row.line, row.cells) for row in one.rows]) for one in book]
    digest = hashlib.sha256(content).hexdigest()
    found = [
        table
        for tab, rows in tabs
        if (table := _table(tab, rows, name=name, digest=digest, size=len(content))) is not None
    ]
    if not found:
        raise NoTable(_("Ce fichier ne contient aucun tableau : une ligne de titres, puis une ligne au moins."))
    return found


def _table(tab: str, rows: Sequence[tuple[int, Sequence[str]]], *, name: str, digest: str, size: int) -> Table | None:
    filled = [(line, [without_controls(cell) for cell in cells]) for line, cells in rows if any(map(str.strip, cells))]
    if len(filled) < 2:
        return None
    if len(filled) > MAX_ROWS + 1:
        message = _("%(count)d lignes : on en importe au plus %(max)d à la fois.")
        raise NoTable(message % {"count": len(filled) - 1, "max": MAX_ROWS})
    for line, cells in filled:
        if len(cells) > MAX_COLUMNS:
            message = _("%(place)s : plus de %(max)d colonnes.")
            raise NoTable(message % {"place": place(tab, line).capitalize(), "max": MAX_COLUMNS})
        if any(len(cell) > MAX_CELL for cell in cells):
            message = _("%(place)s : une case dépasse les %(max)d signes permis.")
            raise NoTable(message % {"place": place(tab, line).capitalize(), "max": MAX_CELL})
    heads = tuple(clean(cell) for cell in filled[0][1])
    return Table(name, digest, size, tab, heads, tuple(TableRow(line, tuple(cells)) for line, cells in filled[1:]))
