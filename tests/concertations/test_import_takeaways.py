"""A list of takeaways in any shape is read, doubted, shown, then added whole; twice changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commun.concertations.enums import Support, TakeawayKind, Theme
from commun.concertations.importers import sources
from commun.concertations.importers.takeaways import is_personal, near_identical, preview, recognised
from commun.core.errors import DomainError
from commun.core.models import PendingImport
from commun.core.spreadsheets import Row, Sheet
from tests.accounts.factories import contributor
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    TakeawayFactory,
    concertation_awaiting_answer,
    restituted_concertation,
)
from tests.core import office

P = TakeawayKind.PROPOSITION


def sheet(*rows: tuple[str, ...], name: str = "") -> Sheet:
    return Sheet(name, tuple(Row(line, cells) for line, cells in enumerate(rows, start=1)))


def looked_at(record, *rows, name="", kind=P):
    table = sheet(*rows, name=name)
    return preview(record=record, sheet=table, mapping=recognised(table), default_kind=kind)


def texts(found) -> list[str]:
    return [line.item.text for line in found.lines]


# --- Shapes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Dire\n\nMontrer\r\n  Expliquer \n", [("", "Dire"), ("", "Montrer"), ("", "Expliquer")]),
        ("1. Dire\n2) Montrer\n3 - Expliquer", [("1", "Dire"), ("2", "Montrer"), ("3", "Expliquer")]),
        ("P1 : Dire\nProposition 2 : Montrer", [("1", "Dire"), ("2", "Montrer")]),
        ("- Dire\n• Montrer\n* Expliquer", [("", "Dire"), ("", "Montrer"), ("", "Expliquer")]),
        ("1. Dire\nà tout le monde\n\n2. Montrer", [("1", "Dire\nà tout le monde"), ("2", "Montrer")]),
        ("Dire\n1. Montrer", [("", "Dire"), ("1", "Montrer")]),
        ("24 heures pour répondre\n3-4 agents formés", [("", "24 heures pour répondre"), ("", "3-4 agents formés")]),
    ],
)
def test_pasted_list_is_cut_where_its_marks_are(text, rows):
    (found,) = sources.of_text(text)
    assert [row.cells for row in found.rows[1:]] == rows


def test_nothing_pasted_is_nothing_found():
    assert sources.of_text(" \n\r\n \x00") == []


@given(st.text(max_size=400))
def test_any_pasted_text_is_read(text):
    for found in sources.of_text(text):
        assert all(row.cells[1] for row in found.rows[1:])


def test_lists_and_tables_of_a_document_are_read():
    content = office.docx(
        [("Heading 1", "Propositions"), ("Normal", "Voici."), ("List Number", "Dire"), ("List Bullet", "Montrer")],
        [[("Texte", "Thème"), ("Expliquer", "Autre")]],
    )
    table, paragraphs = sources.of_file(content, "docx")
    assert [row.cells for row in table.rows] == [("Texte", "Thème"), ("Expliquer", "Autre")]
    assert [row.cells[1] for row in paragraphs.rows[1:]] == ["Dire", "Montrer"]


def test_document_without_list_gives_its_paragraphs_but_its_headings():
    content = office.docx([("Heading 1", "Propositions"), ("Normal", "Dire."), ("Normal", "Montrer.")])
    (paragraphs,) = sources.of_file(content, "docx")
    assert [row.cells[1] for row in paragraphs.rows[1:]] == ["Dire.", "Montrer."]


def test_document_with_entities_is_refused_before_it_is_parsed():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    content = office.rezipped(
        office.docx([("Normal", "a")]), lambda name, part: bomb if name == "word/document.xml" else part
    )
    with pytest.raises(DomainError, match="ne se laisse pas lire"):
        sources.of_file(content, "docx")


# --- Columns ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (("Numéro", "Texte", "Thème", "Public", "Soutien"), ("number", "text", "theme", "audiences", "support")),
        (("N°", "Proposition", "Nature"), ("number", "text", "kind")),
        (("id", "title/fr", "body/fr", "category"), ("source_id", "title", "text", "theme")),
        (("titre", "TEXTE EXACT :", "Séance"), ("title", "text", "sequence")),
    ],
)
def test_heads_are_recognised_whatever_they_are_called(heads, columns):
    found = recognised(sheet(heads, ("1",) * len(heads)))
    assert found.columns == columns
    assert found.is_sure


def test_table_without_heads_is_doubted():
    found = recognised(sheet(("1", "Dire où sont les algorithmes"), ("2", "Montrer comment ils décident")))
    assert found.columns == ("", "text")
    assert not found.is_sure


# --- Lines --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_column_finds_its_place():
    record = ConcertationFactory()
    session = SequenceFactory(concertation=record, title="Atelier 1")
    found = looked_at(
        record,
        ("numéro", "texte", "nature", "thème", "publics", "séquence", "soutien", "destinataire"),
        ("P12", "Dire", "Propositions", "Données et vie privée", "Agents ; élus", "atelier 1", "Majorité", "l’état"),
    )
    assert found.faults == found.notices == ()
    item = found.lines[0].item
    assert (item.number, item.kind, item.theme, item.support) == (12, P, Theme.DATA, Support.MAJORITY)
    assert (item.audiences, item.sequence, item.recipient) == (("agents", "elus"), session, "etat")


@pytest.mark.django_db
def test_title_stands_before_the_text_unless_it_repeats_it():
    found = looked_at(
        ConcertationFactory(),
        ("title/fr", "body/fr"),
        ("Registre", "Publier la liste"),
        ("Publier", "Publier la carte"),
        ("Seul", ""),
    )
    assert texts(found) == ["Registre\nPublier la liste", "Publier la carte", "Seul"]


@pytest.mark.django_db
def test_unknown_theme_is_left_out_and_said():
    found = looked_at(ConcertationFactory(), ("texte", "thème", "séquence"), ("Dire", "Cuisine", "Nulle part"))
    assert found.faults == ()
    assert [notice.where for notice in found.notices] == ["ligne 2, colonne B", "ligne 2, colonne C"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "where", "said"),
    [
        (("", "Autre", ""), "ligne 2, colonne A", "Le texte manque"),
        (("x" * 5001, "", ""), "ligne 2, colonne A", "5001 signes"),
        (("Dire", "", "Idée"), "ligne 2, colonne C", "n’est pas dans la liste"),
    ],
)
def test_fault_says_line_and_column(row, where, said):
    (fault,) = looked_at(ConcertationFactory(), ("texte", "thème", "nature"), row).faults
    assert fault.where == where
    assert said in fault.message


@pytest.mark.django_db
def test_number_that_is_none_or_taken_is_a_fault():
    record = ConcertationFactory()
    TakeawayFactory(concertation=record, number=3)
    found = looked_at(record, ("n°", "texte"), ("3", "Dire"), ("4", "Montrer"), ("4", "Voir"), ("zéro", "Lire"))
    assert [fault.where for fault in found.faults] == ["ligne 5, colonne A", "ligne 2", "ligne 4"]


@pytest.mark.django_db
def test_sentence_already_there_or_twice_in_the_file_is_added_once():
    record = ConcertationFactory()
    TakeawayFactory(concertation=record, text="Publier la liste.")
    found = looked_at(record, ("texte",), ("PUBLIER la  liste.",), ("Former",), ("former",))
    assert [line.item.text for line in found.new] == ["Former"]
    assert found.known_count == 2
    assert "plus haut" in found.notices[0].message


@pytest.mark.django_db
def test_lines_that_look_alike_are_said():
    record = ConcertationFactory()
    TakeawayFactory(concertation=record, text="Publier chaque année la liste complète des algorithmes utilisés")
    found = looked_at(
        record,
        ("texte",),
        ("Publier chaque année la liste des algorithmes utilisés",),
        ("Former tous les agents de l’accueil",),
        ("Former bien tous les agents de l’accueil",),
    )
    assert [line.near for line in found.new] == ["Proposition 1", "", "ligne 3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Écrire à jean.dupont@exemple.fr", True),
        ("Appeler le 06 12 34 56 78", True),
        ("Appeler le +33 6.12.34.56.78", True),
        ("Publier 0612345678", True),
        ("En 2026, 10 20 30 agents", False),
        ("Le budget de 1 200 000 000 euros", False),
        ("arobase @ mairie", False),
    ],
)
def test_personal_data_are_seen(text, expected):
    assert is_personal(text) is expected


@pytest.mark.django_db
def test_answered_concertation_takes_no_more():
    record = concertation_awaiting_answer()
    record.state = "reponse_publiee"
    (fault,) = looked_at(record, ("texte",), ("Dire",)).faults
    assert "plus aucune remontée" in fault.message


@pytest.mark.django_db
def test_addition_after_the_restitution_is_said_to_be_public():
    assert looked_at(restituted_concertation(), ("texte",), ("Encore ceci",)).is_frozen_at_once


@pytest.mark.django_db
def test_two_thousand_lines_are_looked_at_and_ten_thousand_are_refused(django_assert_max_num_queries):
    record = ConcertationFactory()
    rows = [
        ("texte",),
        *((f"Phrase numéro {number} sur les algorithmes publics de la ville",) for number in range(2000)),
    ]
    with django_assert_max_num_queries(4):
        found = looked_at(record, *rows)
    assert len(found.new) == 2000
    assert len(found.shown) + found.hidden_count == 2000
    (fault,) = looked_at(record, ("texte",), *((f"Phrase {number}",) for number in range(10_000))).faults
    assert "au plus 2000" in fault.message


def test_no_line_is_near_an_unlike_one():
    assert near_identical([], []) == []


# --- Pages --------------------------------------------------------------------------------------------------------


def give(client, record, **data):
    url = reverse("concertations:takeaways_import", args=[record.slug])
    return client.post(url, {"kind": "proposition", "pasted": "", **data}, follow=True)


@pytest.fixture
def record(db, client):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    return record


def test_person_pastes_looks_and_confirms_and_twice_adds_nothing(client, record):
    page = give(client, record, pasted="1. Dire <script>alert(1)</script>\n2. Montrer")
    text = page.content.decode()
    assert "2 remontées nouvelles" in text
    assert "<script>alert" not in text
    assert not record.takeaways.exists()
    done = client.post(page.request["PATH_INFO"], follow=True)
    assert "2 remontées ajoutées" in done.content.decode()
    assert [one.text for one in record.takeaways.order_by("number")] == ["Dire <script>alert(1)</script>", "Montrer"]
    again = give(client, record, pasted="1. Dire <script>alert(1)</script>\n2. Montrer").content.decode()
    assert "2 déjà là" in again
    assert "Ajouter ces remontées" not in again
    assert not PendingImport.objects.filter(name="x").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "l.xlsx",
            office.xlsx({"Autre": [["a", "b"]], "Liste": [["Thème", "Texte"], ["Autre", "=cmd|' /C calc'!A0"]]}),
        ),
        ("l.ods", office.ods({"Liste": [["Thème", "Texte"], ["Autre", "=cmd|' /C calc'!A0"]]})),
        ("l.csv", "Thème;Texte\nAutre;=cmd|' /C calc'!A0\n".encode()),
        ("l.docx", office.docx([], [[["Thème", "Texte"], ["Autre", "=cmd|' /C calc'!A0"]]])),
        ("l.txt", b"- =cmd|' /C calc'!A0\n- Dire\n"),
    ],
)
def test_file_of_each_kind_is_taken_to_the_letter(client, record, name, content):
    page = give(client, record, file=SimpleUploadedFile(name, content))
    client.post(page.request["PATH_INFO"])
    assert "=cmd|' /C calc'!A0" in {one.text for one in record.takeaways.all()}


def test_columns_are_asked_when_nothing_names_them(client, record):
    content = office.xlsx({"F": [["1", "Dire où sont les algorithmes"], ["2", "Montrer comment ils décident"]]})
    page = give(client, record, file=SimpleUploadedFile("l.xlsx", content))
    url = page.request["PATH_INFO"]
    assert "Quelle colonne dit quoi" in page.content.decode()
    assert client.post(url).status_code == 200
    assert not record.takeaways.exists()
    wrong = client.get(url, {"said": "0", "sheet": "0", "column_0": "text", "column_1": "text"}).content.decode()
    assert "Deux colonnes disent la même chose" in wrong
    assert "quelle colonne contient le texte" in client.get(url, {"said": "0", "column_0": "number"}).content.decode()
    query = "?said=0&sheet=0&column_0=number&column_1=text"
    assert "2 remontées nouvelles" in client.get(url + query).content.decode()
    client.post(url + query)
    assert [(one.number, one.text[:4]) for one in record.takeaways.order_by("number")] == [(1, "Dire"), (2, "Mont")]


def test_personal_data_must_be_read_again_before_they_are_added(client, record):
    page = give(client, record, pasted="Écrire à jean.dupont@exemple.fr\nMontrer")
    url = page.request["PATH_INFO"]
    assert "Une personne semble reconnaissable" in page.content.decode()
    refused = client.post(url)
    assert refused.status_code == 409
    assert not record.takeaways.exists()
    client.post(url, {"checked": "1"})
    assert record.takeaways.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"pasted": ""}, "Collez une liste, ou choisissez un fichier"),
        ({"pasted": "\x00\x00"}, "Collez une liste, ou choisissez un fichier"),
        ({"pasted": "x" * 1_000_001}, "trop long pour être collé"),
        ({"pasted": "a", "file": ("l.txt", b"b")}, "l’un ou l’autre"),
        ({"file": ("l.csv", b"MZ\x90\x00" + b"\x00" * 90)}, "c’est un programme"),
        ({"file": ("l.csv", b"<html>")}, "c’est une page web"),
        ({"file": ("l.pdf", b"%PDF-1.7")}, "ne sont pas acceptés ici"),
        ({"file": ("l.csv", b" \n \n")}, "aucune ligne remplie"),
        ({"kind": "idée", "pasted": "a"}, "Ce sont surtout"),
    ],
)
def test_wrong_list_is_told_on_the_form(client, record, data, said):
    if "file" in data:
        data = {**data, "file": SimpleUploadedFile(*data["file"])}
    page = give(client, record, **data)
    assert page.status_code == 400
    assert said in page.content.decode()


def test_nul_in_the_middle_and_ten_thousand_lines_break_nothing(client, record):
    assert "1 remontée nouvelle" in give(client, record, pasted="Di\x00re").content.decode()
    page = give(client, record, pasted="\n".join(f"Phrase {number}" for number in range(10_000)))
    assert page.status_code == 200
    assert "au plus 2000" in page.content.decode()
    assert len(page.content) < 60_000
