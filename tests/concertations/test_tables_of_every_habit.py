"""The same two propositions in every habit of who saves a table: each file gives the right lines, or one sentence."""

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from commun.concertations.forms.import_takeaways import ColumnsForm, TakeawaysSourceForm
from commun.concertations.importers.takeaways import row_reader
from tests.core import office

pytestmark = pytest.mark.once("no database is asked anything")

HEADS = ["Identifiant", "Proposition", "Statut", "Date de réponse"]
LINES = [
    ["1", "Publier la liste des algorithmes", "Retenue", "03/04/2026"],
    ["2", "Dire où sont les données", "Rejetée", "2026-04-04"],
]
DAYS = (datetime.date(2026, 4, 3), datetime.date(2026, 4, 4))


def text(separator=";", *, heads=HEADS, lines=LINES, above=""):
    return above + "".join(separator.join(row) + "\r\n" for row in [heads, *lines])


def with_days(*days):
    return text(lines=[[*row[:3], day] for row, day in zip(LINES, days, strict=True)]).encode()


def xlsx(fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book, book.add_worksheet("Remontées"))
    book.close()
    return out.getvalue()


def merged_xlsx() -> bytes:
    """A title over the whole table, a blank line, groups of heads, and a date merged down."""

    def fill(_book, sheet):
        sheet.merge_range("A1:D1", "Remontées de l’atelier du 3 avril")
        sheet.merge_range("A3:A4", "Identifiant")
        sheet.merge_range("B3:B4", "Proposition")
        sheet.merge_range("C3:D3", "Réponse")
        sheet.write_row("C4", ["Statut", "Date de réponse"])
        for line, row in enumerate(LINES, start=4):
            sheet.write_row(line, 0, row[:3])
        sheet.merge_range("D5:D6", "3 avril 2026")

    return xlsx(fill)


