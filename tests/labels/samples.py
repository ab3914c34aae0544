"""What the sweep of addresses needs of labels (see tests/consistency/samples.py)."""

from typing import Any

from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.labels.factories import admitted, application, call_draft, open_call, seated, sent, settled_call


def _call(world: World) -> dict[str, Any]:
    return {"slug": call_draft().slug}


def _sent(world: World) -> dict[str, Any]:
    return {"uid": sent(open_call()).uid}


def _own(world: World) -> dict[str, Any]:
    return {"uid": application(open_call(), world.referent).uid}


def _judged(world: World) -> dict[str, Any]:
    call = open_call()
    seat = seated(call, world.referent)
    [one] = admitted(call, sent(call))
    return {"pk": seat.pk, "uid": one.uid}


def _seat(world: World) -> dict[str, Any]:
    return {"pk": seated(open_call(), world.referent).pk}


SAMPLES: dict[str, Sample] = {
    "labels:laureate": lambda world: {"uid": settled_call()[0].uid},
    "labels:call": lambda world: {"slug": open_call().slug},
    "labels:desk_application": _sent,
    "labels:admit": _sent,
    "labels:judge": _sent,
    "labels:take_up_again": _sent,
    "labels:desk_call": _call,
    "labels:edit": _call,
    "labels:publish": _call,
    "labels:name_juror": _call,
    "labels:settle": _call,
    "labels:dismiss": _seat,
    "labels:application": _own,
    "labels:send": _own,
    "labels:withdraw": _own,
    "labels:show": _own,
    "labels:apply": lambda world: {"slug": open_call().slug},
    "labels:seat": _seat,
    "labels:accept": _seat,
    "labels:judged": _judged,
    "labels:declare": _judged,
}
