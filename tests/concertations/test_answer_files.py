"""Answers in a file: prepared for the services, sent back, read line by line, published together or not at all."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commun.accounts.enums import Permission
from commun.concertations.actions import answers as actions
from commun.concertations.actions import takeaways
from commun.concertations.actions.answer_file import AnswerFileRefused, answer_from_file
from commun.concertations.enums import Decision
from commun.concertations.importers.answers import plan
from commun.concertations.models import Answer, Concertation
from commun.concertations.offline import answers, ods, xlsx
from commun.concertations.offline.answers import COLUMNS, NotAnswers
from commun.core.errors import EditConflict
from commun.core.models import AuditEvent, PendingImport
from commun.core.spreadsheets import guard, read_table, write_csv
from tests.accounts.factories import contributor, coordinator, elected, referent
from tests.concertations.factories import concertation_awaiting_answer, prepared_concertation
from tests.core import office

pytestmark = pytest.mark.django_db

HEADS = [str(column.label) for column in COLUMNS]
DAY = "15/09/2026"


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def record(db, travel):
    made = concertation_awaiting_answer(propositions=3)
    travel.move_to("2026-09-15T10:00:00+02:00")
    return made


def written(record, extension="xlsx"):
    if extension == "csv":
        return answers.csv_of(record)
    return {"xlsx": xlsx, "ods": ods}[extension].write(answers.book_of(record))


def table(record):
    """The lines of the downloaded file, head first, as a person sees them."""
    sheet = next(one for one in read_table(written(record), "xlsx") if one.name == answers.SHEET)
    width = len(HEADS) + 1
    return [[row[column] for column in range(width)] for row in sheet.rows]


def filled(record, given, **more):
    """The file once the lines of `given` (number → cells by name) are filled in."""
    lines = table(record)
    names = [*(column.name for column in COLUMNS), "ref"]
    for line in lines[2:]:
        for name, text in (given.get(int(line[0])) or {}).items():
            line[names.index(name)] = text
    return office.xlsx({answers.SHEET: lines, **more})


def said(decision, reason="", **more):
    return {"decision": decision, "reason": reason, "answered_on": DAY, **more}


def read(content, extension="xlsx"):
    return answers.read(read_table(content, extension))


def planned(record, content, extension="xlsx"):
    return plan(record=Concertation.objects.get(pk=record.pk), lines=read(content, extension))


def taken(record, content, take=frozenset(), extension="xlsx"):
    lines = read(content, extension)
    seen = plan(record=record, lines=lines).seen
    return answer_from_file(concertation=record, lines=lines, seen=seen, take=take, by=referent(record.territory))


def answered_online(record, number, decision=Decision.RETAINED, reason="", by_role="Maire"):
    return actions.answer(
        proposition=record.takeaways.propositions().get(number=number),
        decision=decision,
        reason=reason,
        author_role=by_role,
        body="",
        answered_on=datetime.date(2026, 9, 15),
        by=referent(record.territory),
    )


# --- The file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", ["xlsx", "ods", "csv"])
def test_file_untouched_publishes_nothing_in_every_format(record, extension):
    answered_online(record, 1, Decision.NOT_RETAINED, "=SOMME(A1) : trop « cher »\nvraiment")
    made = planned(record, written(record, extension), extension)
    assert made.faults == ()
    assert made.changes == ()
    assert (made.unchanged, made.waiting) == (1, 2)


def test_file_offers_the_french_answers_and_shows_exact_texts(record):
    lines = table(record)
    assert lines[0][:-1] == HEADS
    assert [line[1] for line in lines[2:]] == [one.text for one in record.takeaways.propositions().order_by("number")]
    assert lines[2][HEADS.index("Qualité de qui répond")] == "Adjointe au numérique"
    (choice,) = answers.book_of(record).sheets[1].choices
    assert choice.values == tuple(str(one.label) for one in Decision)
    assert (choice.first, choice.last, choice.is_strict) == (3, 5, True)


@pytest.mark.parametrize("extension", ["xlsx", "ods", "csv"])
def test_what_services_write_is_published_with_its_signature(record, extension):
    cells = said(
        "non retenue",
        "Hors budget : 12 000 €",
        author_role="Directrice de l’accueil",
        decision_reference="2026-12",
        decision_url="https://exemple.fr/deliberations/12",
    )
    lines = table(record)
    names = [column.name for column in COLUMNS]
    for name, text in cells.items():
        lines[3][names.index(name)] = text
    content = {
        "xlsx": lambda: office.xlsx({answers.SHEET: lines}),
        "ods": lambda: office.ods({answers.SHEET: lines}),
        "csv": lambda: write_csv(lines),
    }[extension]()
    (made,) = taken(record, content, extension=extension)
    assert made.proposition.number == 2
    assert (made.decision, made.reason) == (Decision.NOT_RETAINED, "Hors budget : 12 000 €")
    assert (made.author_role, made.body) == ("Directrice de l’accueil", "Conseil municipal")
    assert (made.answered_on, made.decision_reference) == (datetime.date(2026, 9, 15), "2026-12")
    assert made.decision_url == "https://exemple.fr/deliberations/12"
    record.refresh_from_db()
    assert record.answered_count == 1


def test_dates_typed_as_dates_are_read_as_dates(record):
    lines: list[list[object]] = [["Numéro", "Réponse", "Qualité de qui répond", "Date de la réponse"]]
    lines.append([2, "Retenue", "Maire", datetime.date(2026, 9, 15)])
    (made,) = taken(record, office.xlsx({"Feuille1": lines}))
    assert (made.proposition.number, made.answered_on) == (2, datetime.date(2026, 9, 15))


def test_same_file_twice_changes_nothing_and_leaves_no_trace(record):
    content = filled(record, {1: said("Retenue"), 2: said("À l’étude")})
    assert len(taken(record, content)) == 2
    events = AuditEvent.objects.count()
    again = planned(record, content)
    assert (again.changes, again.faults, again.newer, again.unchanged) == ((), (), (), 2)
    assert taken(record, content) == []
    assert (Answer.objects.count(), AuditEvent.objects.count()) == (2, events)


def test_a_changed_answer_is_added_and_the_first_stays(record):
    answered_online(record, 1, Decision.NOT_RETAINED, "Trop cher")
    content = filled(record, {1: {"decision": "Partiellement retenue", "reason": "Une partie se fera"}})
    made = planned(record, content)
    assert [(one.number, one.current.reason) for one in made.changed] == [(1, "Trop cher")]
    taken(record, content)
    assert [one.reason for one in record.takeaways.get(number=1, kind="proposition").answers.all()] == [
        "Trop cher",
        "Une partie se fera",
    ]


def test_a_formula_stays_the_text_that_was_typed(record):
    content = filled(record, {1: said("Non retenue", "=cmd|' /C calc'!A0")})
    (made,) = taken(record, content)
    assert made.reason == "=cmd|' /C calc'!A0"
    back = answers.csv_of(Concertation.objects.get(pk=record.pk)).decode()
    assert guard("=cmd|' /C calc'!A0") in back
    assert ";=cmd" not in back


# --- Faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "where", "message"),
    [
        (said("Non retenue"), "ligne 4, colonne D", "Donnez un motif"),
        (said("Retenu"), "ligne 4, colonne C", "n’est pas dans la liste"),
        (said("", "Trop cher"), "ligne 4, colonne C", "choisissez-la dans la liste"),
        (said("Retenue", answered_on=""), "ligne 4, colonne G", "Indiquez la date"),
        (said("Retenue", answered_on="31/02/2026"), "ligne 4, colonne G", "Écrivez le jour"),
        (said("Retenue", answered_on="16/09/2026"), "ligne 4, colonne G", "dans le futur"),
        (said("Retenue", answered_on="01/01/2020"), "ligne 4, colonne G", "précéder la restitution"),
        (said("Retenue", author_role=""), "ligne 4, colonne E", "Indiquez la qualité"),
        (said("Retenue", decision_url="javascript:alert(1)"), "ligne 4, colonne I", ""),
        (said("Retenue", number="3"), "ligne 4, colonne A", "ne désignent pas la même proposition"),
        (said("Retenue", text="Un autre texte"), "ligne 4, colonne B", "n’est pas celui de la proposition 2"),
        (said("Retenue", ref="cta-1999-0001-p2/0"), "ligne 4, colonne J", "ne désigne aucune proposition"),
    ],
)
def test_a_fault_is_told_by_sheet_line_and_column_and_nothing_is_written(record, cells, where, message):
    content = filled(record, {1: said("Retenue"), 2: cells})
    made = planned(record, content)
    assert [fault.where for fault in made.faults] == [f"feuille « Réponses », {where}"]
    assert message in made.faults[0].message
    assert not made.may_be_confirmed
    with pytest.raises(AnswerFileRefused):
        taken(record, content)
    assert not Answer.objects.exists()


def test_a_column_sorted_without_the_others_is_refused(record):
    lines = table(record)
    lines[2][1], lines[3][1] = lines[3][1], lines[2][1]
    for line in lines[2:]:
        line[2:7] = ["Retenue", "", "Maire", "", DAY]
    made = planned(record, office.xlsx({answers.SHEET: lines}))
    assert len(made.faults) == 2
    assert "triée" in made.faults[0].message


def test_whole_lines_may_be_sorted_and_lines_taken_away(record):
    lines = table(record)
    lines[3][2:7] = ["Retenue", "", "Maire", "", DAY]
    content = office.xlsx({answers.SHEET: [lines[0], lines[4], lines[3]]})
    assert [one.proposition.number for one in taken(record, content)] == [2]


def test_the_same_proposition_twice_is_refused(record):
    lines = table(record)
    lines[2][2:7] = ["Retenue", "", "Maire", "", DAY]
    lines.append(lines[2])
    (fault,) = planned(record, office.xlsx({answers.SHEET: lines})).faults
    assert fault.where == "feuille « Réponses », ligne 6, colonne A"
    assert "ligne 3" in fault.message


def test_the_text_before_an_erratum_is_still_known(record):
    content = filled(record, {1: said("Retenue")})
    takeaways.correct(
        takeaway=record.takeaways.propositions().get(number=1),
        text="Le texte corrigé",
        reason="Une coquille",
        by=referent(record.territory),
    )
    assert len(taken(record, content)) == 1


def test_every_fault_is_told_at_once(record):
    content = filled(record, {1: said("Non retenue"), 2: said("Peut-être", answered_on="hier"), 3: said("Retenue")})
    assert len(planned(record, content).faults) == 3


def test_another_concertation_another_table_and_a_draft_are_refused(record):
    other = concertation_awaiting_answer(propositions=1)
    with pytest.raises(NotAnswers, match="autre concertation"):
        planned(record, filled(other, {1: said("Retenue")}))
    with pytest.raises(NotAnswers, match="n’est pas un tableau de réponses"):
        read(office.xlsx({"Feuille1": [["nom", "prix"], ["a", "1"]]}))
    with pytest.raises(NotAnswers, match="à partir de la restitution"):
        plan(record=prepared_concertation(), lines=[])


# --- Two people ---------------------------------------------------------------------------------------------------


def test_a_line_left_as_it_was_does_not_overwrite_a_newer_answer(record):
    answered_online(record, 1, Decision.NOT_RETAINED, "Trop cher")
    content = filled(record, {2: said("Retenue")})
    answered_online(record, 1, Decision.RETAINED)
    made = planned(record, content)
    assert made.newer == (1,)
    assert [one.proposition.number for one in taken(record, content)] == [2]


def test_answered_on_both_sides_keeps_online_unless_one_chooses_the_file(record):
    content = filled(record, {1: said("Hors compétence", "C’est la région"), 2: said("Retenue")})
    answered_online(record, 1, by_role="Adjoint")
    made = planned(record, content)
    assert [(one.number, one.theirs.author_role) for one in made.changes if one.theirs] == [(1, "Adjoint")]
    assert [one.proposition.number for one in taken(record, content)] == [2]
    (added,) = taken(record, content, take=frozenset({"1"}))
    assert (added.proposition.number, added.reason) == (1, "C’est la région")
    assert Answer.objects.filter(proposition__number=1).count() == 2


def test_an_answer_given_between_preview_and_confirmation_stops_everything(record):
    lines = read(filled(record, {1: said("Retenue"), 2: said("Retenue")}))
    seen = plan(record=record, lines=lines).seen
    answered_online(record, 3)
    with pytest.raises(EditConflict, match="voici l’aperçu à jour"):
        answer_from_file(concertation=record, lines=lines, seen=seen, by=referent(record.territory))
    assert Answer.objects.count() == 1


def test_an_answer_left_blank_in_the_file_is_not_taken_away(record):
    answered_online(record, 1)
    content = filled(record, {1: {"decision": "", "reason": ""}})
    assert planned(record, content).erased == (1,)
    assert taken(record, content) == []
    assert Answer.objects.count() == 1


def test_comparing_costs_the_same_number_of_queries_whatever_the_length(travel, django_assert_max_num_queries):
    made = concertation_awaiting_answer(propositions=40)
    travel.move_to("2026-09-15T10:00:00+02:00")
    content = filled(made, {number: said("Retenue") for number in range(1, 41)})
    lines = read(content)
    with django_assert_max_num_queries(5):
        assert len(plan(record=made, lines=lines).changes) == 40


# --- The pages ----------------------------------------------------------------------------------------------------


def send(client, record, content, name="reponses.xlsx"):
    url = reverse("concertations:answers_import", args=[record.slug])
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


def seen_in(html):
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found is not None
    return found[1]


def test_from_download_to_publication_without_javascript(client, record):
    client.force_login(referent(record.territory))
    page = client.get(reverse("concertations:answers", args=[record.slug])).content.decode()
    assert reverse("concertations:answers_import", args=[record.slug]) in page
    for extension in ("xlsx", "ods", "csv"):
        file = client.get(reverse("concertations:answers_file", args=[record.slug, extension]))
        assert file.headers["Content-Disposition"] == f'attachment; filename="reponses-{record.uid}.{extension}"'
    preview = send(client, record, filled(record, {1: said("Retenue"), 3: said("Non retenue", "Trop <b>cher</b>")}))
    html = preview.content.decode()
    assert "Publier les 2 réponses" in html
    assert "Trop &lt;b&gt;cher&lt;/b&gt;" in html
    assert "1 proposition resterait sans réponse" in html
    assert not Answer.objects.exists()
    seen = seen_in(html)
    done = client.post(preview.redirect_chain[-1][0], {"seen": seen}, follow=True)
    assert "2 réponses publiées." in done.content.decode()
    assert Answer.objects.count() == 2
    assert not PendingImport.objects.exists()


def test_faults_are_shown_and_cannot_be_confirmed(client, record):
    client.force_login(elected(record.territory))
    preview = send(client, record, filled(record, {1: said("Retenue"), 2: said("Non retenue")}))
    html = preview.content.decode()
    assert "Feuille « Réponses », ligne 4, colonne D" in html.replace("\xa0", " ")
    assert "Publier la réponse" not in html
    assert "Publier les" not in html
    seen = seen_in(html)
    forced = client.post(preview.redirect_chain[-1][0], {"seen": seen})
    assert forced.status_code == 409
    assert "Ce fichier contient des fautes" in forced.content.decode()
    assert not Answer.objects.exists()


def test_the_second_person_sees_the_new_answer_before_confirming_again(client, record):
    client.force_login(referent(record.territory))
    preview = send(client, record, filled(record, {1: said("Hors compétence", "C’est la région")}))
    address = preview.redirect_chain[-1][0]
    seen = seen_in(preview.content.decode())
    answered_online(record, 1, Decision.NOT_RETAINED, "Déjà refusé")
    second = client.post(address, {"seen": seen})
    html = second.content.decode()
    assert second.status_code == 409
    assert "Déjà refusé" in html
    assert 'name="garder-1"' in html
    seen = seen_in(html)
    client.post(address, {"seen": seen, "garder-1": "fichier"})
    assert [one.reason for one in Answer.objects.order_by("pk")] == ["Déjà refusé", "C’est la région"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("reponses.xlsx", b"", "vide"),
        ("reponses.xlsx", b"%PDF-1.7 rien", "porte l’extension .xlsx"),
        ("reponses.docx", b"PK", "docx"),
        ("reponses.csv", b"nom;prix\r\na;1\r\n", "n’est pas un tableau de réponses"),
        ("reponses.csv", b'Num;R\r\n1;Retenue\r\n2;"Ret"enue\r\n', "guillemet"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(client, record, name, content, message):
    client.force_login(referent(record.territory))
    page = send(client, record, content, name)
    assert page.status_code == 400
    assert message in page.content.decode()
    assert not PendingImport.objects.exists()


def test_only_who_may_publish_answers_may_use_the_file(client, record):
    addresses = [
        reverse("concertations:answers_import", args=[record.slug]),
        reverse("concertations:answers_file", args=[record.slug, "xlsx"]),
    ]
    for user in (contributor(record.territory), coordinator(), referent(concertation_awaiting_answer().territory)):
        assert not user.may(Permission.ANSWER_PUBLISH, record.territory)
        client.force_login(user)
        assert {client.get(url).status_code for url in addresses} == {403}


def test_a_preview_is_of_its_owner_alone(client, record):
    client.force_login(referent(record.territory))
    address = send(client, record, filled(record, {1: said("Retenue")})).redirect_chain[-1][0]
    client.force_login(elected(record.territory))
    assert client.post(address, {"seen": ""}, follow=True).redirect_chain[0][0] == reverse(
        "concertations:answers_import", args=[record.slug]
    )
    assert not Answer.objects.exists()


def test_a_reason_that_names_someone_is_pointed_out(client, record):
    client.force_login(referent(record.territory))
    page = send(client, record, filled(record, {1: said("Non retenue", "Écrire à jeanne@exemple.fr")}))
    assert "Une personne semble reconnaissable" in page.content.decode()
