"""What territories decided: counted from their positions by the rule declared before they spoke. Never typed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from commun.syntheses.enums import Choice, VoteOutcome, VotingRule


@dataclass(frozen=True)
class Result:
    """The count of one vote, among the territories that were called.

    `needed` is how many territories must speak, whatever they say; `for_needed` how many must say for, given how many
    say for or against (0 under consent, where what counts is that no objection remains).
    """

    rule: VotingRule
    quorum: int
    called: int
    for_: int
    against: int
    abstained: int

    @property
    def spoke(self) -> int:
        return self.for_ + self.against + self.abstained

    @property
    def silent(self) -> int:
        return self.called - self.spoke

    @property
    def needed(self) -> int:
        """The quorum in territories, rounded up; one at least: a text that nobody spoke of is not carried."""
        return max(1, -(-self.called * self.quorum // 100))

    @property
    def has_quorum(self) -> bool:
        return self.spoke >= self.needed

    @property
    def for_needed(self) -> int:
        expressed = self.for_ + self.against
        match self.rule:
            case VotingRule.MAJORITY:
                return expressed // 2 + 1
            case VotingRule.TWO_THIRDS:
                return max(1, -(-expressed * 2 // 3))
            case VotingRule.CONSENT:
                return 0

    @property
    def outcome(self) -> VoteOutcome:
        if not self.has_quorum:
            return VoteOutcome.NO_QUORUM
        if self.rule is VotingRule.CONSENT:
            return VoteOutcome.REJECTED if self.against else VoteOutcome.CARRIED
        return VoteOutcome.CARRIED if self.for_ >= self.for_needed else VoteOutcome.REJECTED

    @property
    def is_carried(self) -> bool:
        return self.outcome is VoteOutcome.CARRIED

    @property
    def is_complete(self) -> bool:
        """Whether every territory that was called has spoken: nothing more is waited for."""
        return not self.silent


def count(*, rule: VotingRule, quorum: int, called: int, choices: Collection[str]) -> Result:
    """`choices`: the position of each territory that spoke. `quorum` in percent of `called`.

    Raises ValueError when more territories spoke than were called.
    """
    if len(choices) > called:
        raise ValueError(f"{len(choices)} positions for {called} territories")
    found = Counter(choices)
    return Result(rule, quorum, called, found[Choice.FOR], found[Choice.AGAINST], found[Choice.ABSTAIN])
