"""What opened a step stays: it may be corrected, and is no longer taken away, whatever way one tries."""

import pytest
from django.urls import reverse

from commun.concertations import canevas, lifecycle, rules
from commun.concertations.actions import concertation as actions
from commun.concertations.actions import documents, rows
from commun.concertations.actions.offline import FileRefused, import_canevas
from commun.concertations.canevas import Section
from commun.concertations.enums import DocumentKind, State
from commun.concertations.models import Concertation
from commun.concertations.offline import book
from commun.concertations.offline.plan import plan
from commun.core.dates import PartialDate
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    published_concertation,
    referent_of,
    restituted_concertation,
)
from tests.concertations.test_offline_import import filled, read
from tests.core import office

pytestmark = pytest.mark.django_db


def save(record: Concertation, name: str, value, **more) -> Concertation:
    section = canevas.BY_NAME[name].section
    values = {} if name == "audiences" else {name: value}
    return actions.save_section(
        concertation=record,
        section=section,
        values=values,
        seen=actions.section_digest(record, section),
        by=referent_of(record),
        **more,
    )


@pytest.mark.parametrize(
    ("made", "name", "empty"),
    [
        (concertation_under_way, "brief", ""),
        (concertation_under_way, "arbitration", ""),
        (concertation_under_way, "recruitment", []),
        (concertation_under_way, "objectives", []),
        (restituted_concertation, "ends_on", None),
        (restituted_concertation, "participants_count", None),
        (concertation_awaiting_answer, "follow_up_pledge", ""),
        (concertation_awaiting_answer, "follow_up_terms", ""),
        (concertation_awaiting_answer, "answering_role", ""),
    ],
)
def test_field_that_opened_a_step_is_not_emptied(made, name, empty) -> None:
    record = made()
    before = Concertation.objects.values().get(pk=record.pk)
    with pytest.raises(rules.InvalidRecord, match="étape déjà franchie") as refused:
        save(record, name, empty)
    assert [fault.fields for fault in refused.value.faults] == [(name,)]
    assert Concertation.objects.values().get(pk=record.pk) == before


def test_field_that_opened_a_step_is_still_corrected() -> None:
    assert save(concertation_under_way(), "brief", "Que refusons-nous ?").brief == "Que refusons-nous ?"


def test_nothing_is_asked_before_the_step_is_taken() -> None:
    assert save(published_concertation(), "brief", "").brief == ""


def test_interruption_does_not_open_the_way() -> None:
    record = concertation_under_way()
    Concertation.objects.filter(pk=record.pk).update(state=State.INTERRUPTED, interrupted_from=State.UNDER_WAY)
    record.refresh_from_db()
    with pytest.raises(rules.InvalidRecord):
        save(record, "brief", "")


def test_last_public_of_an_open_debate_stays() -> None:
    record = concertation_under_way()
    with pytest.raises(rules.InvalidRecord, match="Public associé"):
        save(record, "audiences", None, audiences=[])
    assert record.audiences.count() == 2


def test_record_that_the_network_documented_keeps_what_it_never_had() -> None:
    """It never took its steps here: what it lacks hinders nothing, what it has stays."""
    record = ConcertationFactory(
        state=State.FOLLOW_UP, is_documented_by_network=True, brief="Que voulons-nous ?", ends_on=PartialDate("2025")
    )
    lacked = {one.place for one in lifecycle.broken_by(record)}
    assert {"charte", "arbitration", "participants_count", "sequences"} <= lacked
    assert save(record, "brief", "Que refusons-nous ?").brief == "Que refusons-nous ?"
    with pytest.raises(rules.InvalidRecord):
        save(Concertation.objects.get(pk=record.pk), "ends_on", None)


def test_last_session_with_a_duration_stays_after_the_restitution(client) -> None:
    record = restituted_concertation()
    by, session = referent_of(record), record.sequences.get()
    with pytest.raises(rules.InvalidRecord, match="durée"):
        rows.remove_row(row=session, by=by)
    session = record.sequences.get()
    with pytest.raises(rules.InvalidRecord, match="durée"):
        rows.change_row(row=session, values={"minutes": None}, seen=rows.row_digest(session), by=by)
    session.refresh_from_db()
    record.refresh_from_db()
    assert (session.minutes, record.minutes_count) == (150, 150)
    client.force_login(by)
    url = reverse("concertations:workspace_row", args=[record.slug, "resultats", "sequences", session.pk])
    page = client.post(url, {"title": session.title, "minutes": "", "version": rows.row_digest(session)})
    assert "étape déjà franchie" in page.content.decode()
    other = SequenceFactory(concertation=record)
    rows.remove_row(row=session, by=by)
    assert list(record.sequences.all()) == [other]


def test_only_production_stays_after_the_restitution() -> None:
    record = restituted_concertation()
    document = documents.attach(
        concertation=record,
        kind=DocumentKind.REPORT,
        title="Rapport",
        url="https://exemple.fr/",
        by=referent_of(record),
    )
    record.takeaways.all().delete()
    with pytest.raises(rules.InvalidRecord, match="production"):
        documents.remove(document=document, by=referent_of(record))
    assert record.documents.get().title == "Rapport"


def test_file_does_not_empty_what_opened_a_step() -> None:
    record = concertation_under_way()
    made = read(filled(book.book_of(record), {"brief": ""}))
    shown = plan(record=record, reading=made)
    assert [fault.where for fault in shown.faults if "étape déjà franchie" in fault.message]
    with pytest.raises(FileRefused):
        import_canevas(concertation=record, reading=made, seen=shown.seen, by=referent_of(record))


def test_file_does_not_take_away_the_last_session() -> None:
    record = restituted_concertation()
    session = record.sequences.get()
    content = office.xlsx(
        {
            sheet.name: [
                [cell.text for cell in line] for line in sheet.lines if not line or line[0].text != session.title
            ]
            for sheet in book.book_of(record).sheets
        }
    )
    made = read(content)
    shown = plan(record=record, reading=made)
    with pytest.raises(rules.InvalidRecord, match="durée"):
        import_canevas(concertation=record, reading=made, seen=shown.seen, by=referent_of(record))
    assert record.sequences.get() == session


def test_page_shows_the_refusal_at_its_field(client) -> None:
    record = concertation_under_way()
    client.force_login(referent_of(record))
    section = Section.METHOD
    url = reverse("concertations:workspace_section", args=[record.slug, section.value])
    data = {"version": actions.section_digest(record, section), "arbitration": record.arbitration, "brief": ""}
    page = client.post(
        url, data | {"recruitment": record.recruitment, "objectives": record.objectives}
    ).content.decode()
    assert "Une étape déjà franchie repose sur cette information" in page
    assert 'href="#id_brief"' in page
