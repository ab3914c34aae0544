"""What the sweep of addresses needs of groups (see tests/consistency/samples.py)."""

from typing import Any

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.groups.factories import group


def _group(world: World) -> dict[str, Any]:
    return {"slug": group().slug}


SAMPLES: dict[str, Sample] = {
    "groups:detail": _group,
}
