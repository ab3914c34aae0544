"""The canevas as ods, with the same sheets, lists and frozen heads as the xlsx."""

import io
from collections.abc import Iterator
from typing import Any

from odf import config, number, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from commun.concertations.offline.book import Book, Cell, Choice, SheetPlan
from commun.core.spreadsheets import guard_typed

_INK, _PAPER, _RULE, _SUNKEN, _SOFT = "#1c1a17", "#fffdf8", "#d8cebc", "#f2ebde", "#4c463d"
_MAX_HEIGHT = 14.0
_CELLS: dict[str, dict[str, str]] = {
    "title": {},
    "prose": {},
    "head": {"backgroundcolor": _INK},
    "label": {},
    "answer": {"backgroundcolor": _PAPER, "border": f"0.5pt solid {_RULE}"},
    "help": {"backgroundcolor": _SUNKEN},
    "note": {},
    "code": {},
}
_TEXTS: dict[str, dict[str, str]] = {
    "title": {"fontsize": "16pt", "fontweight": "bold", "color": _INK},
    "prose": {"color": _INK},
    "head": {"fontweight": "bold", "color": _PAPER},
    "label": {"fontweight": "bold", "color": _INK},
    "answer": {"color": _INK},
    "help": {"fontstyle": "italic", "color": _SOFT},
    "note": {"fontstyle": "italic", "color": _SOFT},
    "code": {"fontsize": "8pt", "color": _SOFT},
}


def write(book: Book) -> bytes:
    document = OpenDocumentSpreadsheet()
    _styles(document)
    rules = table.ContentValidations()
    document.spreadsheet.addElement(rules)
    for plan in book.sheets:
        document.spreadsheet.addElement(_sheet(document, plan, rules))
    _freeze(document, book)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    as_text = number.TextStyle(name="texte")
    as_text.addElement(number.TextContent())
    document.automaticstyles.addElement(as_text)
    for name, look in _CELLS.items():
        kept = style.Style(name=name, family="table-cell", datastylename="texte")
        wrap = "no-wrap" if name == "title" else "wrap"
        kept.addElement(style.TableCellProperties(wrapoption=wrap, verticalalign="top", padding="0.06cm", **look))
        kept.addElement(style.TextProperties(**_TEXTS[name]))
        document.automaticstyles.addElement(kept)
    page = style.PageLayout(name="paysage")
    page.addElement(
        style.PageLayoutProperties(
            pagewidth="29.7cm",
            pageheight="21cm",
            printorientation="landscape",
            margin="1.2cm",
            scaletox="1",
            scaletoy="0",
        )
    )
    document.automaticstyles.addElement(page)
    document.masterstyles.addElement(style.MasterPage(name="paysage", pagelayoutname=page))
    for name, is_shown in (("montree", "true"), ("cachee", "false")):
        sheet = style.Style(name=name, family="table", masterpagename="paysage")
        sheet.addElement(style.TableProperties(display=is_shown))
        document.automaticstyles.addElement(sheet)


def _sheet(document: Any, plan: SheetPlan, rules: Any) -> Any:
    sheet = table.Table(name=plan.name, stylename="cachee" if plan.is_hidden else "montree")
    for width in plan.widths:
        sheet.addElement(table.TableColumn(stylename=_column_style(document, width)))
    named = {choice: _rule(rules, plan, index, choice) for index, choice in enumerate(plan.choices)}
    for line, cells in enumerate(plan.lines, start=1):
        row = table.TableRow(stylename=_row_style(document, plan.room(cells) if cells else 1))
        for column, cell in enumerate(cells):
            row.addElement(_cell(cell, next(_rules_at(named, line, column), "")))
        sheet.addElement(row)
    if plan.blank_lines:
        first = len(plan.lines) + 1
        row = table.TableRow(stylename=_row_style(document, plan.blank_room), numberrowsrepeated=plan.blank_lines)
        for column in range(len(plan.widths) - 1):
            row.addElement(_cell(Cell(""), next(_rules_at(named, first, column), "")))
        sheet.addElement(row)
    return sheet


