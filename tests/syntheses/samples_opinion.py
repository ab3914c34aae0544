"""Arguments of the addresses of votes on statements, for the sweep of rights (tests/consistency/samples.py)."""

from typing import Any

from commun.syntheses.actions import opinion
from commun.syntheses.importers.polis import read_conversation
from commun.syntheses.models import OpinionPoll
from tests.accounts.factories import contributor
from tests.concertations.factories import concertation_under_way
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.syntheses.polis_files import camps, export


def _poll(world: World) -> OpinionPoll:
    record = concertation_under_way(territory=world.territory)
    read = read_conversation(export(votes=camps(voters=20)))
    poll, _changed = opinion.keep_conversation(concertation=record, conversation=read, by=contributor(world.territory))
    return poll


def _slug(world: World) -> dict[str, Any]:
    return {"slug": concertation_under_way(territory=world.territory).slug}


def _page(world: World) -> dict[str, Any]:
    poll = _poll(world)
    return {"slug": poll.concertation.slug, "number": poll.number}


def _statement(world: World) -> dict[str, Any]:
    poll = _poll(world)
    return {"slug": poll.concertation.slug, "number": poll.number, "pk": poll.statements.get(key="0").pk}


def _preview(world: World) -> dict[str, Any]:
    return {"slug": concertation_under_way(territory=world.territory).slug, "token": "expired"}


SAMPLES: dict[str, Sample] = {
    "syntheses:opinion_poll": _page,
    "syntheses:opinion_desk": _slug,
    "syntheses:opinion_preview": _preview,
    "syntheses:opinion_statements": _page,
    "syntheses:opinion_remove": _page,
    "syntheses:opinion_take_up": _statement,
}
