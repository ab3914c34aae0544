"""From the groups of a corpus to the shape of a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as t

from commun.syntheses.queries.workshop import ALL, SET_ASIDE, UNGROUPED, GroupLine

_TITLES = {
    UNGROUPED: t("Sans groupe"),
    SET_ASIDE: t("Écartées"),
    ALL: t("Toutes les remontées du corpus"),
}


def place_title(place: str) -> str | None:
    return str(_TITLES[place]) if place in _TITLES else None


@dataclass(frozen=True, slots=True)
class Around:
    """The groups before and after one, in the order of the list."""

    previous: GroupLine | None
    next: GroupLine | None


def around(groups: Sequence[GroupLine], number: int) -> Around:
    at = next(index for index, group in enumerate(groups) if group.number == number)
    return Around(groups[at - 1] if at else None, groups[at + 1] if at + 1 < len(groups) else None)


def engine_lines(engine: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The engine that gave a result, and the libraries it used, with their versions."""
    lines = [(name, str(value)) for name, value in engine.items() if not isinstance(value, Mapping)]
    return lines + [
        (name, str(version))
        for value in engine.values()
        if isinstance(value, Mapping)
        for name, version in value.items()
    ]