def _column_style(document: Any, width: int) -> str:
    return _once(
        document, f"largeur{width}", "table-column", style.TableColumnProperties(columnwidth=f"{width * 0.2:.2f}cm")
    )


def _row_style(document: Any, room: int) -> str:
    height = min(_MAX_HEIGHT, 0.45 * room + 0.15)
    made = style.TableRowProperties(rowheight=f"{height:.2f}cm", useoptimalrowheight="false")
    return _once(document, f"hauteur{room}", "table-row", made)


def _once(document: Any, name: str, family: str, properties: Any) -> str:
    if not any(one.getAttribute("name") == name for one in document.automaticstyles.childNodes):
        kept = style.Style(name=name, family=family)
        kept.addElement(properties)
        document.automaticstyles.addElement(kept)
    return name


def _rules_at(named: dict[Choice, str], line: int, column: int) -> Iterator[str]:
    return (name for choice, name in named.items() if choice.column == column and choice.first <= line <= choice.last)


def _cell(cell: Cell, rule: str) -> Any:
    options = {"contentvalidationname": rule} if rule else {}
    if not cell.text:
        return table.TableCell(stylename=cell.style, **options)
    made = table.TableCell(valuetype="string", stylename=cell.style, **options)
    for line in guard_typed(cell.text).split("\n"):
        made.addElement(_paragraph(line))
    return made


def _paragraph(line: str) -> Any:
    """A line whose runs of spaces are written as elements: plain ones would be read as one space.

    A tab stays a plain sign. Office suites read it as one space; as an element, the parser that we read files with
    would drop it and join the two words that it parts.
    """
    made = text.P()
    run = ""
    index = 0
    while index < len(line):
        if line[index] == " " and (index == 0 or index == len(line) - 1 or line[index - 1] == " "):
            count = len(line[index:]) - len(line[index:].lstrip(" "))
            made.addText(run)
            made.addElement(text.S(c=count))
            run = ""
            index += count
        else:
            run += line[index]
            index += 1
    made.addText(run)
    return made


def _rule(rules: Any, plan: SheetPlan, index: int, choice: Choice) -> str:
    name = f"liste-{plan.name.split(' ')[0]}-{index}"
    if choice.of_sheet:
        values = f"[$'{choice.of_sheet}'.$A$3:.$A$200]"
    else:
        values = ";".join('"' + value.replace('"', '""') + '"' for value in choice.values)
    rule = table.ContentValidation(
        name=name,
        condition=f"of:cell-content-is-in-list({values})",
        allowemptycell="true",
        displaylist="unsorted",
        basecelladdress=f"$'{plan.name}'.A1",
    )
    message = table.ErrorMessage(
        display="true" if choice.is_strict else "false", messagetype="stop", title="Réponse hors de la liste"
    )
    message.addElement(text.P(text="Choisissez une réponse de la liste, ou laissez la case vide."))
    rule.addElement(message)
    rules.addElement(rule)
    return name


def _freeze(document: Any, book: Book) -> None:
    """Frozen heads are a matter of view settings in ods."""
    views = config.ConfigItemMapEntry()
    tables = config.ConfigItemMapNamed(name="Tables")
    for plan in book.sheets:
        if not plan.frozen_lines:
            continue
        entry = config.ConfigItemMapEntry(name=plan.name)
        for name, kind, value in (
            ("HorizontalSplitMode", "short", 2),
            ("VerticalSplitMode", "short", 2),
            ("HorizontalSplitPosition", "int", 1),
            ("VerticalSplitPosition", "int", plan.frozen_lines),
            ("PositionRight", "int", 1),
            ("PositionBottom", "int", plan.frozen_lines),
            ("ActiveSplitRange", "short", 3),
        ):
            item = config.ConfigItem(name=name, type=kind)
            item.addText(str(value))
            entry.addElement(item)
        tables.addElement(entry)
    views.addElement(tables)
    indexed = config.ConfigItemMapIndexed(name="Views")
    indexed.addElement(views)
    settings = config.ConfigItemSet(name="ooo:view-settings")
    settings.addElement(indexed)
    document.settings.addElement(settings)
