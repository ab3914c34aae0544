"""From the groups of a corpus to the shape of a page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as t

from commun.syntheses.queries.workshop import ALL, SET_ASIDE, UNGROUPED

_TITLES = {
    UNGROUPED: t("Sans groupe"),
    SET_ASIDE: t("Écartées"),
    ALL: t("Toutes les remontées du corpus"),
}


def place_title(place: str) -> str | None:
    return str(_TITLES[place]) if place in _TITLES else None


def engine_lines(engine: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The engine that gave a result, and the libraries it used, with their versions."""
    lines = [(name, str(value)) for name, value in engine.items() if not isinstance(value, Mapping)]
    return lines + [
        (name, str(version))
        for value in engine.values()
        if isinstance(value, Mapping)
        for name, version in value.items()
    ]
