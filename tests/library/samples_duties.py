"""What the sweep of addresses needs of the duties (see tests/consistency/samples.py)."""

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import published


def territory(world: World) -> dict[str, str]:
    published(world.territory)
    return {"slug": world.territory.slug}


SAMPLES: dict[str, Sample] = {
    "library:inventory": territory,
    "library:inventory_csv": territory,
    "library:inventory_json": territory,
}
