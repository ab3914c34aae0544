"""Promised actions and their milestones."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from commun.concertations.actions import answers, follow_ups
from commun.concertations.actions.follow_ups import FollowUpRefused
from commun.concertations.enums import Decision, FollowUpState, State
from commun.concertations.models import Concertation, FollowUp
from commun.core.errors import EditConflict
from commun.core.models import AuditEvent, Revision
from tests.concertations.factories import concertation_awaiting_answer, referent_of

TODAY = datetime.date(2026, 9, 15)
DUE = datetime.date(2026, 12, 31)


@pytest.fixture
def proposition(db):
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        concertation = concertation_awaiting_answer(propositions=1)
        traveller.move_to("2026-09-15T10:00:00+02:00")
        row = concertation.takeaways.get()
        answers.answer(
            proposition=row,
            decision=Decision.RETAINED,
            reason="",
            author_role="Maire",
            body="",
            answered_on=TODAY,
            by=referent_of(concertation),
        )
        yield row


@pytest.fixture
def action(proposition):
    return promised(proposition)


def promised(proposition, **given):
    values: dict[str, Any] = {
        "title": "Publier l’inventaire",
        "owner_role": "Direction du numérique",
        "due_on": DUE,
        "by": referent_of(proposition.concertation),
    } | given
    return follow_ups.promise(proposition=proposition, **values)


def move(action, state=FollowUpState.UNDER_WAY, **given):
    values: dict[str, Any] = {
        "on": TODAY,
        "text": "Le recensement a commencé.",
        "version": action.version,
        "by": referent_of(action.proposition.concertation),
    } | given
    return follow_ups.record_milestone(follow_up=action, state=state, **values)


def test_a_promise_is_public_dated_and_counted(proposition, action):
    assert (action.uid, action.state) == (f"{proposition.uid}-s1", FollowUpState.ANNOUNCED)
    proposition.concertation.refresh_from_db()
    assert proposition.concertation.follow_ups_count == 1
    event = AuditEvent.objects.public().about(proposition).get(verb="follow_up.promised")
    assert event.detail["echeance"] == "2026-12-31"


def test_the_same_promise_twice_is_one_promise(proposition, action):
    assert promised(proposition).pk == action.pk
    assert promised(proposition, title="Former les agents").number == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"owner_role": ""}, "owner_role"),
        ({"due_on": TODAY - datetime.timedelta(days=1)}, "due_on"),
        ({"due_on": datetime.date(2056, 9, 16)}, "due_on"),
        ({"due_on": datetime.date.max}, "due_on"),
    ],
)
def test_an_incomplete_promise_is_refused(proposition, given, field):
    with pytest.raises(FollowUpRefused) as refused:
        promised(proposition, **given)
    assert refused.value.field == field
    assert not FollowUp.objects.exists()


def test_nothing_is_promised_before_an_answer(db):
    proposition = concertation_awaiting_answer(propositions=1).takeaways.get()
    with pytest.raises(FollowUpRefused, match="Répondez"):
        promised(proposition)


def test_the_state_is_that_of_the_last_milestone(action):
    move(action)
    assert (action.state, action.settled_on) == (FollowUpState.UNDER_WAY, None)
    move(action, FollowUpState.DONE, text="En ligne.", proof_url="https://exemple.fr/inventaire")
    assert (action.state, action.settled_on) == (FollowUpState.DONE, TODAY)
    concertation = action.proposition.concertation
    concertation.refresh_from_db()
    assert concertation.follow_ups_done_count == 1
    assert [row.number for row in Revision.objects.of(action)] == [3, 2, 1]


@pytest.mark.parametrize("state", [FollowUpState.CHANGED, FollowUpState.ABANDONED])
def test_changing_or_abandoning_an_action_needs_its_reason(action, state):
    with pytest.raises(FollowUpRefused, match="pourquoi") as refused:
        move(action, state, text="  ")
    assert refused.value.field == "text"
    move(action, state, text="Le marché a été infructueux.")
    assert action.state_reason == "Le marché a été infructueux."


def test_the_database_itself_refuses_to_abandon_without_reason(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=action.pk).update(state=FollowUpState.ABANDONED)


def test_postponing_keeps_the_previous_due_date_in_public(action):
    later = datetime.date(2027, 3, 31)
    milestone = move(action, text="Le prestataire a pris du retard.", due_on=later)
    assert (action.due_on, milestone.previous_due_on) == (later, DUE)
    event = AuditEvent.objects.public().get(verb="follow_up.moved")
    assert (event.detail["echeance_precedente"], event.detail["echeance"]) == ("2026-12-31", "2027-03-31")


def test_postponing_without_a_reason_is_refused(action):
    with pytest.raises(FollowUpRefused, match="échéance"):
        move(action, text="", due_on=datetime.date(2027, 3, 31))


@pytest.mark.parametrize("on", [TODAY + datetime.timedelta(days=1), datetime.date(2026, 6, 1)])
def test_a_milestone_is_dated_between_the_restitution_and_today(action, on):
    with pytest.raises(FollowUpRefused) as refused:
        move(action, on=on)
    assert refused.value.field == "on"


def test_a_milestone_does_not_predate_the_last_one(action):
    move(action)
    with pytest.raises(FollowUpRefused, match="plus récent"):
        move(action, on=TODAY - datetime.timedelta(days=3), text="Plus tôt.")


def test_an_empty_milestone_that_says_nothing_new_is_refused(action):
    move(action)
    with pytest.raises(FollowUpRefused, match="avancé"):
        move(action, text="")


def test_the_same_milestone_twice_is_one_milestone(action):
    first = move(action, version=1)
    assert move(action, version=1).pk == first.pk
    assert action.milestones.count() == 1


def test_the_second_of_two_people_is_told(action):
    move(action, version=1)
    with pytest.raises(EditConflict):
        move(action, FollowUpState.DONE, text="Fini.", version=1)
    assert action.milestones.count() == 1


def test_a_proof_is_a_web_address_or_a_document_of_the_same_concertation(action):
    with pytest.raises(FollowUpRefused) as refused:
        move(action, proof_url="ftp://exemple.fr/preuve")
    assert refused.value.field == "proof_url"


def test_nothing_new_leaves_a_public_trace_and_moves_nothing(action):
    referent = referent_of(action.proposition.concertation)
    for _time in range(2):
        follow_ups.report_nothing_new(follow_up=action, on=TODAY, by=referent)
    assert AuditEvent.objects.public().filter(verb="follow_up.checked").count() == 1
    action.refresh_from_db()
    assert (action.state, action.due_on, action.milestones.count()) == (FollowUpState.ANNOUNCED, DUE, 0)


def test_an_action_that_missed_its_date_is_late_until_it_is_settled(action):
    on = DUE + datetime.timedelta(days=10)
    assert list(FollowUp.objects.late(on)) == [action]
    assert action.days_late(on) == 10
    move(action, FollowUpState.DONE, text="Fait.")
    assert not FollowUp.objects.late(on).exists()
    assert action.days_late(on) == 0


# --- Where nothing is promised any more -----------------------------------------------------------------------------


def answer_again(proposition, decision):
    answers.answer(
        proposition=proposition,
        decision=decision,
        reason="Le budget ne le permet pas.",
        author_role="Maire",
        body="",
        answered_on=TODAY,
        by=referent_of(proposition.concertation),
    )


@pytest.mark.parametrize("decision", [Decision.NOT_RETAINED, Decision.NOT_OURS])
def test_nothing_is_promised_for_what_is_not_retained(proposition, decision):
    answer_again(proposition, decision)
    with pytest.raises(FollowUpRefused, match="retenue, en tout ou partie"):
        promised(proposition)
    assert not proposition.follow_ups.exists()


@pytest.mark.parametrize("decision", [Decision.PARTLY_RETAINED, Decision.ALREADY_DONE])
def test_action_is_promised_for_what_is_retained_in_part_or_already_done(proposition, decision):
    answer_again(proposition, decision)
    assert promised(proposition).pk


@pytest.mark.parametrize("state", [State.CLOSED, State.INTERRUPTED])
def test_nothing_is_promised_once_closed_or_while_interrupted(proposition, state):
    stopped = State.ANSWER_DUE if state == State.INTERRUPTED else ""
    Concertation.objects.update(state=state, interrupted_from=stopped)
    with pytest.raises(FollowUpRefused, match=r"close|interrompue"):
        promised(proposition)


def test_settled_action_is_not_reopened_once_the_concertation_is_closed(proposition, action):
    move(action, FollowUpState.DONE, text="En ligne.")
    Concertation.objects.update(state=State.CLOSED)
    with pytest.raises(FollowUpRefused, match="close"):
        move(action, FollowUpState.UNDER_WAY, text="Il reste à faire.")
    move(action, FollowUpState.DONE, text="La preuve, retrouvée.", proof_url="https://exemple.fr/preuve")
    action.refresh_from_db()
    assert action.state == FollowUpState.DONE


def test_a_milestone_is_named_within_its_action(proposition, action):
    other = promised(proposition, title="Former les agents")
    named = [move(action).uid, move(other).uid, move(action, text="Le recensement est fini.").uid]
    assert named == [f"{action.uid}-j1", f"{other.uid}-j1", f"{action.uid}-j2"]
