"""Every kind of table is read as the same plain text, and nothing in it is ever evaluated."""

import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commun.core import spreadsheets
from commun.core.spreadsheets import Unreadable, column_letter, place, read_table, sniff, unguard, write_csv
from commun.core.text import clean
from tests.core import office

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n"), max_size=60)


def cells(content: bytes, extension: str) -> list[list[str]]:
    return [list(row.cells) for row in read_table(content, extension)[0].rows]


def test_typed_cells_are_read_as_the_text_one_sees():
    rows: list[list[object]] = [
        [15, 15.5, 0, True],
        [datetime.date(2025, 3, 11), datetime.datetime(2025, 3, 11, 14, 30), "  Café IA\xa0", ""],
    ]
    assert cells(office.xlsx({"F": rows}), "xlsx") == [
        ["15", "15.5", "0", "oui"],
        ["2025-03-11", "2025-03-11 14:30", "Café IA"],
    ]


def test_lines_keep_the_number_and_the_column_of_the_spreadsheet():
    (sheet,) = read_table(office.xlsx({"Séquences": [[""], [""], ["", "", "x"], [""], ["y"]]}), "xlsx")
    assert sheet.name == "Séquences"
    assert [(row.line, row.cells) for row in sheet.rows] == [(3, ("", "", "x")), (5, ("y",))]


def test_ods_is_read_like_xlsx():
    assert cells(office.ods({"F": [["a", "b\nc"], ["", "«\xa0d\xa0»"]]}), "ods") == [["a", "b\nc"], ["", "«\xa0d\xa0»"]]


@pytest.mark.parametrize("formula", ["=1+1", "=cmd|' /C calc'!A0", "+33 1 23", "-1", "@SUM(A1)", "'=x", "''=x", "'x"])
def test_cell_that_begins_like_a_formula_is_kept_to_the_letter(formula):
    written = write_csv([["texte", "note"], [formula, "a"]])
    assert cells(written, "csv")[1] == [formula, "a"]
    line = written.decode("utf-8-sig").splitlines()[1].lstrip('"')
    assert not line.startswith(("=", "+", "-", "@"))


def test_formula_of_a_spreadsheet_is_never_computed():
    raw = office.xlsx({"F": [["=1+1"], ['=HYPERLINK("http://exemple.fr")']]})
    assert cells(raw, "xlsx") == [["=1+1"], ['=HYPERLINK("http://exemple.fr")']]


def test_apostrophe_is_taken_away_only_where_it_guards():
    assert [unguard(text) for text in ("'=a", "'-a", "'aujourd'hui", "=a")] == ["=a", "-a", "'aujourd'hui", "=a"]


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=6), st.sampled_from([";", ","]))
@example(rows=[["\n", "\t=1"]], separator=";")
def test_csv_that_we_write_is_read_back_the_same(rows, separator):
    rows = [["clé", *(f"c{index}" for index in range(4))], *([f"l{n}", *row] for n, row in enumerate(rows))]
    rows = [row + [""] * (5 - len(row)) for row in rows]
    read = cells(write_csv(rows, separator=separator), "csv")
    for expected, found in zip(rows, read, strict=True):
        assert found + [""] * (5 - len(found)) == [clean(text) for text in expected]


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXT.map(clean).filter(bool), min_size=1, max_size=5))
def test_xlsx_of_guarded_text_is_read_back_the_same(texts):
    content = office.xlsx({"F": [[spreadsheets.guard_typed(text)] for text in texts]})
    assert cells(content, "xlsx") == [[text] for text in texts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_french_spreadsheets_are_understood(encoding):
    assert cells("thème;œuvre\né;à\n".encode(encoding), "csv") == [["thème", "œuvre"], ["é", "à"]]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separator_is_found(separator):
    text = separator.join(["numéro", "texte"]) + "\n" + separator.join(["1", '"Dire, expliquer; publier"']) + "\n"
    assert sniff(text) == separator
    assert cells(text.encode(), "csv")[1] == ["1", "Dire, expliquer; publier"]


def test_list_of_sentences_is_not_cut_at_its_commas():
    text = "Publier la liste, chaque année\nFormer les agents\nDire, expliquer, montrer\nArrêter\n"
    assert [row[0] for row in cells(text.encode(), "csv")] == text.splitlines()


def test_line_break_inside_quotes_stays_in_its_cell():
    assert cells(b'texte;theme\r\n"a\r\nb";c\r\nd;e\r\n', "csv") == [["texte", "theme"], ["a\nb", "c"], ["d", "e"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('texte;theme\n"jamais refermé;c\n', "Ligne 2 : un guillemet"),
        ('texte;theme\na;b\n"La mairie" doit;c\n', "Ligne 3 : un guillemet"),
        ("a;b\n" + "x" * 40_000 + ";c", "Ligne 2, colonne A : 40000 signes"),
        ("a;b\n" + "x" * 200_000 + ";c", "Ligne 2 : une case dépasse"),
        (";".join("a" * 300), "plus de 200 colonnes"),
        ("a\n" * 20_001, "Plus de 20000 lignes"),
    ],
)
def test_table_that_cannot_be_read_says_where(text, said):
    with pytest.raises(Unreadable) as caught:
        read_table(text.encode(), "csv")
    assert said in caught.value.message


def test_nul_and_control_signs_never_reach_the_text():
    assert cells(b"a\x00b;c\x07d\n1;2\n", "csv")[0] == ["ab", "cd"]


def test_cell_lost_at_the_end_of_the_sheet_is_told_and_kills_nothing():
    with pytest.raises(Unreadable, match="ne se laisse pas lire"):
        read_table(office.xlsx_whose_last_cell_is_far_away(), "xlsx")


def test_sheet_too_wide_for_its_length_names_itself():
    rows: list[list[str]] = [[""] for _line in range(60_000)]
    rows[0], rows[-1] = ["a"], [""] * 150 + ["b"]
    with pytest.raises(Unreadable, match="La feuille « Loin » s’étend trop loin"):
        read_table(office.xlsx({"Loin": rows}), "xlsx")


def test_workbook_that_is_none_is_told():
    with pytest.raises(Unreadable, match="ne se laisse pas lire"):
        read_table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "xls")


def test_too_many_sheets_are_refused():
    with pytest.raises(Unreadable, match="plus de 40 feuilles"):
        read_table(office.xlsx({f"F{n}": [["a"]] for n in range(41)}), "xlsx")


def test_places_are_said_as_a_spreadsheet_says_them():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert place("Séquences", 4, 2) == "feuille « Séquences », ligne 4, colonne C"
    assert place("", 4) == "ligne 4"
