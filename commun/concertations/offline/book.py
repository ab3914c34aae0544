"""The canevas as a workbook, before any file format: sheets, lines, cells and the lists that cells offer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commun.concertations import canevas
from commun.concertations.canevas import Section
from commun.concertations.models import Concertation
from commun.concertations.offline import snapshot
from commun.concertations.offline.layout import (
    CANEVAS_VERSION,
    CONTROL_SHEET,
    FIELD_HEADS,
    GUIDE_SHEET,
    HELP_REF,
    LISTS_SHEET,
    NO,
    REF_HEAD,
    ROW_SHEET,
    ROW_SHEETS,
    SECTION_SHEETS,
    YES,
    Column,
    RowSheet,
    codes,
    fields,
)
from commun.concertations.offline.snapshot import RowTexts, Snapshot
from commun.core.text import clean

Style = Literal["title", "prose", "head", "label", "answer", "help", "note", "code"]

# What a cell can hold; a longer text stays online, and the cell says so.
MAX_TEXT = 32_000
KEPT_ONLINE = "[texte trop long pour une case : il reste tel quel en ligne]"


@dataclass(frozen=True)
class Cell:
    """`room` is the least number of lines that its height leaves to write in."""

    text: str
    style: Style = "answer"
    room: int = 1


@dataclass(frozen=True)
class Choice:
    """Lines `first` to `last` (from 1) of `column` (from 0) offer `values`, or the cells of another sheet.

    `is_strict` makes the spreadsheet refuse anything else.
    """

    column: int
    first: int
    last: int
    values: tuple[str, ...] = ()
    of_sheet: str = ""
    is_strict: bool = True


@dataclass(frozen=True)
class SheetPlan:
    name: str
    widths: tuple[int, ...]
    lines: tuple[tuple[Cell, ...], ...]
    frozen_lines: int = 0
    blank_lines: int = 0
    choices: tuple[Choice, ...] = ()
    is_hidden: bool = False
    blank_room: int = 1

    def room(self, cells: Sequence[Cell]) -> int:
        """How many lines of text the tallest cell takes: spreadsheets do not all measure wrapped text on opening."""
        return max(
            max(cell.room, sum(1 + len(part) // max(1, int(width * 0.92)) for part in cell.text.split("\n")))
            for cell, width in zip(cells, self.widths, strict=False)
        )


@dataclass(frozen=True)
class Book:
    title: str
    sheets: tuple[SheetPlan, ...]


def empty_book() -> Book:
    """The canevas of nobody yet, for whoever wants to prepare."""
    return _book(None, Snapshot())


def book_of(record: Concertation) -> Book:
    """The canevas filled with what is known of `record`."""
    return _book(record, snapshot.of(record))


def _book(record: Concertation | None, known: Snapshot) -> Book:
    return Book(
        title=clean(record.title) if record else _("Canevas de concertation"),
        sheets=(
            _guide(record),
            *(_section_sheet(section, known) for section in Section),
            *(_row_sheet(sheet, known.rows.get(sheet.name, ())) for sheet in ROW_SHEETS),
            _lists(),
            _control(record, known),
        ),
    )


def guide_lines(record: Concertation | None) -> list[str]:
    """How to fill the file in, in sentences; the docx says the same."""
    back = (
        _("Renvoyez ce fichier depuis la page de votre concertation, bouton « Importer un canevas rempli ».")
        if record
        else _("Pour le renvoyer, ouvrez votre concertation en ligne, bouton « Importer un canevas rempli ».")
    )
    return [
        _("Remplissez la colonne « Votre réponse » des trois premières feuilles. Laissez vide ce que vous ignorez."),
        _("Les feuilles suivantes prennent une ligne par public, par séance, par remontée…"),
        _("Les listes déroulantes proposent les réponses prévues ; pour les choix multiples, écrivez Oui."),
        _("Les dates s’écrivent 11/03/2025 ; si le jour n’est pas connu, 03/2025 ou 2025 suffisent."),
        _("Écrivez les remontées mot pour mot, sans nommer personne : elles seront publiques."),
        back,
        _("Rien ne sera enregistré avant que vous ayez vu, champ par champ, ce qui change."),
        _("Ne modifiez ni les colonnes « Code » et « Réf. », ni la feuille « Contrôle » : elles servent à relire."),
    ]


def identity_lines(record: Concertation | None) -> list[tuple[str, str]]:
    """What tells which record and which version this file is of."""
    lines = [(_("Version du canevas"), CANEVAS_VERSION)]
    if record is None:
        return lines
    return [
        *lines,
        (_("Concertation"), clean(record.title)),
        (_("Collectivité"), clean(record.territory.name)),
        (_("Identifiant de la fiche"), record.uid),
        (_("Version de la fiche"), str(record.version)),
        (_("Téléchargé le"), formats.date_format(timezone.localtime(), "j F Y à H:i")),
    ]


def _guide(record: Concertation | None) -> SheetPlan:
    lines: list[tuple[Cell, ...]] = [(Cell(_("Canevas de concertation sur l’intelligence artificielle"), "title"),), ()]
    lines += [(Cell(label, "label"), Cell(text, "prose")) for label, text in identity_lines(record)]
    lines += [(), (Cell(_("Comment faire"), "label"),)]
    lines += [(Cell(f"{number}.", "note"), Cell(text, "prose")) for number, text in enumerate(guide_lines(record), 1)]
    return SheetPlan(str(GUIDE_SHEET), (26, 90), tuple(lines))


def _section_sheet(section: Section, known: Snapshot) -> SheetPlan:
    lines: list[tuple[Cell, ...]] = [tuple(Cell(str(head), "head") for head in FIELD_HEADS.values())]
    choices: list[Choice] = []
    for field in fields(section):
        for code, label, text, offered in field_cells(field, known.values.get(field.name, "")):
            answer = Cell(_fit(text), room=4 if field.kind == "long" else 1)
            lines.append((Cell(label, "label"), answer, Cell(str(field.help), "note"), Cell(code, "code")))
            if offered:
                choices.append(Choice(1, len(lines), len(lines), offered))
    return SheetPlan(SECTION_SHEETS[section], (40, 70, 46, 24), tuple(lines), 1, choices=tuple(choices))


def field_cells(field: canevas.Field, text: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(code, label, text, offered values) of each cell of a field whose whole text is `text`."""
    if field.kind == "choices":
        kept = [part.strip() for part in text.split(";")]
        for code, label in codes(field):
            yield code, f"{field.label} · {label}", YES if str(label) in kept else "", (YES,)
        return
    offered: tuple[str, ...] = ()
    if field.kind == "yes_no":
        offered = (YES, NO)
    if field.kind == "choice":
        assert field.choices is not None
        offered = tuple(str(one.label) for one in field.choices)
    yield field.name, str(field.label), text, offered


