"""The arithmetic of a vote, beside a slow and obvious way of counting it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commun.syntheses.enums import Choice, VoteOutcome, VotingRule
from commun.syntheses.voting import count


def slow_outcome(rule: VotingRule, quorum: int, called: int, choices: list[Choice]) -> VoteOutcome:
    """One territory after the other, in exact fractions."""
    if not choices or Fraction(len(choices), called) < Fraction(quorum, 100):
        return VoteOutcome.NO_QUORUM
    said_for = sum(1 for one in choices if one == Choice.FOR)
    said_against = sum(1 for one in choices if one == Choice.AGAINST)
    if rule == VotingRule.CONSENT:
        return VoteOutcome.REJECTED if said_against else VoteOutcome.CARRIED
    if said_for + said_against == 0:
        return VoteOutcome.REJECTED
    share = Fraction(said_for, said_for + said_against)
    carried = share > Fraction(1, 2) if rule == VotingRule.MAJORITY else share >= Fraction(2, 3)
    return VoteOutcome.CARRIED if carried else VoteOutcome.REJECTED


@given(
    rule=some.sampled_from(VotingRule),
    quorum=some.integers(0, 100),
    choices=some.lists(some.sampled_from(Choice), max_size=40),
    silent=some.integers(0, 40),
)
def test_the_outcome_is_that_of_counting_one_by_one(rule, quorum, choices, silent) -> None:
    result = count(rule=rule, quorum=quorum, called=len(choices) + silent, choices=choices)
    assert result.outcome == slow_outcome(rule, quorum, len(choices) + silent, choices)
    assert result.spoke + result.silent == result.called
    assert result.is_complete == (silent == 0)


@given(
    rule=some.sampled_from([VotingRule.MAJORITY, VotingRule.TWO_THIRDS]),
    choices=some.lists(some.sampled_from(Choice), min_size=1, max_size=40),
)
def test_what_is_needed_is_exactly_what_is_missing(rule, choices) -> None:
    """With as many « pour » as it says are needed the text is carried; with one fewer it is not."""
    expressed = [one for one in choices if one != Choice.ABSTAIN]
    needed = count(rule=rule, quorum=0, called=len(choices), choices=choices).for_needed
    if needed > len(expressed):
        assert not expressed, "no one said for or against: nothing can carry the text"
        return

    def outcome(said_for: int) -> VoteOutcome:
        said = [Choice.FOR] * said_for + [Choice.AGAINST] * (len(expressed) - said_for)
        return count(rule=rule, quorum=0, called=len(choices), choices=said).outcome

    assert outcome(needed) == VoteOutcome.CARRIED
    assert outcome(needed - 1) == VoteOutcome.REJECTED


def test_a_single_objection_stops_a_text_under_consent_and_abstentions_do_not() -> None:
    nine = [Choice.FOR] * 8 + [Choice.ABSTAIN]
    assert count(rule=VotingRule.CONSENT, quorum=50, called=10, choices=nine).is_carried
    with_one = [*nine, Choice.AGAINST]
    assert count(rule=VotingRule.CONSENT, quorum=50, called=10, choices=with_one).outcome == VoteOutcome.REJECTED


def test_abstentions_count_for_the_quorum_and_silence_does_not() -> None:
    result = count(rule=VotingRule.MAJORITY, quorum=50, called=10, choices=[Choice.FOR, *[Choice.ABSTAIN] * 4])
    assert (result.spoke, result.needed, result.silent) == (5, 5, 5)
    assert result.is_carried
    assert not count(rule=VotingRule.MAJORITY, quorum=51, called=10, choices=[Choice.FOR] * 5).has_quorum


def test_a_text_that_nobody_spoke_of_is_not_carried_even_without_quorum() -> None:
    for rule in VotingRule:
        assert count(rule=rule, quorum=0, called=3, choices=[]).outcome == VoteOutcome.NO_QUORUM


def test_more_positions_than_territories_is_an_error_and_not_a_result() -> None:
    with pytest.raises(ValueError, match="2 positions for 1"):
        count(rule=VotingRule.MAJORITY, quorum=0, called=1, choices=[Choice.FOR, Choice.FOR])
