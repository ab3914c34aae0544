"""Arguments of the addresses of the workspace, for the sweep of rights (tests/consistency/samples.py)."""

from typing import Any

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import draft


def _slug(world: World) -> dict[str, Any]:
    return {"slug": draft(world.territory).slug}


def _section(world: World) -> dict[str, Any]:
    return {**_slug(world), "section": "cout"}


SAMPLES: dict[str, Sample] = {
    "library:desk": lambda world: {"slug": world.territory.slug},
    "library:sheet_new": lambda world: {"slug": world.territory.slug},
    "library:workspace": _slug,
    "library:workspace_section": _section,
    "library:workspace_section_open": _section,
}
