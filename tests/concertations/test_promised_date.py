"""The promised date: set at the restitution, moved in public while it is to come, suspended by an interruption."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.urls import reverse

from commun.concertations import rules
from commun.concertations.actions import concertation as canevas_actions
from commun.concertations.actions import lifecycle, reminders
from commun.concertations.canevas import Section
from commun.concertations.enums import State
from commun.concertations.models import Concertation, Takeaway
from commun.concertations.queries.concertations import concertation_page
from commun.concertations.queries.indicators import Scope, indicators
from commun.concertations.queries.proposition_page import proposition_page
from commun.concertations.queries.propositions import LATE, PropositionFilter, filtered
from commun.core.models import AuditEvent
from tests.concertations.factories import (
    ConcertationFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)
from tests.concertations.test_lifecycle import advance, give

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
RESTITUTED = datetime.date(2026, 7, 1)
DUE = datetime.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


def move_to(travel, day: datetime.date) -> None:
    caches["pages"].clear()
    travel.move_to(datetime.datetime.combine(day, datetime.time(9), datetime.UTC))


def promise(record: Concertation, day: datetime.date | None) -> Concertation:
    record = Concertation.objects.get(pk=record.pk)
    return canevas_actions.save_section(
        concertation=record,
        section=Section.RESULTS,
        values={"answer_due_on": day},
        seen=canevas_actions.section_digest(record, Section.RESULTS),
        by=referent_of(record),
    )


# --- It starts at the restitution -----------------------------------------------------------------------------------


def test_clock_starts_at_the_restitution_for_six_months() -> None:
    record = restituted_concertation()
    assert (record.restituted_on, record.answer_due_on, record.answer_first_due_on) == (RESTITUTED, DUE, DUE)
    assert record.days_waiting(RESTITUTED + 40 * DAY) == 40
    assert record.days_late(DUE + 3 * DAY) == 3
    assert list(Concertation.objects.late(DUE + DAY)) == [record]


def test_day_promised_before_the_restitution_is_kept() -> None:
    promised = datetime.date(2026, 9, 30)
    record = restituted_concertation(answer_due_on=promised)
    assert (record.answer_due_on, record.answer_first_due_on) == (promised, promised)


def test_day_promised_that_is_already_past_is_mended_before_the_restitution() -> None:
    record = give(restituted_concertation(), state=State.UNDER_WAY, restituted_on=None, answer_due_on=RESTITUTED)
    with pytest.raises(lifecycle.StepRefused, match="promise"):
        advance(record, State.RESTITUTION)


def test_referent_is_reminded_from_the_restitution_on(travel) -> None:
    restituted_concertation()
    move_to(travel, DUE)
    assert reminders.send_due(on=DUE).sent
    assert "est arrivée" in mail.outbox[0].subject


def test_restitution_without_a_promised_date_is_refused_by_the_database() -> None:
    record = restituted_concertation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Concertation.objects.filter(pk=record.pk).update(answer_due_on=None)


def test_record_that_the_network_documented_never_has_a_clock() -> None:
    record = ConcertationFactory(
        state=State.RESTITUTION, is_documented_by_network=True, restituted_on=RESTITUTED, answer_due_on=RESTITUTED
    )
    assert (record.days_waiting(DUE), record.days_late(DUE)) == (None, 0)
    assert not Concertation.objects.late(DUE).exists()
    assert not Concertation.objects.awaiting_answer().exists()


# --- It moves in public ---------------------------------------------------------------------------------------------


def test_date_that_moves_shows_the_first_one_everywhere(client, travel) -> None:
    record = restituted_concertation(propositions=1)
    move_to(travel, datetime.date(2026, 10, 3))
    promise(record, datetime.date(2027, 3, 1))
    move_to(travel, datetime.date(2026, 12, 5))
    promise(record, datetime.date(2027, 2, 1))
    record.refresh_from_db()
    assert (record.answer_first_due_on, record.answer_due_on) == (DUE, datetime.date(2027, 2, 1))
    proposition = record.takeaways.get()
    said = "Date promise d’abord : 1er janvier 2027, reportée le 3 octobre 2026 au 1er mars 2027, avancée le 5 décembre"
    for url in (record.get_absolute_url(), proposition.get_absolute_url()):
        text = " ".join(_text(client.get(url)).split())
        assert said in text
    row = client.get(reverse("concertations:proposition_json", args=[proposition.uid])).json()
    assert (row["reponse_promise_le"], row["reponse_promise_d_abord_le"]) == ("2027-02-01", "2027-01-01")
    assert AuditEvent.objects.public().about(record).filter(verb="concertation.answer_date_moved").count() == 2


def _text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def test_date_moves_no_more_once_it_has_passed(travel) -> None:
    record = restituted_concertation()
    move_to(travel, DUE)
    assert promise(record, DUE + 30 * DAY).answer_due_on == DUE + 30 * DAY
    move_to(travel, DUE + 31 * DAY)
    with pytest.raises(rules.InvalidRecord, match="ne se déplace plus") as refused:
        promise(record, DUE + 90 * DAY)
    assert refused.value.faults[0].fields == ("answer_due_on",)
    record.refresh_from_db()
    assert record.days_late(DUE + 31 * DAY) == 1


def test_date_does_not_move_to_a_day_that_has_passed(travel) -> None:
    record = restituted_concertation()
    move_to(travel, datetime.date(2026, 10, 3))
    with pytest.raises(rules.InvalidRecord, match="déjà passée"):
        promise(record, datetime.date(2026, 9, 1))


def test_date_is_not_taken_back_from_the_restitution_on() -> None:
    with pytest.raises(rules.InvalidRecord, match="ne se retire pas"):
        promise(restituted_concertation(), None)


def test_date_is_free_before_the_restitution() -> None:
    record = promise(concertation_under_way(), datetime.date(2026, 12, 1))
    assert promise(record, None).answer_due_on is None
    assert not AuditEvent.objects.filter(verb="concertation.answer_date_moved").exists()


# --- An interruption suspends it ------------------------------------------------------------------------------------


def test_interrupted_concertation_is_nowhere_late_nor_on_time(client, travel) -> None:
    """Every reader of the clock says the same: rows, querysets, filters, indicators, pages, JSON, reminders."""
    record = concertation_awaiting_answer(propositions=1)
    assert record.answer_due_on is not None
    stop, later = datetime.date(2026, 8, 2), record.answer_due_on + 40 * DAY
    move_to(travel, stop)
    record = lifecycle.interrupt(concertation=record, reason="Élections", by=referent_of(record))
    move_to(travel, later)
    proposition = record.takeaways.get()
    assert (record.days_late(later), record.days_waiting(later), record.suspended_on) == (0, None, stop)
    assert not Concertation.objects.late(later).exists()
    assert not Takeaway.objects.late(later).exists()
    assert not filtered(PropositionFilter(delay=LATE), on=later).exists()
    figures = {one.key: one.numerator for one in indicators(scope=Scope.country(), on=later)}
    assert figures["reponses_en_retard"] == 0
    page = proposition_page(uid=proposition.uid, on=later)
    assert page is not None
    assert (page.clock.is_late, page.clock.days_waiting, page.clock.suspended_on) == (False, None, stop)
    row = client.get(reverse("concertations:proposition_json", args=[proposition.uid])).json()
    assert (row["jours_de_retard"], row["jours_attente"], row["delai_suspendu_depuis"]) == (0, None, "2026-08-02")
    assert "délai suspendu depuis le 2 août 2026" in client.get(proposition.get_absolute_url()).content.decode()
    for url in (record.get_absolute_url(), reverse("concertations:list"), reverse("concertations:propositions")):
        text = _text(client.get(url))
        assert "suspendu depuis le 2 août 2026" in text
        assert "en retard de" not in text
    mail.outbox.clear()
    assert reminders.send_due(on=later).sent == 0


def test_delay_runs_again_when_the_concertation_resumes(travel) -> None:
    record = concertation_awaiting_answer(propositions=1)
    by = referent_of(record)
    lifecycle.interrupt(concertation=record, reason="Élections", by=by)
    record = lifecycle.resume(concertation=record, reason="Nouveau mandat", by=by)
    assert (record.suspended_on, record.interrupted_on) == (None, None)
    assert Takeaway.objects.late(DUE + DAY).count() == 1
    shown = concertation_page(slug=record.slug, on=DUE + DAY)
    assert shown is not None
    assert shown.days_late == 1


def test_interruption_before_the_restitution_suspends_nothing() -> None:
    record = concertation_under_way()
    record = lifecycle.interrupt(concertation=record, reason="Élections", by=referent_of(record))
    assert record.suspended_on is None


def test_frozen_text_without_its_hash_is_refused_by_the_database() -> None:
    record = restituted_concertation(propositions=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        record.takeaways.update(text_sha256="")
