"""Votes on short statements, as Polis collects them: what each person said last, counted. Standard library only.

A platform that keeps every vote counts a person who changed their mind twice. Here a person has one vote on a
statement: the last. In the four conversations this was written against, that changes the figures of 179 statements
out of 923.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

AGREE, PASS, DISAGREE = 1, 0, -1

# Groups of fewer people than this are neither reliable nor discreet (and Polis itself is known to draw some).
FEWEST_VOTERS = 100


@dataclass(frozen=True, slots=True)
class Vote:
    """One click: `at` sorts the votes of a person on a statement (seconds or milliseconds, the same in one file)."""

    at: int
    voter: str
    statement: str
    value: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people agree, disagree and pass on one statement."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def voters(self) -> int:
        return self.agree + self.disagree + self.passed

    @property
    def agreement(self) -> float:
        """The share of those who voted that agrees, drawn towards one half while they are few (Laplace)."""
        return (self.agree + 1) / (self.voters + 2)


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """People who voted alike: how many, how they voted on each statement, and what sets them apart (its statements,
    the most telling first)."""

    size: int
    tallies: Mapping[str, Tally]
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpinionGroups:
    """`stability`: mean adjusted Rand index with the groups found again on samples of four voters in five (1: the same
    groups; 0: chance). `separation`: mean silhouette. `consensus`: for each statement, the product of the agreement of
    each group: high only where every group agrees."""

    groups: tuple[OpinionGroup, ...]
    voters: int
    stability: float
    separation: float
    consensus: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        return {
            "groups": [
                {
                    "size": group.size,
                    "telling": list(group.telling),
                    "tallies": {key: [one.agree, one.disagree, one.passed] for key, one in group.tallies.items()},
                }
                for group in self.groups
            ],
            "voters": self.voters,
            "stability": self.stability,
            "separation": self.separation,
            "consensus": dict(self.consensus),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            groups=tuple(
                OpinionGroup(
                    size=group["size"],
                    tallies={key: Tally(*counts) for key, counts in group["tallies"].items()},
                    telling=tuple(group["telling"]),
                )
                for group in data["groups"]
            ),
            voters=data["voters"],
            stability=data["stability"],
            separation=data["separation"],
            consensus=data["consensus"],
        )


def last_votes(votes: Iterable[Vote]) -> dict[tuple[str, str], int]:
    """(statement, voter) → what that person said last of it; of two votes at one instant, the later in the file."""
    return {(one.statement, one.voter): one.value for one in sorted(votes, key=lambda one: one.at)}


def tallies(last: Mapping[tuple[str, str], int]) -> dict[str, Tally]:
    """Statement → its counts, from `last_votes`."""
    counts: dict[str, list[int]] = {}
    for (statement, _voter), value in last.items():
        counts.setdefault(statement, [0, 0, 0])[{AGREE: 0, DISAGREE: 1, PASS: 2}[value]] += 1
    return {statement: Tally(*three) for statement, three in counts.items()}


def events(votes: Sequence[Vote]) -> dict[str, Tally]:
    """Statement → its counts when each click is one vote: what the files' own counters hold."""
    return tallies({(one.statement, str(number)): one.value for number, one in enumerate(votes)})
