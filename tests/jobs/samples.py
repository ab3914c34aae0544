"""What the sweep of addresses needs of trades (see tests/consistency/samples.py)."""

from typing import Any

from tests.concertations.factories import restituted_concertation
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.jobs.factories import attached, trade
from tests.library.factories import draft


def _trade(world: World) -> dict[str, Any]:
    return {"slug": trade().slug}


SAMPLES: dict[str, Sample] = {
    "jobs:trade": _trade,
    "jobs:versions": _trade,
    "jobs:version": lambda world: {**_trade(world), "number": 1},
    "jobs:territory_desk": lambda world: {"slug": world.territory.slug},
    "jobs:table": lambda world: {"slug": world.territory.slug},
    "jobs:import": lambda world: {"slug": world.territory.slug},
    "jobs:import_preview": lambda world: {"slug": world.territory.slug, "token": "x" * 32},
    "jobs:edit": _trade,
    "jobs:of_use": lambda world: {"uid": draft(world.territory).uid},
    "jobs:of_takeaway": lambda world: {
        "uid": restituted_concertation(territory=world.territory, propositions=1).takeaways.get().uid
    },
    "jobs:detach": lambda world: {"pk": attached(draft(world.territory)).pk},
}
