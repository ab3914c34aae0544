"""Sample arguments of this app's addresses."""

from commun.api.writing.operations import OPERATIONS
from commun.opendata import rows
from commun.opendata.registry import datasets
from tests.consistency.world import World
from tests.opendata.world import country


def _a_proposition(world: World) -> dict[str, str]:
    return {"identifiant": country().takeaways.propositions()[0].uid}


def _first(slug: str):
    def sample(world: World) -> dict[str, str]:
        country()
        return {"identifiant": str(next(rows.read(datasets()[slug], limit=1))[0])}

    return sample


def _written(world: World) -> dict[str, str]:
    """Without a key every operation that writes refuses, before it looks for anything."""
    return {"identifiant": "cta-2026-0001"}


SAMPLES = {
    **{f"api_v1:{one.name}": _written for one in OPERATIONS if one.takes_identifier},
    **{f"api_v1:{slug}-one": _first(slug) for slug in datasets()},
    "api_collection": lambda world: {"slug": "propositions"},
    "api_unknown": lambda world: {"rest": "nulle-part"},
}
