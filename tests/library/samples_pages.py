"""What the sweep of addresses needs of the public pages of the library (see tests/consistency/samples.py)."""

from typing import Any

from django.core.files.base import ContentFile

from commun.library.actions import publication
from commun.library.models import SheetDocument
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import SolutionFactory, draft, published


def sheet(world: World) -> dict[str, Any]:
    return {"slug": published(world.territory).slug}


def territory(world: World) -> dict[str, Any]:
    return {"slug": world.territory.slug}


def solution(world: World) -> dict[str, Any]:
    used = SolutionFactory()
    published(world.territory, solution=used)
    return {"slug": used.slug}


def document(world: World) -> dict[str, Any]:
    here = draft(world.territory)
    kept = SheetDocument(deployment=here, title="Charte", file_name="charte.txt", media_type="text/plain")
    kept.file.save("charte.txt", ContentFile(b"Charte"))
    publication.publish(sheet=here, by=None)
    return {"slug": here.slug, "pk": kept.pk}


SAMPLES: dict[str, Sample] = {
    "library:also": sheet,
    "library:also_solution": solution,
    "library:correction": sheet,
    "library:document": document,
    "library:one_page": sheet,
    "library:one_page_pdf": sheet,
    "library:plain": sheet,
    "library:sheet": sheet,
    "library:solution": solution,
    "library:territory_one_page": territory,
    "library:territory_one_page_pdf": territory,
    "library:version": lambda world: sheet(world) | {"number": 1},
    "library:versions": sheet,
}
