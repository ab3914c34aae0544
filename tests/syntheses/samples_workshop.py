"""What the sweep of addresses needs of the workshop (see tests/consistency/samples.py)."""

from commun.syntheses.actions import workshop
from commun.syntheses.enums import Origin, RunKind, RunState
from commun.syntheses.models import AnalysisRun, Corpus, Group
from tests.accounts.factories import council_member
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.syntheses.factories import CorpusFactory, item
from tests.syntheses.worlds import debate


def corpus(world: World) -> Corpus:
    made: Corpus = CorpusFactory()
    for takeaway in debate(takeaways=2, territory=world.territory).takeaways.all():
        item(made, takeaway)
    return made


def run(world: World) -> dict[str, object]:
    made = corpus(world)
    AnalysisRun.objects.create(
        corpus=made, number=1, kind=RunKind.TWINS, state=RunState.WAITING, inputs_sha256="0" * 64
    )
    return {"uid": made.uid, "number": 1}


def group(world: World) -> dict[str, object]:
    made = corpus(world)
    held = Group.objects.create(corpus=made, number=1, title="Savoir qui répond", origin=Origin.PERSON)
    made.items.update(group=held)
    return {"uid": made.uid, "number": 1}


def move(world: World) -> dict[str, object]:
    made = corpus(world)
    items = list(made.items.values_list("pk", flat=True))
    workshop.split(corpus=made, items=items, title="Savoir", seen=0, by=council_member())
    return {"uid": made.uid, "number": 1}


SAMPLES: dict[str, Sample] = {
    "syntheses:corpus": lambda world: {"uid": corpus(world).uid},
    "syntheses:corpus_close": lambda world: {"uid": corpus(world).uid},
    "syntheses:group": group,
    "syntheses:place": lambda world: {"uid": corpus(world).uid, "place": "sans-groupe"},
    "syntheses:act": lambda world: {"uid": corpus(world).uid},
    "syntheses:moves": lambda world: {"uid": corpus(world).uid},
    "syntheses:move_undo": move,
    "syntheses:moves_since": move,
    "syntheses:runs": lambda world: {"uid": corpus(world).uid},
    "syntheses:run": run,
    "syntheses:run_again": run,
    "syntheses:run_cut": run,
    "syntheses:run_adopt": run,
}
