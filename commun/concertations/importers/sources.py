"""A list of takeaways in whatever shape it has (pasted text, table, document) as lines and cells."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from commun.concertations.platforms.layouts import Found, Kind, recognise
from commun.concertations.platforms.reading import LAYOUTS
from commun.core.archives import open_guarded
from commun.core.spreadsheets import MAX_ROWS, Row, Sheet, Unreadable, decode, read_table
from commun.core.text import clean

# What opens an item of a list: a number (12 followed by a dot, "P3 :", "Proposition 4 -"), or a bullet.
_NUMBERED = re.compile(r"(?:proposition\s+)?(?:n[°o]\s*)?[a-z]?(\d{1,4})\s*[.):–—-]\s+(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-–—*•·▪◦‣]|☐|☒)\s+(?=\S)")
_MAX_DOCX_XML = 15 * 1024 * 1024

NUMBER_HEAD, TEXT_HEAD = "numéro", "texte"


def of_text(text: str) -> list[Sheet]:
    """One takeaway a line; or, when the text is a list, one a mark, its following lines with it."""
    lines = [(number, clean(line)) for number, line in enumerate(clean_lines(text), start=1)]
    lines = [(number, line) for number, line in lines if line]
    marked = [line for _number, line in lines if _mark(line) is not None]
    is_list = len(marked) > 1 and _mark(lines[0][1]) is not None
    rows: list[Row] = []
    for number, line in lines:
        mark = _mark(line)
        if is_list and mark is None:
            last = rows[-1]
            rows[-1] = Row(last.line, (last.cells[0], f"{last.cells[1]}\n{line}"))
        else:
            rows.append(Row(number, (mark[0], mark[1]) if mark else ("", line)))
        if len(rows) > MAX_ROWS:
            raise Unreadable(_("Ce texte a trop de lignes : coupez-le en plusieurs."))
    return [_list_sheet(rows)] if rows else []


def clean_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def of_file(content: bytes, extension: str) -> list[Sheet]:
    """The sheets of a file already inspected. Raises Unreadable."""
    if extension == "docx":
        return list(_of_docx(content))
    if extension == "txt":
        return of_text(decode(content))
    if extension == "zip":
        return list(_of_archive(content))
    return [sheet for sheet in read_table(content, extension) if sheet.rows]


def _of_archive(content: bytes) -> Iterator[Sheet]:
    """The tables of the open data of a platform, one sheet for each place where people wrote (a component), those that
    hold proposals first. Raises ArchiveRefused, Unreadable."""
    with open_guarded(content) as archive:
        found = [
            (table, Path(entry.filename).stem)
            for entry in archive.infolist()
            if Path(entry.filename).suffix.lower() == ".csv"
            for table in read_table(archive.read(entry), "csv")
            if len(table.rows) > 1
        ]
    told = [(sheet, stem, recognise(sheet.rows[0].cells, LAYOUTS)) for sheet, stem in found]
    told = [one for one in told if one[2] is not None]
    if not told:
        raise Unreadable(_("Cette archive ne contient aucun tableau d’une plateforme que nous sachions lire."))
    for sheet, stem, layout in sorted(told, key=lambda one: one[2] is None or one[2].layout.kind != Kind.PROPOSALS):
        yield from _by_component(sheet, stem, layout)


def _by_component(sheet: Sheet, stem: str, found: Found | None) -> Iterator[Sheet]:
    """One sheet for each component, named after what it holds; its lines keep their numbers."""
    column = found.first("component") if found is not None else None
    title = str(found.layout.title) if found is not None else stem
    if column is None:
        yield Sheet(f"{title} · {stem}", sheet.rows)
        return
    rows: dict[str, list[Row]] = {}
    for row in sheet.rows[1:]:
        rows.setdefault(row[column], []).append(row)
    for component, lines in rows.items():
        name = _("%(title)s · composant %(component)s (%(count)d)")
        values = {"title": title, "component": component or "?", "count": len(lines)}
        yield Sheet(name % values, (sheet.rows[0], *lines))


def _mark(line: str) -> tuple[str, str] | None:
    """(number or "", text) of a line that opens an item; None for any other line."""
    if match := _NUMBERED.match(line):
        return match[1], line[match.end() :]
    if match := _BULLET.match(line):
        return "", line[match.end() :]
    return None


def _list_sheet(rows: list[Row], name: str = "") -> Sheet:
    return Sheet(name, (Row(0, (NUMBER_HEAD, TEXT_HEAD)), *rows))


def _of_docx(content: bytes) -> Iterator[Sheet]:
    """Its tables, then its lists; without any, each of its paragraphs."""
    document = _open_docx(content)
    for number, table in enumerate(document.tables, start=1):
        rows = tuple(
            Row(line, cells)
            for line, row in enumerate(table.rows, start=1)
            if any(cells := tuple(clean(cell.text) for cell in row.cells))
        )
        if len(rows) > 1:
            yield Sheet(_("Tableau %(number)d") % {"number": number}, rows)
    paragraphs = [
        (line, clean(paragraph.text), _is_item(paragraph), str(paragraph.style.name if paragraph.style else ""))
        for line, paragraph in enumerate(document.paragraphs, start=1)
    ]
    items = [(line, text) for line, text, is_item, _style in paragraphs if text and is_item]
    others = [
        (line, text)
        for line, text, _is, style in paragraphs
        if text and not style.startswith(("Heading", "Title", "Titre"))
    ]
    found = items or others
    if found:
        rows_found = [Row(line, _mark(text) or ("", text)) for line, text in found]
        yield _list_sheet(rows_found, _("Paragraphes"))


def _is_item(paragraph: Any) -> bool:
    style = paragraph.style.name if paragraph.style else ""
    properties = paragraph._p.pPr
    has_number = properties is not None and properties.numPr is not None
    return has_number or style.startswith(("List", "Liste")) or _mark(clean(paragraph.text)) is not None


def _open_docx(content: bytes) -> Any:
    """The document, once its XML is known to be of a bearable size and without entities."""
    broken = Unreadable(
        _("Ce document ne se laisse pas lire. Enregistrez-le de nouveau en DOCX, ou collez le texte de la liste.")
    )
    with open_guarded(content) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            if entry.file_size > _MAX_DOCX_XML:
                raise Unreadable(
                    _("Ce document est trop long : collez le texte de la liste, ou coupez-le en plusieurs.")
                )
            try:
                fromstring(archive.read(entry), forbid_dtd=True)
            except (ParseError, DefusedXmlException, ValueError, zipfile.BadZipFile):
                raise broken from None
    try:
        return Document(io.BytesIO(content))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, zipfile.BadZipFile):
        raise broken from None
