"""The canevas on paper: to print or project in a meeting, with room to write and boxes to tick."""

import io
from typing import Any

from django.utils.translation import gettext as _
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from commun.concertations import canevas
from commun.concertations.canevas import Section
from commun.concertations.models import Concertation
from commun.concertations.offline import snapshot
from commun.concertations.offline.book import identity_lines
from commun.concertations.offline.layout import NO, ROW_SHEET, ROW_SHEETS, YES, RowSheet
from commun.concertations.offline.snapshot import RowTexts, Snapshot
from commun.core import word
from commun.core.text import clean

_BOX, _TICKED = "☐", "☒"
_EMPTY_LINES = {"audiences": 0, "takeaways": 12}
_DEFAULT_EMPTY = 5
# On paper, the columns that one fills in a room; the others are for the spreadsheet.
_ON_PAPER = {
    "takeaways": ("kind", "text", "theme", "support"),
    "sequences": ("title", "on", "minutes", "attendance", "place"),
    "speakers": ("name", "profession", "organisation", "talk_title", "has_consented"),
}


def write(record: Concertation | None) -> bytes:
    known = snapshot.of(record) if record else Snapshot()
    document = word.new(title=clean(record.title) if record else _("Canevas de concertation"))
    document.add_heading(_("Canevas de concertation sur l’intelligence artificielle"), 0)
    for label, text in identity_lines(record):
        _line(document, f"{label} : ", text)
    _help(
        document,
        _(
            "À remplir en réunion, puis à reporter en ligne ou dans le canevas tableur. "
            "Laissez vide ce que vous ignorez. Ne nommez personne dans les remontées : elles seront publiques."
        ),
    )
    for number, section in enumerate(Section, start=1):
        document.add_heading(f"{number}. {section.title}", 1)
        for field in canevas.of_section(section):
            if field.kind != "rows":
                _field(document, field, known.values.get(field.name, ""))
            elif field.name in ROW_SHEET:
                _table(document, ROW_SHEET[field.name], str(field.label), known.rows.get(field.name, ()))
    document.add_heading(f"4. {_('Remontées')}", 1)
    _help(document, _("Points de vigilance, freins, opportunités et propositions : mot pour mot, une idée par ligne."))
    _table(document, ROW_SHEET["takeaways"], "", known.rows.get("takeaways", ()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(document: Any, label: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)


def _help(document: Any, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.italic, run.font.size, run.font.color.rgb = True, Pt(9), word.SOFT


def _field(document: Any, field: canevas.Field, text: str) -> None:
    label = document.add_paragraph()
    label.paragraph_format.space_before = Pt(8)
    label.paragraph_format.space_after = Pt(2)
    label.paragraph_format.keep_with_next = True
    label.add_run(str(field.label)).bold = True
    if field.help:
        run = label.add_run(f"\n{field.help}")
        run.italic, run.font.size, run.font.color.rgb = True, Pt(9), word.SOFT
    if field.kind in ("choice", "choices"):
        assert field.choices is not None
        _boxes(document, [str(one.label) for one in field.choices], [part.strip() for part in text.split(";")])
    elif field.kind == "yes_no":
        _boxes(document, [YES, NO], [text])
    else:
        _room(document, text, Cm(2.4) if field.kind == "long" else Cm(0.8))


def _boxes(document: Any, labels: list[str], ticked: list[str]) -> None:
    for label in labels:
        paragraph = document.add_paragraph(f"{_TICKED if label in ticked else _BOX} {label}")
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.left_indent = Cm(0.4)


def _room(document: Any, text: str, height: Any) -> None:
    table = document.add_table(1, 1, style="Table Grid")
    table.rows[0].height = height
    table.cell(0, 0).text = text


def _table(document: Any, sheet: RowSheet, title: str, rows: "tuple[RowTexts, ...] | list[RowTexts] | Any") -> None:
    if title:
        heading = document.add_heading(title, 2)
        heading.paragraph_format.space_before = Pt(12)
    names = _ON_PAPER.get(sheet.name, tuple(column.name for column in sheet.columns))
    columns = [sheet.column(name) for name in names]
    lines = [[row.texts.get(column.name, "") for column in columns] for row in rows]
    if sheet.name == "audiences":
        lines = _every_audience(sheet, rows)
    lines += [[""] * len(columns)] * _EMPTY_LINES.get(sheet.name, _DEFAULT_EMPTY)
    table = document.add_table(1 + len(lines), len(columns), style="Table Grid")
    table.autofit = False
    total = sum(column.width for column in columns)
    for index, column in enumerate(columns):
        width = Cm(17 * column.width / total)
        for line, row in enumerate(table.rows):
            cell = row.cells[index]
            cell.width = width
            if line == 0:
                cell.paragraphs[0].add_run(str(column.label)).bold = True
            else:
                cell.text = lines[line - 1][index]
    _repeat_head(table.rows[0])
    for row in table.rows[1:]:
        row.height = Cm(0.9)


def _every_audience(sheet: RowSheet, rows: Any) -> list[list[str]]:
    """Each public of the vocabulary with its box, as on the page online."""
    choices = sheet.column("audience").choices
    assert choices is not None
    known = {row.texts["audience"]: row.texts for row in rows}
    return [
        [
            f"{_TICKED if str(one.label) in known else _BOX} {one.label}",
            known.get(str(one.label), {}).get("details", ""),
            known.get(str(one.label), {}).get("people_count", ""),
        ]
        for one in choices
    ]


def _repeat_head(row: Any) -> None:
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)


assert set(_ON_PAPER) <= {one.name for one in ROW_SHEETS}
