"""What the sweep of addresses needs of the duties (see tests/consistency/samples.py)."""

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import published


def territory(world: World) -> dict[str, str]:
    published(world.territory)
    return {"slug": world.territory.slug}


def sheet(world: World) -> dict[str, str]:
    return {"slug": published(world.territory).slug}


SAMPLES: dict[str, Sample] = {
    "library:inventory": territory,
    "library:inventory_csv": territory,
    "library:inventory_json": territory,
    "library:papers": sheet,
    "library:paper": lambda world: {**sheet(world), "kind": "mention"},
    "library:paper_file": lambda world: {**sheet(world), "kind": "mention", "suffix": "docx"},
    "library:desk_papers": sheet,
    "library:desk_paper": lambda world: {**sheet(world), "kind": "aipd"},
    "library:desk_paper_file": lambda world: {**sheet(world), "kind": "aipd", "suffix": "docx"},
    "library:qualification": sheet,
    "library:export": lambda world: {"standard": "atrs"},
    "library:export_all": lambda world: {"standard": "atrs"},
    "library:sheet_exports": sheet,
    "library:sheet_export": lambda world: {**sheet(world), "standard": "atrs"},
}
