"""The meetings that the network spoke of itself: its commission, its cycles, its forum, those whose dates are known.

`reference/agenda.json` says of each only what was read, and where: no date that the sources do not give.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from commun.agenda.actions import events
from commun.agenda.models import Event, EventSeries
from commun.core.dates import PartialDate
from commun.groups.actions import groups
from commun.groups.models import Group

FILE = Path(__file__).resolve().parent.parent / "reference" / "agenda.json"


@dataclass(frozen=True)
class Loaded:
    groups: int
    events: int


@transaction.atomic
def load_reference() -> Loaded:
    """Add those that are not there; what someone corrected since stays as they left it."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    known = set(Group.objects.values_list("uid", flat=True))
    added = [one for one in told["groups"] if one["uid"] not in known]
    for one in added:
        groups.open_group(values=_values(one), by=None, uid=one["uid"])
    series = {one["key"]: _series(one) for one in told["series"]}
    there = set(Event.objects.values_list("uid", flat=True))
    meetings = [one for one in told["events"] if one["uid"] not in there]
    for one in meetings:
        values = _values(one)
        for name in ("starts_on", "ends_on"):
            values[name] = datetime.date.fromisoformat(values[name])
        if "series" in values:
            values["series"] = series[values["series"]]
        made = events.create(values=values, territory=None, by=None, uid=one["uid"])
        events.publish(event=made, by=None)
    return Loaded(len(added), len(meetings))


def _series(told: dict[str, Any]) -> EventSeries:
    found = EventSeries.objects.filter(territory=None, title=told["title"]).first()
    if found is not None:
        return found
    values = {name: value for name, value in _values(told).items() if name != "key"}
    if "group" in values:
        values["group"] = Group.objects.get(uid=values["group"])
    return events.save_series(series=None, values=values, version=0, territory=None, by=None)


def _values(told: dict[str, Any]) -> dict[str, Any]:
    """Without the identifier, dates of sources as we keep them."""
    values = {name: value for name, value in told.items() if name != "uid"}
    return values | ({"known_on": PartialDate(told["known_on"])} if "known_on" in told else {})
