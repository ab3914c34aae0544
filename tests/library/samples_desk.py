"""Arguments of the addresses of the workspace, for the sweep of rights (tests/consistency/samples.py)."""

from typing import Any

from commun.library.actions import reviews
from tests.accounts.factories import referent
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import draft
from tests.territories.factories import TerritoryFactory


def _slug(world: World) -> dict[str, Any]:
    return {"slug": draft(world.territory).slug}


def _section(world: World) -> dict[str, Any]:
    return {**_slug(world), "section": "cout"}


def _asked_elsewhere(world: World) -> dict[str, Any]:
    """A sheet of another territory that waits for someone of ours."""
    elsewhere = draft(TerritoryFactory())
    reviews.ask(sheet=elsewhere, by=referent(elsewhere.territory))
    return {"slug": world.territory.slug, "uid": elsewhere.uid}


SAMPLES: dict[str, Sample] = {
    "library:desk": lambda world: {"slug": world.territory.slug},
    "library:sheet_new": lambda world: {"slug": world.territory.slug},
    "library:workspace": _slug,
    "library:workspace_section": _section,
    "library:workspace_section_open": _section,
    "library:review": _asked_elsewhere,
    **dict.fromkeys(
        (
            "library:workspace_ask_review",
            "library:workspace_preview",
            "library:workspace_publish",
            "library:workspace_withdraw",
            "library:workspace_confirm",
            "library:workspace_next_check",
        ),
        _slug,
    ),
}