def _row_sheet(sheet: RowSheet, rows: Sequence[RowTexts]) -> SheetPlan:
    columns = sheet.columns
    lines: list[tuple[Cell, ...]] = [
        (*(Cell(str(column.label), "head") for column in columns), Cell(str(REF_HEAD), "head")),
        (*(Cell(str(column.help), "help") for column in columns), Cell(HELP_REF, "code")),
        *((*(Cell(_fit(row.texts.get(column.name, ""))) for column in columns), Cell(row.ref, "code")) for row in rows),
    ]
    last = len(lines) + sheet.blank_lines
    choices = [
        choice for index, column in enumerate(columns) if (choice := _column_choice(index, column, last)) is not None
    ]
    widths = (*(column.width for column in columns), 18)
    room = 2 if any(column.kind == "long" for column in columns) else 1
    return SheetPlan(sheet.title, widths, tuple(lines), 2, sheet.blank_lines, tuple(choices), blank_room=room)


def _column_choice(index: int, column: Column, last: int) -> Choice | None:
    if column.kind == "yes_no":
        return Choice(index, 3, last, (YES, NO))
    if column.kind == "sequence":
        return Choice(index, 3, last, of_sheet=ROW_SHEET["sequences"].title, is_strict=False)
    if column.choices is None:
        return None
    labels = tuple(str(one.label) for one in column.choices)
    return Choice(index, 3, last, labels, is_strict=column.kind == "choice")


def _lists() -> SheetPlan:
    """Every list in full, one a column: the drop-downs of xlsx read them here, and so may anyone."""
    lists = dict(_offered())
    height = max(len(values) for values in lists.values())
    lines: list[tuple[Cell, ...]] = [tuple(Cell(name, "head") for name in lists)]
    lines += [
        tuple(Cell(values[line] if line < len(values) else "", "code") for values in lists.values())
        for line in range(height)
    ]
    return SheetPlan(LISTS_SHEET, tuple(30 for _name in lists), tuple(lines), 1, is_hidden=True)


def _offered() -> Iterable[tuple[str, tuple[str, ...]]]:
    yield "Oui/Non", (YES, NO)
    yield "Oui", (YES,)
    choices = [one.choices for one in canevas.FIELDS if one.kind == "choice"]
    choices += [column.choices for sheet in ROW_SHEETS for column in sheet.columns]
    for one in choices:
        if one is not None:
            yield one.__name__, tuple(str(item.label) for item in one)


def _control(record: Concertation | None, known: Snapshot) -> SheetPlan:
    lines = [("canevas", CANEVAS_VERSION)]
    if record is not None:
        lines += [("fiche", record.uid), ("version", str(record.version)), *known.digests().items()]
    return SheetPlan(
        CONTROL_SHEET, (28, 28), tuple((Cell(code, "code"), Cell(text, "code")) for code, text in lines), is_hidden=True
    )


def _fit(text: str) -> str:
    return text if len(text) <= MAX_TEXT else KEPT_ONLINE
