"""What goes in and what comes out of an analysis: plain values, that JSON can carry and a web page can read.

Nothing here needs more than the standard library: cutting a grouping finer or coarser is a walk in a tree, not a
computation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Text:
    """One text to analyse: a stable identifier and its words."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class WeightedWord:
    """A word that weighed, as people wrote it most often, and how much (0 to 1 within its list; negative: against)."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Group:
    """Texts about one thing. `members` are sorted from the most central to the most marginal."""

    key: str
    label: str
    words: tuple[WeightedWord, ...]
    members: tuple[str, ...]

    def central(self, count: int = 3) -> tuple[str, ...]:
        return self.members[:count]

    def marginal(self, count: int = 2, *, beyond: int = 3) -> tuple[str, ...]:
        """The texts furthest from the heart of the group, where a reader looks for mistakes; none of the `beyond`
        most central, which a page shows already."""
        return self.members[max(beyond, len(self.members) - count) :]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two branches of the tree that become one: numbers below the count of leaves are leaves, others earlier merges."""

    left: int
    right: int
    group: Group


@dataclass(frozen=True, slots=True)
class Grouping:
    """A tree of themes over a corpus: fine groups, and the merges that make coarser ones, nearest first.

    `cut(count)` gives any number of groups between 1 and `len(leaves)` without computing anything again; `suggested`
    is the number that the engine would show first. `ungrouped` holds the texts with nothing to compare (empty, or not
    one known word); `duplicates` maps the id of a repeated text to the id that stands for it in the computation (it
    still is a member of the group).
    """

    leaves: tuple[Group, ...]
    merges: tuple[Merge, ...]
    suggested: int
    ungrouped: tuple[str, ...]
    duplicates: Mapping[str, str]

    def cut(self, count: int | None = None) -> tuple[Group, ...]:
        """The corpus in `count` groups (the suggested number by default), the largest first.

        Raises `ValueError` when the tree cannot be cut in that many groups.
        """
        count = self.suggested if count is None else count
        if not self.leaves and count == 0:
            return ()
        coarsest = len(self.leaves) - len(self.merges)
        if not coarsest <= count <= len(self.leaves):
            raise ValueError(f"between {coarsest} and {len(self.leaves)} groups, not {count}")
        nodes: list[Group | None] = list(self.leaves)
        for merge in self.merges[: len(self.leaves) - count]:
            nodes[merge.left] = nodes[merge.right] = None
            nodes.append(merge.group)
        return tuple(sorted((group for group in nodes if group), key=lambda group: (-len(group.members), group.key)))

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries."""
        return {
            "leaves": [_group_as_json(group) for group in self.leaves],
            "merges": [[merge.left, merge.right, _group_as_json(merge.group)] for merge in self.merges],
            "suggested": self.suggested,
            "ungrouped": list(self.ungrouped),
            "duplicates": dict(self.duplicates),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            leaves=tuple(_group_from_json(group) for group in data["leaves"]),
            merges=tuple(Merge(left, right, _group_from_json(group)) for left, right, group in data["merges"]),
            suggested=data["suggested"],
            ungrouped=tuple(data["ungrouped"]),
            duplicates=data["duplicates"],
        )


@dataclass(frozen=True, slots=True)
class Twin:
    """Two texts that say the same, nearly word for word (`stage` "mots") or reworded (`stage` "sens").

    `score` is the cosine that brought them together (0 to 1), `shared` the words that weighed most in it.
    """

    first: str
    second: str
    score: float
    stage: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a person has classed: what suggestions learn from."""

    body: str
    label: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label proposed for a text, or silence (`label` None) when the engine is not sure enough.

    `confidence` is calibrated on texts kept aside: among suggestions at 0.8, eight in ten were right. `second` is the
    next best label. `words` are those that weighed, for and against.
    """

    id: str
    label: str | None
    confidence: float
    second: str | None
    words: tuple[WeightedWord, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a computation cost. `energy_wh` is an estimate: see `method`."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    energy_wh: float
    method: str


def _group_as_json(group: Group) -> list[Any]:
    return [group.key, group.label, [[word.word, word.weight] for word in group.words], list(group.members)]


def _group_from_json(data: Sequence[Any]) -> Group:
    key, label, words, members = data
    return Group(key, label, tuple(WeightedWord(word, weight) for word, weight in words), tuple(members))
