"""What a gesture of the workshop changed, as it is kept in `Move`: enough to undo it, and to know what it touched.

Rows that take the same values stand together, so that moving a thousand takeaways keeps one line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from commun.syntheses.models import Move

Values: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[int, Values]

CUT, MOVE, SPLIT, MERGE, RENAME = "cut", "move", "split", "merge", "rename"
SET_ASIDE, BRING_BACK, STANCE, TAKE_ON, ADOPT = "set_aside", "bring_back", "stance", "take_on", "adopt"
UNDO, REDO = "undo", "redo"

ITEM_FIELDS = ("group", "stance", "origin", "set_aside_reason")
GROUP_FIELDS = ("title", "note", "origin", "is_gone")


@dataclass(frozen=True, slots=True)
class Touched:
    """What a gesture changed or leaned on: items and groups, by primary key. A new cut touches everything."""

    items: frozenset[int]
    groups: frozenset[int]
    everything: bool = False

    def meets(self, items: Iterable[int], groups: Iterable[int]) -> bool:
        return self.everything or not self.items.isdisjoint(items) or not self.groups.isdisjoint(groups)


@dataclass
class Change:
    """The values of some rows, items and groups apart, by primary key."""

    items: Rows = field(default_factory=dict)
    groups: Rows = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"items": _packed(self.items), "groups": _packed(self.groups)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Change":
        return cls(dict(_unpacked(data.get("items", ()))), dict(_unpacked(data.get("groups", ()))))


def _packed(rows: Rows) -> list[list[Any]]:
    together: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for key, values in rows.items():
        together.setdefault(tuple(sorted(values.items())), []).append(key)
    return [[dict(values), keys] for values, keys in together.items()]


def _unpacked(packed: Iterable[Any]) -> Iterator[tuple[int, Values]]:
    for values, keys in packed:
        for key in keys:
            yield key, dict(values)


def touched(move: Move) -> Touched:
    before, after = Change.from_json(move.before), Change.from_json(move.after)
    groups = set(after.groups)
    for rows in (before.items, after.items):
        groups |= {values["group"] for values in rows.values() if values.get("group")}
    return Touched(frozenset(after.items), frozenset(groups), everything=move.verb == CUT)
