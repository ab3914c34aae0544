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


# Of a merged group, how many texts are told by their name at each end; a reader's page holds forty.
FIRST, LAST = 40, 10


@dataclass(frozen=True, slots=True)
class Merge:
    """Two branches of the tree that become one: numbers below the count of leaves are leaves, others earlier merges.

    It does not repeat the texts of its leaves, only the most central (`first`) and the most marginal (`last`).
    """

    left: int
    right: int
    key: str
    label: str
    words: tuple[WeightedWord, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]

    @classmethod
    def of(cls, left: int, right: int, group: Group) -> Self:
        rest = group.members[FIRST:]
        first, last = group.members[:FIRST], rest[max(0, len(rest) - LAST) :]
        return cls(left, right, group.key, group.label, group.words, first, last)

    def holding(self, leaves: Sequence[Group]) -> Group:
        """The group whole: between its first and its last, the texts of its leaves, each at the height that it has in
        its own leaf."""
        told = {*self.first, *self.last}
        between = sorted(
            ((place + 0.5) / len(leaf.members), number, member)
            for number, leaf in enumerate(leaves)
            for place, member in enumerate(leaf.members)
            if member not in told
        )
        return Group(self.key, self.label, self.words, (*self.first, *(one for *_order, one in between), *self.last))


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
        nodes: list[tuple[Merge | None, list[Group]] | None] = [(None, [leaf]) for leaf in self.leaves]
        for merge in self.merges[: len(self.leaves) - count]:
            parts = [node for node in (nodes[merge.left], nodes[merge.right]) if node]
            nodes[merge.left] = nodes[merge.right] = None
            nodes.append((merge, [leaf for _merge, leaves in parts for leaf in leaves]))
        groups = [node[0].holding(node[1]) if node[0] else node[1][0] for node in nodes if node]
        return tuple(sorted(groups, key=lambda group: (-len(group.members), group.key)))

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries."""
        return {
            "leaves": [_group_as_json(group) for group in self.leaves],
            "merges": [_merge_as_json(merge) for merge in self.merges],
            "suggested": self.suggested,
            "ungrouped": list(self.ungrouped),
            "duplicates": dict(self.duplicates),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            leaves=tuple(_group_from_json(group) for group in data["leaves"]),
            merges=tuple(_merge_from_json(merge) for merge in data["merges"]),
            suggested=data["suggested"],
            ungrouped=tuple(data["ungrouped"]),
            duplicates=data["duplicates"],
        )


@dataclass(frozen=True, slots=True)
class Twin:
    """Two texts that say the same, nearly word for word (`stage` "mots") or reworded (`stage` "sens").

    `score` is what brought them together, 0 to 1: for "mots", half the cosine of their words and half the share of the
    shorter one's words that the longer one has (`twins.py`); for "sens", the cosine of their meanings. `shared`: the
    words that weighed most in it.
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
    """What a computation cost. `energy_wh` comes from processor time unless `is_counted` by the processor itself;
    `method` says so in words."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    energy_wh: float
    method: str
    is_counted: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        """One after the other, the method being that of the estimate if either is one."""
        return Usage(
            round(self.seconds + other.seconds, 3),
            round(self.cpu_seconds + other.cpu_seconds, 3),
            max(self.peak_bytes, other.peak_bytes),
            float(f"{self.energy_wh + other.energy_wh:.3g}"),
            other.method if self.is_counted else self.method,
            self.is_counted and other.is_counted,
        )


def _group_as_json(group: Group) -> list[Any]:
    return [group.key, group.label, _words_as_json(group.words), list(group.members)]


def _group_from_json(data: Sequence[Any]) -> Group:
    key, label, words, members = data
    return Group(key, label, _words_from_json(words), tuple(members))


def _merge_as_json(one: Merge) -> list[Any]:
    return [one.left, one.right, one.key, one.label, _words_as_json(one.words), list(one.first), list(one.last)]


def _merge_from_json(data: Sequence[Any]) -> Merge:
    left, right, key, label, words, first, last = data
    return Merge(left, right, key, label, _words_from_json(words), tuple(first), tuple(last))


def _words_as_json(words: Sequence[WeightedWord]) -> list[list[Any]]:
    return [[word.word, word.weight] for word in words]


def _words_from_json(data: Sequence[Sequence[Any]]) -> tuple[WeightedWord, ...]:
    return tuple(WeightedWord(word, weight) for word, weight in data)
