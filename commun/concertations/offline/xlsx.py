"""The canevas as xlsx. Answer cells are typed as text, so that a spreadsheet changes nothing of what is written."""

import io
from typing import Any

import xlsxwriter

from commun.concertations.offline.book import Book, Cell, Choice, SheetPlan
from commun.concertations.offline.layout import LISTS_SHEET
from commun.core.spreadsheets import column_letter, guard_typed

_INK, _PAPER, _RULE, _SUNKEN, _SOFT = "#1C1A17", "#FFFDF8", "#D8CEBC", "#F2EBDE", "#4C463D"
_BASE = {"valign": "top", "text_wrap": True, "font_color": _INK, "font_size": 11}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _INK},
    "prose": {**_BASE},
    "head": {**_BASE, "bold": True, "bg_color": _INK, "font_color": _PAPER, "valign": "vcenter"},
    "label": {**_BASE, "bold": True},
    "answer": {**_BASE, "num_format": "@", "border": 1, "border_color": _RULE, "bg_color": _PAPER},
    "help": {**_BASE, "italic": True, "font_color": _SOFT, "bg_color": _SUNKEN},
    "note": {**_BASE, "italic": True, "font_color": _SOFT},
    "code": {**_BASE, "font_size": 8, "font_color": _SOFT, "num_format": "@"},
}
_LINE, _MAX_HEIGHT = 15.5, 400


def write(book: Book) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    workbook.set_properties({"title": book.title, "author": "Commun"})
    styles = {name: workbook.add_format(options) for name, options in _FORMATS.items()}
    lists = next(sheet for sheet in book.sheets if sheet.name == LISTS_SHEET)
    for plan in book.sheets:
        _write_sheet(workbook.add_worksheet(plan.name), plan, styles, lists)
    workbook.close()
    return out.getvalue()


def _write_sheet(sheet: Any, plan: SheetPlan, styles: dict[str, Any], lists: SheetPlan) -> None:
    for column, width in enumerate(plan.widths):
        sheet.set_column(column, column, width)
    for line, cells in enumerate(plan.lines):
        if cells:
            sheet.set_row(line, _height(plan.room(cells)) if cells[0].style != "title" else 26)
        for column, cell in enumerate(cells):
            _write_cell(sheet, line, column, cell, styles)
    for line in range(len(plan.lines), len(plan.lines) + plan.blank_lines):
        sheet.set_row(line, _height(plan.blank_room))
        for column in range(len(plan.widths) - 1):
            sheet.write_blank(line, column, None, styles["answer"])
    for choice in plan.choices:
        sheet.data_validation(choice.first - 1, choice.column, choice.last - 1, choice.column, _rule(choice, lists))
    sheet.freeze_panes(plan.frozen_lines, 1 if plan.frozen_lines else 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if plan.frozen_lines:
        sheet.repeat_rows(0, plan.frozen_lines - 1)
    if plan.is_hidden:
        sheet.hide()


def _write_cell(sheet: Any, line: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:
    if cell.text:
        sheet.write_string(line, column, guard_typed(cell.text), styles[cell.style])
    elif cell.style in ("answer", "head", "help"):
        sheet.write_blank(line, column, None, styles[cell.style])


def _height(room: int) -> float:
    return min(_MAX_HEIGHT, _LINE * room + 4)


def _rule(choice: Choice, lists: SheetPlan) -> dict[str, Any]:
    source = f"='{choice.of_sheet}'!$A$3:$A$200" if choice.of_sheet else _source(choice.values, lists)
    return {
        "validate": "list",
        "source": source,
        "error_title": "Réponse hors de la liste",
        "error_message": "Choisissez une réponse de la liste, ou laissez la case vide.",
        "show_error": choice.is_strict,
    }


def _source(values: tuple[str, ...], lists: SheetPlan) -> str:
    """The column of the lists' sheet that holds these values (a rule itself holds 255 signs at most)."""
    for column in range(len(lists.widths)):
        found = tuple(line[column].text for line in lists.lines[1:] if line[column].text)
        if found == values:
            letter = column_letter(column)
            return f"={lists.name}!${letter}$2:${letter}${len(values) + 1}"
    raise LookupError(values)
