"""What the machine says of one item of a corpus, as it is kept beside it and as a page reads it.

A hint is never a decision: pages show it as a suggestion, with the words that weighed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commun.analysis.values import Suggestion, Twin

TWINS = "twins"
MAX_TWINS = 8
MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class TwinHint:
    """Another takeaway, by its identifier, that says the same: nearly word for word, or reworded."""

    uid: str
    score: float
    is_reworded: bool


@dataclass(frozen=True, slots=True)
class LabelHint:
    """A nature or a theme that the machine suggests, how sure it is (calibrated), and the words that weighed."""

    value: str
    confidence: float
    words: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)


def twins_as_hints(twins: Iterable[Twin]) -> dict[str, list[Any]]:
    """For each text, its nearest twins, nearest first."""
    found: dict[str, list[list[Any]]] = {}
    for twin in sorted(twins, key=lambda one: (-one.score, one.first, one.second)):
        for here, there in ((twin.first, twin.second), (twin.second, twin.first)):
            near = found.setdefault(here, [])
            if len(near) < MAX_TWINS:
                near.append([there, round(twin.score, 3), twin.stage == "sens"])
    return dict(found)


def suggestions_as_hints(suggestions: Iterable[Suggestion]) -> dict[str, list[Any]]:
    """For each text of which the machine is sure enough: the label, the confidence, the words for it."""
    return {
        one.id: [one.label, round(one.confidence, 3), [w.word for w in one.words if w.weight > 0][:MAX_WORDS]]
        for one in suggestions
        if one.label is not None
    }


def twins_of(hints: Mapping[str, Any]) -> tuple[TwinHint, ...]:
    return tuple(TwinHint(*near) for near in hints.get(TWINS, ()))


def label_of(hints: Mapping[str, Any], name: str) -> LabelHint | None:
    """`name`: "theme" or "kind"."""
    found = hints.get(name)
    return LabelHint(found[0], found[1], tuple(found[2])) if found else None
