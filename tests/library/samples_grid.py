"""What the sweep of addresses needs of evaluations (see tests/consistency/samples.py)."""

from commun.library.actions.grid import draft_grid, load_grid
from tests.accounts.factories import council_member
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.evaluations import begun, evaluated, next_grid
from tests.library.factories import draft, published


def sheet(world: World) -> dict[str, object]:
    load_grid()
    return {"slug": draft(world.territory).slug}


def begun_here(world: World) -> dict[str, object]:
    made = begun(draft(world.territory))
    return {"slug": made.deployment.slug, "number": made.number}


def axis(world: World) -> dict[str, object]:
    return {**begun_here(world), "axis": "sociale"}


def public(world: World) -> dict[str, object]:
    made = evaluated(published(world.territory).deployment)
    return {"slug": made.deployment.slug, "number": made.number}


def drafted(world: World) -> dict[str, object]:
    load_grid()
    return {"number": draft_grid(by=council_member()).number}


def two_versions(world: World) -> dict[str, object]:
    grid = next_grid(change=lambda draft: draft.items.filter(code="comite").delete())
    return {"old": grid.number - 1, "new": grid.number}


SAMPLES: dict[str, Sample] = {
    "library:grid_version": lambda world: {"number": load_grid().number},
    "library:grid_compare": two_versions,
    "library:evaluation": public,
    "library:evaluate": sheet,
    "library:evaluate_one": begun_here,
    "library:evaluate_frame": begun_here,
    "library:evaluate_publish": begun_here,
    "library:evaluate_discard": begun_here,
    "library:evaluate_axis": axis,
    "library:grid_publish": drafted,
    "library:grid_discard": drafted,
    "library:grid_frame": drafted,
    "library:grid_item_new": lambda world: {**drafted(world), "axis": "sociale"},
    "library:grid_item": lambda world: {**drafted(world), "code": "equite"},
    "library:grid_item_remove": lambda world: {**drafted(world), "code": "equite"},
}
