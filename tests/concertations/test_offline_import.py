"""A filled-in canevas comes back: previewed, told where it is wrong, taken whole or not at all."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from commun.concertations.actions.offline import FileRefused, import_canevas
from commun.concertations.models import AudiencePart, Concertation, FrameChange, Sequence
from commun.concertations.offline import book, reading, xlsx
from commun.concertations.offline import csv as offline_csv
from commun.concertations.offline.book import Book
from commun.concertations.offline.plan import Plan, plan
from commun.core.errors import DomainError, EditConflict
from commun.core.models import AuditEvent, PendingImport, Revision
from commun.core.spreadsheets import guard_typed, read_table
from tests.accounts.factories import contributor, referent
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    TakeawayFactory,
    concertation_under_way,
    published_concertation,
    restituted_concertation,
)
from tests.core import office

pytestmark = pytest.mark.django_db


def filled(made: Book, answers: dict[str, str] | None = None, rows: dict[str, list[list[str]]] | None = None) -> bytes:
    """The workbook, with answers typed beside their codes and lines added below the last of a sheet."""
    sheets: dict[str, list[list[str]]] = {}
    for plan_ in made.sheets:
        lines = [[guard_typed(cell.text) for cell in line] for line in plan_.lines]
        for line in lines:
            if len(line) == 4 and line[3] in (answers or {}):
                line[1] = (answers or {})[line[3]]
        sheets[plan_.name] = lines + (rows or {}).get(plan_.name, [])
    return office.xlsx(sheets)


def read(content: bytes, extension: str = "xlsx") -> reading.Reading:
    return reading.read(read_table(content, extension))


def planned(record: Concertation, content: bytes) -> Plan:
    return plan(record=Concertation.objects.get(pk=record.pk), reading=read(content))


def taken(record: Concertation, content: bytes, take: frozenset[str] = frozenset()) -> Plan:
    by = referent(record.territory)
    current = Concertation.objects.get(pk=record.pk)
    seen = plan(record=current, reading=read(content), take=take).seen
    return import_canevas(concertation=current, reading=read(content), seen=seen, take=take, by=by)


# --- What is taken ------------------------------------------------------------------------------------------------


def test_answers_and_rows_of_a_file_are_taken_at_once():
    record = ConcertationFactory()
    content = filled(
        book.book_of(record),
        {
            "title": "L’IA au guichet",
            "starts_on": "03/2026",
            "participants_count": "1 200",
            "recruitment:tirage_au_sort": "Oui",
            "level": "concertation",
            "uses_support": "Non",
        },
        {
            "Publics": [["Agents", "accueil", "12"]],
            "Séquences": [["Atelier", "12/05/2026", "18:30", "2 h 30", "24", "Mairie", "Oui", "Bien."]],
            "Évolution du cadre": [["01/05/2026", "La question s’élargit", "Maire"]],
            "Remontées": [
                ["", "", "Dire où sont les algorithmes", "Transparence et explication", "Agents ; Élus", "Atelier"]
            ],
            "Intervenants": [["A. Martin", "Juriste", "", "", "", "oui"]],
        },
    )
    made = taken(record, content)
    assert made.faults == ()
    record.refresh_from_db()
    assert record.title == "L’IA au guichet"
    assert str(record.starts_on) == "mars 2026"
    assert record.participants_count == 1200
    assert record.recruitment == ["tirage_au_sort"]
    assert record.uses_support is False
    assert record.version == 2
    sequence = record.sequences.get()
    assert (sequence.minutes, sequence.is_open, sequence.starts_at) == (150, True, datetime.time(18, 30))
    assert record.minutes_count == 150
    takeaway = record.takeaways.get()
    assert (takeaway.number, takeaway.theme, takeaway.sequence) == (1, "transparence", sequence)
    assert takeaway.audiences == ["agents", "elus"]
    assert record.audiences.get().people_count == 12
    assert record.speakers.get().has_consented


def test_same_file_twice_changes_nothing_and_leaves_no_trace():
    record = ConcertationFactory()
    content = filled(
        book.book_of(record),
        {"angles": "L’accueil"},
        {"Séquences": [["Atelier", "12/05/2026"]], "Remontées": [["", "7", "Dire"]]},
    )
    taken(record, content)
    events = AuditEvent.objects.count()
    again = planned(record, content)
    assert again.is_empty
    assert again.faults == ()
    assert not again.has_conflicts
    taken(record, content)
    record.refresh_from_db()
    assert (record.version, AuditEvent.objects.count()) == (2, events)
    assert (record.sequences.count(), record.takeaways.count()) == (1, 1)


def test_public_record_keeps_one_version_of_the_import():
    record = published_concertation()
    before = Revision.objects.count()
    taken(record, filled(book.book_of(record), {"angles": "L’accueil", "summary": "Voici"}))
    assert Revision.objects.count() == before + 1


def test_emptied_cell_of_its_own_file_empties_the_field():
    record = ConcertationFactory(angles="L’accueil")
    taken(record, filled(book.book_of(record), {"angles": ""}))
    record.refresh_from_db()
    assert record.angles == ""


def test_empty_canevas_filled_in_leaves_what_it_does_not_say():
    record = ConcertationFactory(angles="L’accueil", tools="Café IA")
    SequenceFactory(concertation=record)
    made = taken(record, filled(book.empty_book(), {"tools": "Bataille de l’IA"}))
    record.refresh_from_db()
    assert not made.is_own_file
    assert (record.angles, record.tools, record.sequences.count()) == ("L’accueil", "Bataille de l’IA", 1)


def test_line_taken_away_from_its_own_file_is_removed_and_shown_first():
    record = ConcertationFactory()
    SequenceFactory(concertation=record, title="Annulé")
    made = book.book_of(record)
    content = office.xlsx(
        {
            sheet.name: [[cell.text for cell in line] for line in sheet.lines if not line or line[0].text != "Annulé"]
            for sheet in made.sheets
        }
    )
    (sheet,) = planned(record, content).sheets
    assert [(row.what, row.after) for row in sheet.rows] == [("Retrait", "")]
    taken(record, content)
    assert not record.sequences.exists()


def test_contradiction_between_sections_is_judged_on_the_whole():
    """Both dates move later: neither section alone could be saved first."""
    record = ConcertationFactory(
        starts_on="2026-01-10", ends_on="2026-02-10", participants_count=10, count_method="uniques"
    )
    AudiencePart.objects.create(concertation=record, audience="agents", people_count=10)
    content = filled(book.book_of(record), {"starts_on": "10/03/2026", "ends_on": "10/04/2026"})
    assert planned(record, content).faults == ()
    taken(record, content)


def test_csv_is_taken_like_a_workbook():
    record = ConcertationFactory()
    text = (
        offline_csv.write(record)
        .decode("utf-8-sig")
        .replace("\r\nangles;Angles abordés;;", "\r\nangles;Angles abordés;L’accueil;")
    )
    text += "sequences:1:title;;Atelier;\r\nsequences:1:minutes;;90;\r\n"
    made = plan(record=record, reading=read(text.encode(), "csv"))
    assert [change.after for change in made.fields] == ["L’accueil"]
    assert [row.after for sheet in made.sheets for row in sheet.rows] == ["Atelier · 1 h 30 · Non"]


# --- Faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "where", "said"),
    [
        ({"starts_on": "le 12 mai"}, "feuille « 1 Informations », ligne 5, colonne B", "n’est pas une date"),
        ({"plenary_on": "31/02/2026"}, "feuille « 2 Méthode », ligne 34, colonne B", "Écrivez le jour"),
        ({"participants_count": "soixante"}, "feuille « 3 Résultats », ligne 4, colonne B", "nombre entier"),
        ({"participants_count": "-3"}, "feuille « 3 Résultats », ligne 4, colonne B", "nombre positif"),
        ({"level": "débat"}, "feuille « 2 Méthode »", "n’est pas dans la liste. Écrivez : « Information »"),
        ({"recruitment:autre": "peut-être"}, "feuille « 2 Méthode »", "écrivez Oui ou Non"),
        ({"referent_email": "pas une adresse"}, "feuille « 1 Informations »", "prenom.nom@exemple.fr"),
        ({"title": ""}, "feuille « 1 Informations », ligne 2, colonne B", "Titre"),
        ({"title": "x" * 201}, "feuille « 1 Informations », ligne 2, colonne B", "200"),
        ({"starts_on": "2026", "ends_on": "2025"}, "feuille « 3 Résultats », ligne 3, colonne B", "précède"),
        ({"invited_count": "3", "accepted_count": "5"}, "feuille « 2 Méthode »", "Plus de personnes ont accepté"),
        ({"recruitment:autre": "oui"}, "feuille « 2 Méthode »", "dites lequel"),
    ],
)
def test_fault_in_an_answer_says_sheet_line_and_column(answers, where, said):
    record = ConcertationFactory()
    (fault,) = planned(record, filled(book.book_of(record), answers)).faults
    assert fault.where.startswith(where)
    assert said in fault.message


@pytest.mark.parametrize(
    ("sheet", "row", "column", "said"),
    [
        ("Publics", ["Martiens"], "A", "n’est pas dans la liste"),
        ("Publics", ["", "accueil"], "A", "quel public"),
        ("Publics", ["Agents", "", "douze"], "C", "nombre entier"),
        ("Séquences", ["Atelier", "12 mai"], "B", "Écrivez le jour"),
        ("Séquences", ["Atelier", "", "midi"], "C", "Écrivez l’heure"),
        ("Séquences", ["Atelier", "", "", "longtemps"], "D", "n’est pas une durée"),
        ("Séquences", ["", "12/05/2026"], "A", "obligatoire"),
        ("Évolution du cadre", ["01/01/2050", "x", "Maire"], "A", "à venir"),
        ("Remontées", ["Idée", "", "Dire"], "A", "n’est pas dans la liste"),
        ("Remontées", ["", "", "", "Transparence et explication"], "C", "mot pour mot"),
        ("Remontées", ["", "", "x" * 5001], "C", "5000"),
        ("Remontées", ["", "", "Dire", "Cuisine"], "D", "n’est pas dans la liste"),
        ("Remontées", ["", "", "Dire", "", "", "Atelier inconnu"], "F", "Aucune séquence"),
    ],
)
def test_fault_in_a_row_says_sheet_line_and_column(sheet, row, column, said):
    record = ConcertationFactory()
    faults = planned(record, filled(book.book_of(record), rows={sheet: [row]})).faults
    assert [fault.where for fault in faults] == [f"feuille « {sheet} », ligne 3, colonne {column}"]
    assert said in faults[0].message


def test_number_given_twice_is_a_fault():
    record = ConcertationFactory()
    TakeawayFactory(concertation=record, number=4)
    content = filled(book.book_of(record), rows={"Remontées": [["", "4", "Autre chose"], ["Frein", "4", "Permis"]]})
    (fault,) = planned(record, content).faults
    assert fault.where == "feuille « Remontées », ligne 4, colonne B"


def test_one_fault_leaves_everything_unwritten():
    record = ConcertationFactory()
    content = filled(book.book_of(record), {"angles": "L’accueil", "starts_on": "jamais"}, {"Séquences": [["Atelier"]]})
    with pytest.raises(FileRefused):
        taken(record, content)
    record.refresh_from_db()
    assert record.angles == ""
    assert not record.sequences.exists()
    assert not AuditEvent.objects.filter(verb="concertation.canevas_imported").exists()


def test_failure_while_writing_leaves_everything_unwritten(monkeypatch):
    record = ConcertationFactory()
    content = filled(book.book_of(record), {"angles": "L’accueil"}, {"Remontées": [["", "", "Dire"]]})

    def fail(**_options):
        raise DomainError("Panne")

    monkeypatch.setattr("commun.concertations.actions.takeaways.add_many", fail)
    with pytest.raises(DomainError, match="Panne"):
        taken(record, content)
    record.refresh_from_db()
    assert (record.angles, record.version) == ("", 1)


def test_change_of_the_frame_is_not_rewritten_by_a_file():
    record = ConcertationFactory()
    FrameChange.objects.create(concertation=record, on=datetime.date(2026, 5, 1), text="Avant", decided_by="Maire")
    content = filled(book.book_of(record))
    changed = office.rezipped(content, lambda _name, part: part.replace(b"<t>Avant</t>", "<t>Après</t>".encode()))
    (fault,) = planned(record, changed).faults
    assert "ne se réécrit pas" in fault.message


def test_frozen_takeaway_is_not_rewritten_by_a_file():
    record = restituted_concertation(propositions=1)
    text = record.takeaways.get().text
    changed = office.rezipped(
        filled(book.book_of(record)), lambda _name, part: part.replace(text.encode(), b"Autre chose")
    )
    (fault,) = planned(record, changed).faults
    assert "erratum" in fault.message


def test_session_of_frozen_takeaways_is_not_removed_by_a_file():
    record = concertation_under_way()
    sequence = SequenceFactory(concertation=record, title="Atelier unique")
    TakeawayFactory(concertation=record, sequence=sequence, frozen_at=timezone.now(), text_sha256="f" * 64)
    made = book.book_of(record)
    content = office.xlsx(
        {
            sheet.name: [
                [cell.text for cell in line] for line in sheet.lines if not line or line[0].text != "Atelier unique"
            ]
            for sheet in made.sheets
        }
    )
    assert any("ne peut plus être retirée" in fault.message for fault in planned(record, content).faults)


def test_draft_takeaway_is_corrected_by_a_file():
    record = ConcertationFactory()
    TakeawayFactory(concertation=record, text="Former les agens")
    content = office.rezipped(filled(book.book_of(record)), lambda _name, part: part.replace(b"agens", b"agents"))
    taken(record, content)
    assert record.takeaways.get().text == "Former les agents"


# --- Whose file, and how old --------------------------------------------------------------------------------------


def test_file_of_another_record_is_refused_by_its_name():
    record, other = ConcertationFactory(), ConcertationFactory()
    with pytest.raises(DomainError, match=other.uid):
        planned(record, filled(book.book_of(other)))


def test_table_that_is_no_canevas_is_told():
    with pytest.raises(DomainError, match="n’est pas un canevas"):
        read(office.xlsx({"Feuille": [["titre"], ["x"]]}))


def test_canevas_of_another_version_is_told():
    record = ConcertationFactory()
    content = office.rezipped(
        xlsx.write(book.book_of(record)), lambda name, part: part.replace(b"<t>canevas</t>", b"<t>canevas</t>")
    )
    assert read(content).uid == record.uid
    sheets = [sheet for sheet in read_table(content, "xlsx") if sheet.name != "Contrôle"]
    old = read_table(office.xlsx({"Contrôle": [["canevas", "0"]]}), "xlsx")
    with pytest.raises(DomainError, match="version 0 du canevas"):
        reading.read([*sheets, *old])


def test_newer_edit_online_is_kept_when_the_file_did_not_touch_it():
    record = ConcertationFactory(angles="Avant")
    content = filled(book.book_of(record), {"tools": "Café IA"})
    Concertation.objects.filter(pk=record.pk).update(angles="Après")
    made = planned(record, content)
    assert made.newer == ("Angles abordés",)
    assert not made.has_conflicts
    taken(record, content)
    record.refresh_from_db()
    assert (record.angles, record.tools) == ("Après", "Café IA")


@pytest.mark.parametrize(("take", "kept"), [(frozenset(), "En ligne"), (frozenset({"angles"}), "Fichier")])
def test_change_on_both_sides_is_decided_by_a_person_and_loses_nothing_by_default(take, kept):
    record = ConcertationFactory(angles="Avant")
    content = filled(book.book_of(record), {"angles": "Fichier"})
    Concertation.objects.filter(pk=record.pk).update(angles="En ligne")
    (change,) = planned(record, content).fields
    assert change.is_conflict
    taken(record, content, take)
    record.refresh_from_db()
    assert record.angles == kept


def test_rows_changed_on_both_sides_are_a_conflict_too():
    record = ConcertationFactory()
    content = filled(book.book_of(record), rows={"Séquences": [["Du fichier"]]})
    Sequence.objects.create(concertation=record, title="En ligne")
    (sheet,) = planned(record, content).sheets
    assert sheet.is_conflict
    taken(record, content)
    assert [one.title for one in record.sequences.all()] == ["En ligne"]


def test_record_saved_between_the_preview_and_the_confirmation_is_told():
    record = ConcertationFactory()
    content = filled(book.book_of(record), {"angles": "Fichier"})
    seen = planned(record, content).seen
    Concertation.objects.filter(pk=record.pk).update(tools="Entre-temps")
    with pytest.raises(EditConflict, match="modifiée depuis cet aperçu"):
        import_canevas(concertation=record, reading=read(content), seen=seen, by=referent(record.territory))


# --- Pages --------------------------------------------------------------------------------------------------------


def send(client, record, content: bytes, name="canevas.xlsx", **options):
    url = reverse("concertations:canevas_import", args=[record.slug])
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, **options)


def test_person_sends_looks_and_confirms(client):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    page = send(client, record, filled(book.book_of(record), {"angles": "<script>alert(1)</script>"}), follow=True)
    text = page.content.decode()
    assert "1 champ change" in text
    assert "<script>alert" not in text
    record.refresh_from_db()
    assert record.angles == ""
    seen = re.search(r'name="seen" value="(\w+)"', text)
    assert seen is not None
    done = client.post(page.request["PATH_INFO"], {"seen": seen[1]}, follow=True)
    assert "1 changement est enregistré" in done.content.decode()
    record.refresh_from_db()
    assert record.angles == "<script>alert(1)</script>"
    assert not PendingImport.objects.exists()
    overview = client.get(reverse("concertations:workspace", args=[record.slug])).content.decode()
    assert "a importé un canevas rempli" in overview
    assert "Angles abordés" in overview


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("canevas.xlsx", b"MZ\x90\x00" + b"\x00" * 100, "c’est un programme"),
        ("canevas.csv", b"<html><body>", "c’est une page web"),
        ("canevas.docx", b"x", "ne sont pas acceptés ici"),
        ("canevas.csv", b"a;b\n1;2\n", "n’est pas un canevas"),
        ("canevas.csv", b"", "vide"),
        ("canevas.xlsx", office.xlsx_whose_last_cell_is_far_away(), "ne se laisse pas lire"),
    ],
)
def test_wrong_file_is_told_on_the_form_and_writes_nothing(client, name, content, said):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    page = send(client, record, content, name)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert not PendingImport.objects.exists()


def test_preview_is_for_its_owner_alone_and_for_two_hours(client):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    url = send(client, record, filled(book.book_of(record), {"angles": "x"})).url
    client.force_login(contributor(record.territory))
    assert client.get(url, follow=True).redirect_chain
    PendingImport.objects.update(expires_at=timezone.now())
    client.force_login(PendingImport.objects.get().owner)
    assert "n’est plus disponible" in client.get(url, follow=True).content.decode()


@pytest.mark.parametrize("extension", ["xlsx", "ods", "docx", "csv"])
def test_canevas_is_downloaded_empty_by_anybody_and_filled_by_its_people(client, extension):
    record = ConcertationFactory(angles="Secret de brouillon")
    empty = client.get(f"/charte/canevas.{extension}")
    assert empty.status_code == 200
    assert "attachment" in empty.headers["Content-Disposition"]
    url = reverse("concertations:canevas_file", args=[record.slug, extension])
    assert client.get(url).status_code == 302
    client.force_login(contributor(ConcertationFactory().territory))
    assert client.get(url).status_code == 403
    client.force_login(contributor(record.territory))
    assert len(client.get(url).content) > len(empty.content) - 200


def test_unknown_format_is_no_page(client):
    assert client.get("/charte/canevas.exe").status_code == 404
