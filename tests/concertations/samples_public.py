"""Arguments of the addresses of this app, for the sweep of rights (tests/consistency/samples.py)."""

from tests.concertations.factories import ConcertationFactory, charter, published_concertation
from tests.consistency.world import World


def _public(world: World) -> dict[str, str]:
    return {"slug": published_concertation(territory=world.territory).slug}


def _draft(world: World) -> dict[str, str]:
    return {"slug": ConcertationFactory(territory=world.territory).slug}


def _territory(world: World) -> dict[str, str]:
    return {"slug": world.territory.slug}


SAMPLES = {
    "concertations:charter_version": lambda world: {"number": charter().number},
    "concertations:charter_compare": lambda world: {"old": charter().number, "new": charter().number},
    "concertations:pledge_sign": _territory,
    "concertations:pledge_move_on": lambda world: {
        "slug": world.territory.slug,
        "concertation": ConcertationFactory(territory=world.territory).slug,
    },
    "concertations:pledge_commitments": _territory,
    "concertations:pledge_withdraw": _territory,
    "concertations:pledge_announce": _territory,
    "concertations:detail": _public,
    "concertations:canevas": _public,
    "concertations:contact": _public,
    "concertations:preview": _draft,
    "concertations:territory_contact": _territory,
    "concertations:network_message": _territory,
    "concertations:territory_correct": _territory,
}
