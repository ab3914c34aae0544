"""What the sweep of addresses needs of the pages of decisions (see tests/consistency/samples.py)."""

from typing import Any

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.deliberations.factories import decision_of


def decision(world: World) -> dict[str, Any]:
    return {"uid": decision_of(world.territory).uid}


def body(world: World) -> dict[str, Any]:
    return {"slug": decision_of(world.territory).body.slug}


SAMPLES: dict[str, Sample] = {
    "deliberations:body": body,
    "deliberations:detail": decision,
}
