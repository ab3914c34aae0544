"""Reads one spreadsheet in a process of its own: `python -m commun.core.sheet_reader EXTENT < file > json`.

The parser allocates a sheet as one block from its first to its last cell: a 5 kB file whose last cell is XFD1048576
asks for half a terabyte and aborts the process that reads it. Here that process is not the server: it holds no
secret, no connection and no Django, has bounded memory and time, and its death is a message to whoever sent the file.
"""

import datetime
import io
import json
import resource
import sys
import zipfile
from typing import Any, TypeAlias
from xml.etree.ElementTree import ParseError

import python_calamine
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MAX_MEMORY = 768 * 1024 * 1024
MAX_CPU_SECONDS = 20
MAX_ODS_XML = 200 * 1024 * 1024
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""(first line, first column), (last line, last column) of cells merged into one, from 0."""


def main(max_extent: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_read(sys.stdin.buffer.read(), max_extent), sys.stdout)


def _read(content: bytes, max_extent: int) -> dict[str, Any]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        spans = _spans_of_ods(content)
        sheets = []
        for name in names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height * sheet.width > max_extent:
                return {"error": "extent", "sheet": name}
            sheets.append({"name": name, "rows": _rows(sheet, _spans(sheet, spans.get(name)))})
    except python_calamine.PasswordError:
        return {"error": "password"}
    except (python_calamine.CalamineError, MemoryError, ValueError) as error:
        return {"error": "unreadable", "why": str(error)[:200]}
    return {"sheets": sheets}


def _rows(sheet: Any, spans: list[Span]) -> list[list[Any]]:
    """[line, cells from column A], for the lines that hold something of their own."""
    if sheet.start is None:
        return []
    line, column = sheet.start
    left = [""] * column
    rows = {
        line + offset: left + [_text(value) for value in cells]
        for offset, cells in enumerate(sheet.to_python(skip_empty_area=True))
        if any(value != "" for value in cells)
    }
    _fill(rows, spans)
    return [[number + 1, cells] for number, cells in rows.items()]


def _spans(sheet: Any, of_ods: list[Span] | None) -> list[Span]:
    return of_ods if of_ods is not None else list(sheet.merged_cell_ranges or ())


def _fill(rows: dict[int, list[str]], spans: list[Span]) -> None:
    """The value of merged cells belongs to each of them, in every line that holds something of its own. A line that
    holds nothing but one value merged across is a title: it stays one cell."""
    filled = {number: sum(map(bool, cells)) for number, cells in rows.items()}
    for (top, left), (bottom, right) in spans:
        first = rows.get(top)
        value = first[left] if first is not None and left < len(first) else ""
        if not value:
            continue
        for number in range(top, bottom + 1) if bottom - top < len(rows) else rows:
            cells = rows.get(number, [])
            if not top <= number <= bottom or (number == top and filled[top] == 1):
                continue
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = cells[column] or value


def _spans_of_ods(content: bytes) -> dict[str, list[Span]]:
    """The merged cells of each sheet of an OpenDocument spreadsheet, which the parser does not tell."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "content.xml" not in archive.namelist() or archive.getinfo("content.xml").file_size > MAX_ODS_XML:
                return {}
            xml = archive.read("content.xml")
        return _read_spans(xml) if b"-spanned=" in xml else {}
    except (zipfile.BadZipFile, ParseError, DefusedXmlException):
        return {}


def _read_spans(xml: bytes) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    name, line, column = "", 0, 0
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
        tag = node.tag.removeprefix(_TABLE)
        if event == "start" and tag == "table":
            name, line, column = node.get(f"{_TABLE}name", ""), 0, 0
            found[name] = []
        elif event == "start" and tag in ("table-cell", "covered-table-cell"):
            high, wide = _count(node, "number-rows-spanned"), _count(node, "number-columns-spanned")
            if high > 1 or wide > 1:
                found[name].append(((line, column), (line + high - 1, column + wide - 1)))
            column += _count(node, "number-columns-repeated")
        elif event == "end" and tag == "table-row":
            line, column = line + _count(node, "number-rows-repeated"), 0
            node.clear()
    return found


def _count(node: Any, name: str) -> int:
    text = node.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def _text(value: Any) -> str:
    """A cell as text: 15.0 → "15", a day in ISO, a time as "14:30", a boolean in French."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


if __name__ == "__main__":
    main(int(sys.argv[1]))
