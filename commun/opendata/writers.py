"""Writing rows as CSV, JSON and XLSX, at constant memory.

CSV is RFC 4180, UTF-8, comma. A text that a spreadsheet would run as a formula gets a leading apostrophe; so does a
text that already bears such an apostrophe, hence `unguard` gives every text back exactly.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import xlsxwriter
from django.utils import timezone

from commun.core.datasets import Cell, Column, Dataset, Type
from commun.core.spreadsheets import guard
from commun.opendata.rows import Cells, Row

_BLOCK = 256 * 1024
_QUOTE = '"'
XLSX_LONGEST_CELL = 32_767
XLSX_MOST_ROWS = 1_048_575
"""Under the line of headers. A workbook leaves out what comes after, and says nothing."""


def is_written_as(suffix: str, *, rows: int) -> bool:
    """Whether a file of that kind can hold so many rows."""
    return suffix != "xlsx" or rows <= XLSX_MOST_ROWS


def instant(at: datetime.datetime) -> str:
    """To the second, in UTC: what Table Schema calls a datetime."""
    if at.tzinfo is not datetime.UTC:  # what both databases give is
        at = at.astimezone(datetime.UTC)
    return f"{at.isoformat()[:19]}Z"


# --- CSV ---------------------------------------------------------------------------------------------------------


def _boolean(cell: bool) -> str:  # noqa: FBT001
    return "true" if cell else "false"


def _quoted(text: str) -> str:
    """As `csv.writer` quotes, four times faster: it looks at each character by itself."""
    if '"' in text:
        return f'"{text.replace(_QUOTE, _QUOTE * 2)}"'
    return f'"{text}"' if "," in text or "\n" in text or "\r" in text else text


def _text(cell: str) -> str:
    return _quoted(guard(cell))


def _list(cell: list[str]) -> str:
    return _quoted(guard("|".join(cell)))


CSV_CELLS = Cells(
    {
        Type.STRING: _text,
        Type.URL: _text,
        Type.ENUM: _quoted,
        Type.LIST: _list,
        Type.BOOLEAN: _boolean,
        Type.INTEGER: str,
        Type.NUMBER: str,
        Type.DATE: str,
        Type.PARTIAL_DATE: str,
        Type.DATETIME: instant,
    },
    empty="",
)


def csv_blocks(dataset: Dataset, rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in blocks of some 256 kB; the rows are read with `CSV_CELLS`."""
    lines = [",".join(dataset.headers)]
    size = 0
    for row in cast("Iterable[list[str]]", rows):
        line = ",".join(row)
        lines.append(line)
        size += len(line)
        if size > _BLOCK:
            yield "\r\n".join([*lines, ""]).encode()
            lines, size = [], 0
    yield "\r\n".join([*lines, ""]).encode()


# --- JSON --------------------------------------------------------------------------------------------------------

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json_text(cell: datetime.date) -> str:
    return cell.isoformat()


JSON_CELLS = Cells({Type.DATE: _json_text, Type.DATETIME: instant})


def json_blocks(
    dataset: Dataset, rows: Iterable[Row], *, head: dict[str, Any], foot: dict[str, Any] | None = None
) -> Iterator[bytes]:
    """One object: what `head` says, `lignes` (rows read with `JSON_CELLS`), then what `foot` says."""
    headers = dataset.headers
    parts = [f'{_dumps(head)[:-1]},"lignes":[\n']
    size, separator = 0, ""
    for row in rows:
        part = separator + _dumps(dict(zip(headers, row, strict=True)))
        separator = ",\n"
        parts.append(part)
        size += len(part)
        if size > _BLOCK:
            yield "".join(parts).encode()
            parts, size = [], 0
    parts.append(f"\n],{_dumps(foot)[1:]}\n" if foot else "\n]}\n")
    yield "".join(parts).encode()


# --- XLSX --------------------------------------------------------------------------------------------------------

_NO_DAY = datetime.datetime(1980, 1, 1)
_WIDTHS = {Type.STRING: 32, Type.URL: 32, Type.LIST: 28, Type.DATETIME: 20}


def write_xlsx(dataset: Dataset, rows: Iterable[Row], *, to: Path, about: list[tuple[str, str]]) -> None:
    """A workbook of two sheets: the rows, typed, and what `about` says of them. No cell is ever a formula.

    The same rows give the same bytes: the workbook tells no day on which it was made.

    A cell holds 32,767 characters at most: a longer text ends with an ellipsis, and is whole in CSV and JSON.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(str(to), options) as book:
        book.set_properties({"created": _NO_DAY})
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet = book.add_worksheet(dataset.slug[:31])
        sheet.freeze_panes(1, 1)
        for index, column in enumerate(dataset.columns):
            sheet.set_column(index, index, _WIDTHS.get(column.type, 16))
            sheet.write_string(0, index, column.name, bold)
        writers = [_xlsx_writer(sheet, column, moment) for column in dataset.columns]
        number = 0
        for number, row in enumerate(rows, start=1):
            for index, cell in enumerate(row):
                if cell is not None and cell != []:
                    writers[index](number, index, cell)
        sheet.autofilter(0, 0, number, len(dataset.columns) - 1)
        notice = book.add_worksheet("notice")
        notice.set_column(0, 0, 28)
        notice.set_column(1, 1, 100)
        for line, (what, text) in enumerate(about):
            notice.write_string(line, 0, what, bold)
            notice.write_string(line, 1, text)


def _xlsx_writer(sheet: Any, column: Column, moment: Any) -> Callable[[int, int, Any], Any]:
    def text(row: int, index: int, cell: Cell) -> None:
        written = "|".join(cell) if isinstance(cell, list) else str(cell)
        if len(written) > XLSX_LONGEST_CELL:
            written = f"{written[: XLSX_LONGEST_CELL - 1]}…"
        sheet.write_string(row, index, written)

    def date_and_time(row: int, index: int, at: datetime.datetime) -> None:
        sheet.write_datetime(row, index, timezone.localtime(at).replace(tzinfo=None, microsecond=0), moment)

    if column.type in (Type.INTEGER, Type.NUMBER):
        number: Callable[[int, int, Any], Any] = sheet.write_number
        return number
    if column.type is Type.BOOLEAN:
        boolean: Callable[[int, int, Any], Any] = sheet.write_boolean
        return boolean
    if column.type is Type.DATE:
        date: Callable[[int, int, Any], Any] = sheet.write_datetime
        return date
    return date_and_time if column.type is Type.DATETIME else text
