"""What the sweep of addresses needs of the desk of decisions (see tests/consistency/samples.py)."""

from typing import Any

from commun.core import revisions
from commun.deliberations.actions import takedowns
from commun.deliberations.enums import TakedownReason
from tests.accounts.factories import coordinator
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.deliberations.factories import decision_of


def _decision(world: World) -> dict[str, Any]:
    return {"uid": decision_of(world.territory).uid}


def _taken_down(world: World) -> dict[str, Any]:
    one = decision_of(world.territory)
    takedowns.take_down(decision=one, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    return {"uid": one.uid}


def _changed(world: World) -> dict[str, Any]:
    one = decision_of(world.territory)
    revisions.take(one, {"Objet": one.subject})
    return {"uid": one.uid, "number": 1}


def _report(world: World) -> dict[str, Any]:
    return {"pk": takedowns.report(decision=decision_of(world.territory), text="Un nom.").pk}


def _body(world: World) -> dict[str, Any]:
    return {"slug": decision_of(world.territory).body.slug}


SAMPLES: dict[str, Sample] = {
    "deliberations:take_down": _decision,
    "deliberations:lift": _taken_down,
    "deliberations:report": _decision,
    "deliberations:report_dismiss": _report,
    "deliberations:scdl": _body,
    "deliberations:versions": _decision,
    "deliberations:version": _changed,
}
