"""What the sweep of addresses needs of the library (see tests/consistency/samples.py)."""

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import SolutionFactory, published


def solution(world: World) -> str:
    used = SolutionFactory()
    published(world.territory, solution=used)
    return str(used.slug)


SAMPLES: dict[str, Sample] = {
    "library:sheet": lambda world: {"slug": published(world.territory).slug},
    "library:solution": lambda world: {"slug": solution(world)},
}
