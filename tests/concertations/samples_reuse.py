"""Arguments of the feeds, calendars and PDF, for the sweep of rights (tests/consistency/samples.py)."""

from tests.concertations.factories import published_concertation
from tests.consistency.world import World


def _public(world: World) -> dict[str, str]:
    return {"slug": published_concertation(territory=world.territory).slug}


SAMPLES = {
    "concertations:concertation_agenda": _public,
    "concertations:concertation_deadlines": _public,
    "concertations:territory_deadlines": lambda world: {"slug": world.territory.slug},
    "concertations:concertation_pdf": _public,
    "concertations:territory_feed": lambda world: {"slug": world.territory.slug},
}
