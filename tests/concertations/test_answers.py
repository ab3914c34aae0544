"""Answering propositions: rules, history, and what two people do at once."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from commun.concertations.actions import answers
from commun.concertations.actions.answers import AnswerRefused, AnswersRefused, NewAnswer
from commun.concertations.enums import DECISIONS_WITHOUT_REASON, FINAL_DECISIONS, Decision
from commun.concertations.models import Answer
from commun.core.errors import DomainError, EditConflict
from commun.core.models import AuditEvent, Revision
from tests.concertations.factories import (
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)

TODAY = datetime.date(2026, 9, 15)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def concertation(db, _clock):
    made = concertation_awaiting_answer(propositions=3)
    _clock.move_to("2026-09-15T10:00:00+02:00")
    return made


def say(proposition, decision=Decision.RETAINED, **given):
    values: dict[str, Any] = {
        "reason": "Le conseil a délibéré.",
        "author_role": "Adjointe au numérique",
        "body": "Conseil municipal",
        "answered_on": TODAY,
        "by": referent_of(proposition.concertation),
    } | given
    return answers.answer(proposition=proposition, decision=decision, **values)


def new(proposition, decision=Decision.RETAINED, **given):
    values: dict[str, Any] = {
        "reason": "Le conseil a délibéré.",
        "author_role": "Adjointe au numérique",
        "body": "Conseil municipal",
        "answered_on": TODAY,
    } | given
    return NewAnswer(proposition=proposition, decision=decision, **values)


@pytest.mark.parametrize("decision", list(Decision))
def test_a_reason_is_compulsory_unless_retained_or_under_study(concertation, decision):
    proposition = concertation.takeaways.first()
    if decision in DECISIONS_WITHOUT_REASON:
        assert say(proposition, decision, reason=" ").reason == ""
    else:
        with pytest.raises(AnswerRefused, match="motif") as refused:
            say(proposition, decision, reason="  ")
        assert refused.value.field == "reason"
        assert not Answer.objects.exists()


def test_the_database_itself_refuses_an_answer_without_reason(concertation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            proposition=concertation.takeaways.first(),
            decision=Decision.NOT_RETAINED,
            author_role="Maire",
            answered_on=TODAY,
        )


@pytest.mark.parametrize("decision", list(Decision))
def test_only_a_final_answer_stops_the_clock(concertation, decision):
    proposition = concertation.takeaways.first()
    say(proposition, decision)
    proposition.refresh_from_db()
    concertation.refresh_from_db()
    is_final = decision in FINAL_DECISIONS
    assert proposition.decision == decision
    assert proposition.answered_on == (TODAY if is_final else None)
    assert concertation.answered_count == (1 if is_final else 0)


def test_a_later_answer_is_a_new_row_and_the_clock_keeps_the_first_day(concertation, _clock):
    proposition = concertation.takeaways.first()
    say(proposition, Decision.NOT_RETAINED, reason="Trop cher.")
    _clock.move_to("2026-10-20T10:00:00+02:00")
    say(proposition, Decision.RETAINED, answered_on=datetime.date(2026, 10, 20))
    proposition.refresh_from_db()
    assert [row.decision for row in proposition.answers.all()] == [Decision.NOT_RETAINED, Decision.RETAINED]
    assert proposition.answers.first().reason == "Trop cher."
    assert (proposition.decision, proposition.answered_on) == (Decision.RETAINED, TODAY)


def test_changing_an_answer_twice_leaves_each_change_in_public(concertation):
    proposition = concertation.takeaways.first()
    say(proposition, Decision.UNDER_STUDY)
    say(proposition, Decision.NOT_RETAINED)
    say(proposition, Decision.RETAINED)
    events = AuditEvent.objects.public().about(proposition).filter(verb="proposition.answered").order_by("pk")
    assert [(event.detail["reponse_precedente"], event.detail["reponse"]) for event in events] == [
        ("", "a_l_etude"),
        ("a_l_etude", "non_retenue"),
        ("non_retenue", "retenue"),
    ]
    assert [revision.number for revision in Revision.objects.of(proposition)] == [3, 2, 1]
    assert all("@" not in str(event.detail) + event.by_role for event in events)


def test_the_same_answer_again_changes_nothing(concertation):
    proposition = concertation.takeaways.first()
    first = say(proposition)
    again = say(proposition, reason="  Le conseil a délibéré. ", after=0)
    assert again.pk == first.pk
    assert AuditEvent.objects.about(proposition).filter(verb="proposition.answered").count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answered_on": datetime.date(2026, 9, 16)}, "answered_on"),
        ({"answered_on": datetime.date(2026, 6, 30)}, "answered_on"),
        ({"author_role": " "}, "author_role"),
        ({"decision_url": "javascript:alert(1)"}, "decision_url"),
    ],
)
def test_an_impossible_answer_is_refused_and_the_field_is_named(concertation, given, field):
    with pytest.raises(AnswerRefused) as refused:
        say(concertation.takeaways.first(), **given)
    assert refused.value.field == field
    assert not Answer.objects.exists()


def test_a_final_answer_does_not_go_back_to_under_study(concertation):
    proposition = concertation.takeaways.first()
    say(proposition)
    with pytest.raises(AnswerRefused, match="définitive"):
        say(proposition, Decision.UNDER_STUDY)


def test_an_answer_does_not_predate_the_one_it_replaces(concertation):
    proposition = concertation.takeaways.first()
    say(proposition)
    with pytest.raises(AnswerRefused, match="plus récente"):
        say(proposition, Decision.NOT_RETAINED, answered_on=TODAY - datetime.timedelta(days=1))


def test_nobody_answers_before_the_restitution(db):
    concertation = concertation_under_way()
    proposition = TakeawayFactory(concertation=concertation)
    with pytest.raises(AnswerRefused, match="restitution"):
        say(proposition, answered_on=datetime.date(2026, 7, 1))


def test_a_point_de_vigilance_is_not_answered(db):
    concertation = restituted_concertation(propositions=0, vigilances=1)
    with pytest.raises(AnswerRefused):
        say(concertation.takeaways.get(), answered_on=datetime.date(2026, 7, 1))


def test_the_second_of_two_people_is_told(concertation):
    proposition = concertation.takeaways.first()
    say(proposition, after=0)
    with pytest.raises(EditConflict):
        say(proposition, Decision.NOT_RETAINED, reason="Non.", after=0)
    assert proposition.answers.get().decision == Decision.RETAINED


def test_many_answers_are_published_together(concertation):
    rows = list(concertation.takeaways.all())
    answers.answer_many(
        concertation=concertation, answers=[new(row, after=0) for row in rows], by=referent_of(concertation)
    )
    concertation.refresh_from_db()
    assert (concertation.answered_count, Answer.objects.count()) == (3, 3)


def test_one_fault_among_many_answers_publishes_none_and_names_each_fault(concertation):
    good, bad, worse = concertation.takeaways.all()
    wanted = [new(good), new(bad, Decision.NOT_OURS, reason=""), new(worse, author_role="")]
    faults = answers.check_many(concertation=concertation, answers=wanted)
    assert [(fault.proposition, fault.field) for fault in faults] == [(bad, "reason"), (worse, "author_role")]
    with pytest.raises(AnswersRefused) as refused:
        answers.answer_many(concertation=concertation, answers=wanted, by=referent_of(concertation))
    assert list(refused.value.faults) == faults
    concertation.refresh_from_db()
    assert (concertation.answered_count, Answer.objects.count()) == (0, 0)
    assert not AuditEvent.objects.filter(verb="proposition.answered").exists()


def test_many_answers_stay_within_their_concertation(concertation):
    stranger = TakeawayFactory()
    with pytest.raises(AnswersRefused):
        answers.answer_many(concertation=concertation, answers=[new(stranger)], by=referent_of(concertation))


def test_answering_nothing_is_refused(concertation):
    with pytest.raises(DomainError):
        answers.answer_many(concertation=concertation, answers=[], by=referent_of(concertation))


def test_an_answer_is_named_within_its_proposition_and_not_by_the_size_of_a_table(concertation):
    first, second, *_ = concertation.takeaways.all()
    answers_given = [
        say(first, Decision.UNDER_STUDY),
        say(second, Decision.RETAINED),
        say(first, Decision.RETAINED),
    ]
    assert [one.uid for one in answers_given] == [f"{first.uid}-r1", f"{second.uid}-r1", f"{first.uid}-r2"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(uid=f"{first.uid}-r2").update(number=1)
