"""A conversation is kept once, brought up to date, and what it shares becomes takeaways with their votes."""

import pytest

from commun.concertations.enums import Support, TakeawayKind
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.syntheses.actions import opinion
from commun.syntheses.importers.polis import read_conversation
from commun.syntheses.models import OpinionPoll, OpinionStatement
from tests.accounts.factories import contributor
from tests.concertations.factories import concertation_under_way
from tests.syntheses.polis_files import camps, export


@pytest.fixture
def record(db):
    return concertation_under_way()


@pytest.fixture
def agent(record):
    return contributor(record.territory)


@pytest.fixture
def poll(record, agent):
    kept, _changed = opinion.keep_conversation(concertation=record, conversation=read_conversation(export()), by=agent)
    return kept


def statement(poll, key) -> OpinionStatement:
    return OpinionStatement.objects.get(poll=poll, key=key)


def test_a_conversation_is_kept_with_its_counts_and_a_public_trace(poll, agent):
    assert (poll.voters, poll.votes, poll.recast, poll.rejected, poll.differing) == (120, 363, 3, 1, 1)
    assert [group.size for group in poll.opinion_groups.groups]
    first = statement(poll, "0")
    assert (first.agree, first.disagree, first.passed, first.agree_in_file) == (119, 0, 1, 121)
    event = AuditEvent.objects.get(verb="opinion.imported")
    assert event.is_public
    assert event.by == agent


def test_the_same_files_twice_change_nothing(poll, record, agent):
    again, changed = opinion.keep_conversation(concertation=record, conversation=read_conversation(export()), by=agent)
    assert (again, changed) == (poll, False)
    assert AuditEvent.objects.filter(verb="opinion.imported").count() == 1
    assert OpinionStatement.objects.count() == 3


def test_a_later_export_of_the_conversation_takes_its_place_and_keeps_what_was_taken_up(poll, record, agent):
    taken = opinion.take_up(statement=statement(poll, "0"), kind=TakeawayKind.PROPOSITION, by=agent)
    later = [*camps(), (1_700_000_900_000, "0", "500", -1)]
    again, changed = opinion.keep_conversation(
        concertation=record, conversation=read_conversation(export(votes=later)), by=agent
    )
    assert (again.pk, changed) == (poll.pk, True)
    assert OpinionPoll.objects.count() == 1
    assert statement(poll, "0").disagree == 1
    assert statement(poll, "0").takeaway == taken


def test_a_statement_that_is_taken_up_carries_its_votes_as_support(poll, agent):
    taken = opinion.take_up(statement=statement(poll, "0"), kind=TakeawayKind.PROPOSITION, by=agent)
    assert taken.text == "La mairie doit dire quand une machine répond."
    assert taken.support == Support.CONSENSUS
    assert "119 d’accord sur 120 votants" in taken.support_note
    divided = opinion.take_up(statement=statement(poll, "5"), kind=TakeawayKind.PROPOSITION, by=agent)
    assert divided.support == Support.DISSENSUS


def test_a_statement_is_taken_up_once(poll, agent):
    opinion.take_up(statement=statement(poll, "0"), kind=TakeawayKind.PROPOSITION, by=agent)
    with pytest.raises(DomainError, match="déjà repris"):
        opinion.take_up(statement=statement(poll, "0"), kind=TakeawayKind.PROPOSITION, by=agent)


def test_a_conversation_without_a_question_asks_for_one(record, agent):
    nameless = read_conversation({name: one for name, one in export().items() if name != "summary.csv"})
    with pytest.raises(DomainError, match="question posée"):
        opinion.keep_conversation(concertation=record, conversation=nameless, by=agent)
    kept, _changed = opinion.keep_conversation(
        concertation=record, conversation=nameless, by=agent, title="Quelle IA ?"
    )
    assert kept.title == "Quelle IA ?"


def test_a_conversation_that_is_removed_leaves_the_takeaways(poll, record, agent):
    taken = opinion.take_up(statement=statement(poll, "0"), kind=TakeawayKind.PROPOSITION, by=agent)
    opinion.remove_conversation(poll=poll, by=agent)
    assert not OpinionPoll.objects.exists()
    assert record.takeaways.get() == taken
