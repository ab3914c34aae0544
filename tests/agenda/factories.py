"""Meetings for tests, told by situations."""

import datetime
from typing import Any

from django.utils import timezone

from commun.agenda.actions import events
from commun.agenda.enums import Signup
from commun.agenda.models import Event, EventSeries
from commun.territories.models import Territory


def draft(territory: Territory | None = None, *, in_days: int = 30, **given: Any) -> Event:
    """A meeting of one afternoon, that one registers to."""
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    values = {
        "kind": "groupe_de_travail",
        "title": "Réunion d’essai",
        "description": "On y parle.",
        "starts_on": day,
        "starts_time": datetime.time(14),
        "ends_on": day,
        "ends_time": datetime.time(17),
        "signup": Signup.HERE,
    }
    return events.create(values=values | given, territory=territory, by=None)


def announced(territory: Territory | None = None, **given: Any) -> Event:
    made = draft(territory, **given)
    events.publish(event=made, by=None)
    made.refresh_from_db()
    return made


def past(territory: Territory | None = None, **given: Any) -> Event:
    return announced(territory, in_days=given.pop("in_days", -10), **given)


def cycle(territory: Territory | None = None, *, sessions: int = 3, **given: Any) -> EventSeries:
    """Sessions that one registers to at once."""
    values = {"title": "Cycle d’essai", "description": "Plusieurs séances.", "is_cycle": True}
    made = events.save_series(series=None, values=values, version=0, territory=territory, by=None)
    for number in range(sessions):
        announced(territory, in_days=20 + number, title=f"Séance {number + 1}", series=made, **given)
    return made