def merged_ods() -> bytes:
    """The same by OpenDocument, where the cells that a merge covers have a name of their own."""
    document, table = OpenDocumentSpreadsheet(), Table(name="Remontées")
    grid: list[list[Any]] = [
        [("Remontées de l’atelier du 3 avril", {"numbercolumnsspanned": 4}), None, None, None],
        [
            ("Identifiant", {"numberrowsspanned": 2}),
            ("Proposition", {"numberrowsspanned": 2}),
            ("Réponse", {"numbercolumnsspanned": 2}),
            None,
        ],
        [None, None, ("Statut", {}), ("Date de réponse", {})],
        [*[(one, {}) for one in LINES[0][:3]], ("3 avril 2026", {"numberrowsspanned": 2})],
        [*[(one, {}) for one in LINES[1][:3]], None],
    ]
    for row in grid:
        line = TableRow()
        for one in row:
            cell = CoveredTableCell() if one is None else TableCell(valuetype="string", **one[1])
            if one is not None:
                cell.addElement(P(text=one[0]))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def dated_xlsx() -> bytes:
    """Days as a spreadsheet keeps them: a cell of a day, and the bare count of days of one whose format was lost."""

    def fill(book, sheet):
        sheet.write_row(0, 0, HEADS)
        for line, row in enumerate(LINES, start=1):
            sheet.write_row(line, 0, row[:3])
        sheet.write_datetime(1, 3, datetime.datetime(2026, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(2, 3, 46116)

    return xlsx(fill)


def empty_columns():
    heads = ["", "Identifiant", "", "Proposition", "", "Statut", "Date de réponse", "", ""]
    lines = [["", row[0], "", row[1], "", row[2], row[3], "", ""] for row in LINES]
    return text(heads=heads, lines=lines).encode()


OLD = Path(__file__).parent / "files" / "tableau-1997.xls"
RIGHT = {
    "UTF-8": ("a.csv", text().encode()),
    "UTF-8 and its mark": ("a.csv", text().encode("utf-8-sig")),
    "UTF-16": ("a.csv", text().encode("utf-16")),
    "Windows-1252": ("a.csv", text().encode("cp1252")),
    "Latin-1": ("a.csv", text().encode("latin-1")),
    "MacRoman": ("a.csv", text().encode("mac_roman")),
    "commas": ("a.csv", text(",").encode()),
    "tabs": ("a.tsv", text("\t").encode()),
    "bars": ("a.csv", text("|").encode()),
    "ends of lines of an old Mac": ("a.csv", text().replace("\r\n", "\r").encode()),
    "heads on the third line": ("a.csv", text(above="Remontées de l’atelier;;;\r\n;;;\r\n").encode()),
    "empty columns": ("a.csv", empty_columns()),
    "two lines of heads, saved as CSV": (
        "a.csv",
        text(above="Identifiant;Proposition;Réponse;\r\n", heads=["", "", "Statut", "Date de réponse"]).encode(),
    ),
    "merged cells, XLSX": ("a.xlsx", merged_xlsx()),
    "merged cells, ODS": ("a.ods", merged_ods()),
    "days of a spreadsheet": ("a.xlsx", dated_xlsx()),
    "ODS": ("a.ods", office.ods({"Remontées": [HEADS, *LINES]})),
    "XLS of 1997": ("a.xls", OLD.read_bytes()),
    "days in words and with a zone": ("a.csv", with_days("3 avril 2026", "2026-04-04T09:30:00+02:00")),
    "days with a day of the week, and short": ("a.csv", with_days("vendredi 3 avril 2026", "04/04/26")),
    "days with dots, and counted": ("a.csv", with_days("3.4.2026", "46116")),
}


def source(name: str, content: bytes) -> TakeawaysSourceForm:
    data = {"kind": "proposition", "pasted": "", "address": ""}
    return TakeawaysSourceForm(data, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("habit", RIGHT)
def test_table_of_every_habit_gives_the_same_lines(habit):
    form = source(*RIGHT[habit])
    assert form.is_valid(), form.errors
    columns = ColumnsForm(None, sheets=form.sheets)
    mapping = columns.columns()
    assert mapping is not None
    reader = row_reader(columns.current, mapping)
    found = [reader.proposal(row) for row in mapping.rows(columns.current)]
    assert not reader.take_faults()
    told = [(one.origin.id, one.text, one.said.state, one.said.decision) for one in found if one]
    assert told == [
        ("1", "Publier la liste des algorithmes", "Retenue", "retenue"),
        ("2", "Dire où sont les données", "Rejetée", "non_retenue"),
    ]
    merged = "merged" in habit
    assert [one.said.on for one in found if one] == [DAYS[0], DAYS[0] if merged else DAYS[1]]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("open-data-proposals.csv", b"id;title;body\n" + b"\n" * 60_000_000)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRONG = {
    "a quote that never closes": ("a.csv", text().replace("Dire", '"Dire').encode(), "un guillemet ouvre une case"),
    "a quote that closes early": ("a.csv", text().replace("Dire où", '"Dire" où').encode(), "un guillemet"),
    "a password": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
    "a bomb": ("a.zip", bomb(), "démesuré"),
    "a page of the web named like a table": ("a.xls", b"<html><table><tr><td>1", "page web"),
    "nothing": ("a.csv", b"", "vide"),
    "blank lines": ("a.csv", b";;;\r\n;;;\r\n", "rien à lire"),
    "a cut workbook": ("a.xlsx", merged_xlsx()[:-300], ""),
    "a cell lost at the end": ("a.xlsx", office.xlsx_whose_last_cell_is_far_away(), "ne se laisse pas lire"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_table_that_cannot_be_read_is_told_in_one_sentence(fault):
    name, content, said = WRONG[fault]
    form = source(name, content)
    assert not form.is_valid()
    ((message,),) = form.errors.values()
    assert said in str(message)
    assert str(message).endswith(".")


def test_file_of_two_hundred_megabytes_is_refused_by_its_size_before_it_is_read():
    form = source("a.csv", b"id;texte\n1;a\n")
    sent: Any = form.files["file"]
    sent.size = 200 * 1024 * 1024
    sent.file = None  # whoever reads it fails
    assert not form.is_valid()
    assert "Ce fichier pèse 200,0 Mo : la limite est de" in form.errors["file"][0]
