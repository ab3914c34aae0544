"""A decision that shows a private person leaves every place at once, and no file brings it back."""

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commun.accounts.enums import NetworkRole
from commun.core import generated
from commun.core.errors import DomainError
from commun.core.models import AuditEvent, Revision
from commun.deliberations.actions import takedowns
from commun.deliberations.actions.imports import SourceSaid, import_file
from commun.deliberations.columns import NAMES
from commun.deliberations.enums import TakedownReason
from commun.deliberations.models import Deliberation, DeliberationReport, DeliberationText, Takedown
from tests.accounts.factories import coordinator, network_member
from tests.deliberations.factories import DeliberationFactory
from tests.deliberations.files import csv_file, row

MARK = "Zqdupont"
PRIVATE = row(
    DELIB_ID=f"2024-{MARK}",
    DELIB_OBJET=f"Aide à Madame {MARK}",
    DELIB_MATIERE_CODE="8.2",
    DELIB_MATIERE_NOM=f"aide sociale {MARK}",
    BUDGET_NOM=f"Aide {MARK}",
    DELIB_URL=f"https://exemple.fr/{MARK}.pdf",
    TEXTE=f"Le conseil accorde une aide à Madame {MARK}.",
)


def _import(folder, *rows, name="essai.csv", **options):
    path = csv_file(folder, rows, name, headers=[*NAMES, "TEXTE"])
    return import_file(path=path, said=SourceSaid("Essai"), by=None, **options)


@pytest.fixture
def private(db, tmp_path) -> Deliberation:
    """A decision about a private person, published twice."""
    _import(tmp_path, PRIVATE, row(2), name="a.csv")
    _import(tmp_path, {**PRIVATE, "DELIB_OBJET": f"Aide rectifiée à {MARK}"}, name="b.csv")
    return Deliberation.objects.get(local_id=PRIVATE["DELIB_ID"])


def _everything_said() -> str:
    rows = [
        *Deliberation.objects.values(),
        *DeliberationText.objects.values(),
        *Revision.objects.values("content"),
        *AuditEvent.objects.values("verb", "by_role", "detail"),
        *DeliberationReport.objects.values(),
        *Takedown.objects.values(),
    ]
    return "\n".join(str(one) for one in rows)


