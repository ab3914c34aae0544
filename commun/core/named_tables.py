"""A table whose first line names our columns: read safely, kept while one looks at what it would change."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from commun.core.errors import DomainError
from commun.core.spreadsheets import read_table
from commun.core.text import folded
from commun.core.uploads import TABLES, inspect_upload

MAX_ROWS = 2_000


class NoTable(DomainError):
    """The file holds no table of what is imported."""


@dataclass(frozen=True)
class Table:
    """`rows` are the number of each line as a spreadsheet shows it, and its cells."""

    name: str
    sheet: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "sheet": self.sheet, "heads": self.heads, "rows": self.rows}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Table":
        rows = tuple((line, tuple(cells)) for line, cells in told["rows"])
        return cls(told["name"], told["sheet"], tuple(told["heads"]), rows)


@dataclass(frozen=True)
class Fault:
    """`where` is a line, and a column when there is one, in words."""

    where: str
    text: str


def read(file: "UploadedFile[Any]", *, known_by: Set[str], missing: str) -> Table:
    """The first sheet whose first line names one column of `known_by`; `missing` is said when none does.

    Raises UploadRefused, Unreadable, NoTable.
    """
    safe = inspect_upload(file, allowed=TABLES)
    for sheet in read_table(file.read(), safe.extension):
        if not sheet.rows:
            continue
        heads = tuple(folded(cell).replace(" ", "_") for cell in sheet.rows[0].cells)
        if not known_by & set(heads):
            continue
        if len(sheet.rows) - 1 > MAX_ROWS:
            raise NoTable(_("Ce tableau a plus de %(max)d lignes : partagez-le.") % {"max": MAX_ROWS})
        return Table(safe.name, sheet.name, heads, tuple((row.line, row.cells) for row in sheet.rows[1:]))
    raise NoTable(missing)
