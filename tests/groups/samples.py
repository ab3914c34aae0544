"""What the sweep of addresses needs of groups (see tests/consistency/samples.py).

The space of a group opens to nobody of the stage: to those who are not its members it is not found, which
`test_room.py` says one by one.
"""

from typing import Any

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.groups.factories import group


def _group(world: World) -> dict[str, Any]:
    return {"slug": group(territory=world.territory).slug}


def _inside(world: World) -> dict[str, Any]:
    return {"slug": group().slug, "pk": 1}


SAMPLES: dict[str, Sample] = {
    **{
        f"groups:{name}": _group
        for name in ("detail", "ask", "edit", "animator", "close", "room", "files", "decisions", "members", "own")
    },
    **{
        f"groups:{name}": _inside
        for name in (
            "thread", "withdraw", "file", "file_discard", "decision_publish", "decision_delete", "change_role",
            "remove", "answer",
        )
    },
    "groups:territory_desk": lambda world: {"slug": world.territory.slug},
    "groups:territory_new": lambda world: {"slug": world.territory.slug},
    "groups:invitation": lambda world: {"token": "aucune"},
}  # fmt: skip