def _read(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_takedown_leaves_no_word_in_any_table(private) -> None:
    takedowns.report(decision=private, text=f"Madame {MARK} y est nommée.", email=f"{MARK}@exemple.fr")
    assert MARK in _everything_said()

    takedowns.take_down(decision=private, reason=TakedownReason.PERSONAL_DATA, by=coordinator())

    assert MARK not in _everything_said()
    left = Deliberation.objects.get(pk=private.pk)
    assert (left.decided_on, left.body, left.matter_code) == (private.decided_on, private.body, "8.2")
    assert left.matter_name == "domaines de compétences par thèmes/aide sociale"
    assert left.uid == private.uid


def test_takedown_leaves_no_word_on_any_page_or_in_any_file(
    private, client, settings, django_capture_on_commit_callbacks
) -> None:
    settings.PAGE_CACHE = True
    addresses = [
        private.get_absolute_url(),
        reverse("deliberations:versions", args=[private.uid]),
        reverse("deliberations:body", args=[private.body.slug]),
        reverse("deliberations:list"),
        reverse("deliberations:scdl", args=[private.body.slug]),
        "/donnees/deliberations.csv",
        "/donnees/deliberations.json",
    ]
    assert all(MARK in _read(client.get(address)) for address in addresses)
    with django_capture_on_commit_callbacks(execute=True):
        takedowns.take_down(decision=private, reason=TakedownReason.SENSITIVE_DATA, by=coordinator())

    assert not [file for file in generated.folder().glob("*") if MARK in file.read_text("utf-8", "replace")]
    responses = [client.get(address) for address in addresses]
    assert [response.status_code for response in responses] == [410, 404, 200, 200, 200, 200, 200]
    assert not [address for address, one in zip(addresses, responses, strict=True) if MARK in _read(one)]
    assert "2024-002" in _read(client.get("/donnees/deliberations.csv"))


def test_tombstone_says_the_reason(private, client) -> None:
    takedowns.take_down(decision=private, reason=TakedownReason.COUNCIL_ASKED, by=coordinator())
    assert "la collectivité l’a demandé" in _read(client.get(private.get_absolute_url()))


def test_takedown_empties_what_this_machine_kept(private, django_capture_on_commit_callbacks) -> None:
    generated.folder().mkdir(parents=True, exist_ok=True)
    kept = generated.folder() / "deliberations-csv.old.csv"
    kept.write_text(MARK)
    caches["pages"].set("a-page", MARK)
    with django_capture_on_commit_callbacks(execute=True):
        takedowns.take_down(decision=private, reason=TakedownReason.PERSONAL_DATA, by=coordinator())

    assert not kept.exists()
    assert caches["pages"].get("a-page") is None


def test_takedown_is_signed_public_and_names_its_reason_only(private) -> None:
    person = coordinator()
    takedowns.take_down(decision=private, reason=TakedownReason.LEGAL_ORDER, by=person)

    event = AuditEvent.objects.get(verb="deliberation.taken_down")
    assert (event.by, event.is_public, event.detail) == (person, True, {"raison": "decision_justice"})


def test_same_file_does_not_bring_it_back(private, tmp_path) -> None:
    takedowns.take_down(decision=private, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    outcome = _import(tmp_path, {**PRIVATE, "DELIB_OBJET": f"Aide rectifiée à {MARK}"}, name="b.csv", again=True)

    assert (outcome.withheld, outcome.created, outcome.changed) == (1, 0, 0)
    assert MARK not in _everything_said()
    assert Takedown.objects.get().newer_seen_at is None


def test_corrected_file_does_not_either_but_is_told_to_the_network(private, tmp_path, client) -> None:
    takedowns.take_down(decision=private, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    outcome = _import(tmp_path, {**PRIVATE, "DELIB_OBJET": "Aide individuelle"}, name="c.csv")

    assert outcome.withheld == 1
    assert Takedown.objects.get().newer_seen_at is not None
    assert Deliberation.objects.get(pk=private.pk).subject == ""


def test_lifted_takedown_lets_the_next_file_bring_it_back(private, tmp_path) -> None:
    taken = takedowns.take_down(decision=private, reason=TakedownReason.ERROR, by=coordinator())
    takedowns.lift(taken=taken, by=coordinator())
    assert not Deliberation.objects.public().filter(pk=private.pk).exists()

    corrected = {**PRIVATE, "DELIB_OBJET": "Aide individuelle", "TEXTE": "Le conseil accorde une aide."}
    outcome = _import(tmp_path, corrected, name="c.csv")

    back = Deliberation.objects.public().get(pk=private.pk)
    assert (outcome.changed, outcome.withheld) == (1, 0)
    assert (back.subject, back.text.body) == ("Aide individuelle", "Le conseil accorde une aide.")
    assert not Takedown.objects.exists()


def test_takedown_twice_is_refused(private) -> None:
    takedowns.take_down(decision=private, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    with pytest.raises(DomainError, match="déjà retirée"):
        takedowns.take_down(decision=private, reason=TakedownReason.PERSONAL_DATA, by=coordinator())


def test_the_database_refuses_a_decision_taken_down_that_still_says_something(db) -> None:
    one = DeliberationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.filter(pk=one.pk).update(taken_down_at=timezone.now())


# --- Reports and the desk --------------------------------------------------------------------------------------------


def test_anyone_reports_a_name_and_the_network_is_told_without_it(
    db, client, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    one, person = DeliberationFactory(), coordinator()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("deliberations:report", args=[one.uid]), {"text": f"Madame {MARK}", "email": "a@exemple.fr"}
        )

    assert response.status_code == 302
    assert DeliberationReport.objects.get().text == f"Madame {MARK}"
    [mail] = mailoutbox
    assert mail.to == [person.email]
    assert MARK not in mail.body + mail.subject
    assert one.get_absolute_url() in mail.body


def test_program_that_fills_the_hidden_field_reports_nothing(db, client) -> None:
    one = DeliberationFactory()
    client.post(reverse("deliberations:report", args=[one.uid]), {"text": "x", "site": "https://spam.example"})
    assert not DeliberationReport.objects.exists()


def test_reports_from_one_place_are_bounded(db, client) -> None:
    address = reverse("deliberations:report", args=[DeliberationFactory().uid])
    codes = [client.post(address, {"text": "x"}).status_code for _time in range(6)]
    assert codes == [302, 302, 302, 302, 302, 429]


def test_dismissed_report_forgets_what_was_typed(db) -> None:
    asked = takedowns.report(decision=DeliberationFactory(), text=MARK, email="a@exemple.fr")
    takedowns.dismiss(asked=asked, by=coordinator())

    asked.refresh_from_db()
    assert (asked.text, asked.email, asked.is_founded) == ("", "", False)
    with pytest.raises(DomainError):
        takedowns.dismiss(asked=asked, by=coordinator())


def test_coordinator_finds_a_decision_by_its_address_and_takes_it_down(private, client) -> None:
    client.force_login(coordinator())
    found = client.post(
        reverse("deliberations:desk"), {"uid": f"https://commun.exemple.fr{private.get_absolute_url()}"}
    )
    assert found.url == reverse("deliberations:take_down", args=[private.uid])
    assert MARK in _read(client.get(found.url))
    client.post(found.url, {"reason": "donnee_personnelle"})

    assert Takedown.objects.get().deliberation == private
    assert MARK not in _read(client.get(reverse("deliberations:desk")))


def test_desk_shows_imports_with_their_faults_counted_and_no_value(db, tmp_path, client) -> None:
    _import(tmp_path, row(1), row(2, DELIB_DATE=MARK), row(3, DELIB_DATE=MARK))
    client.force_login(coordinator())
    shown = _read(client.get(reverse("deliberations:desk")))

    assert "2 × DELIB_DATE · ce n’est pas une date" in shown.replace("\xa0", " ")
    assert MARK not in shown


def test_desk_costs_the_same_whatever_there_is(db, tmp_path, client, django_assert_max_num_queries) -> None:
    for number in range(8):
        takedowns.report(decision=DeliberationFactory(), text="x")
        _import(tmp_path, row(number, DELIB_OBJET="x"), name=f"{number}.csv")
    for one in Deliberation.objects.all()[:4]:
        takedowns.take_down(decision=one, reason=TakedownReason.ERROR, by=coordinator())
    client.force_login(coordinator())
    with django_assert_max_num_queries(14):
        client.get(reverse("deliberations:desk"))


def test_council_of_scientists_cannot_take_anything_down(private, client) -> None:
    client.force_login(network_member(NetworkRole.COUNCIL))
    response = client.post(reverse("deliberations:take_down", args=[private.uid]), {"reason": "donnee_personnelle"})
    assert response.status_code == 403
    assert not Takedown.objects.exists()


def test_waiting_report_is_a_task_of_the_network(db, client) -> None:
    takedowns.report(decision=DeliberationFactory(), text="x")
    client.force_login(coordinator())
    assert "1 nom de personne signalé dans une délibération" in _read(client.get("/espace/"))
