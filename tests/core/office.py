"""Files for tests: honest ones, made by the libraries, and hostile ones, made by hand."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

import xlsxwriter
from docx import Document
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def xlsx(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif isinstance(value, bool | int | float):
                    sheet.write(line, column, value)
                else:
                    sheet.write_datetime(line, column, value, day)
    book.close()
    return out.getvalue()


def ods(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=value))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx(paragraphs: Iterable[tuple[str, str]], tables: Iterable[Iterable[Sequence[str]]] = ()) -> bytes:
    """Paragraphs are (style, text): "List Number", "Normal"…"""
    document = Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    for rows in tables:
        lines = [list(row) for row in rows]
        table = document.add_table(len(lines), len(lines[0]))
        for line, row in enumerate(lines):
            for column, text in enumerate(row):
                table.cell(line, column).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rezipped(content: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """The archive with each part changed, and more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def same(_name: str, part: bytes) -> bytes:
    return part


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    return rezipped(content, same, {name: part})


def xlsx_whose_last_cell_is_far_away() -> bytes:
    """5 kB whose only fault is a cell at XFD1048576: read as one block, half a terabyte."""
    return rezipped(
        xlsx({"Feuille": [["a"], ["", 15]]}),
        lambda name, part: (
            part.replace(b'r="B2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"')
            if name.endswith("sheet1.xml")
            else part
        ),
    )


def lying_zip(content: bytes, name: str) -> bytes:
    """The archive announces that part `name` weighs ten bytes once inflated; it weighs what it weighs."""
    data = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
        data[entry.header_offset + 22 : entry.header_offset + 26] = (10).to_bytes(4, "little")
        central = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
        data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    return bytes(data)
