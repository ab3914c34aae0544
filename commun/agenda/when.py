"""Days and hours of a meeting, as one writes them in French."""

import datetime

from django.utils.translation import gettext as _

from commun.agenda.models import Event
from commun.ui.components.dates import written

PARIS = "Europe/Paris"


def hour(time: datetime.time) -> str:
    """ "9 h 30", "14 h"."""
    return f"{time.hour} h {time.minute:02}" if time.minute else f"{time.hour} h"


def days_of(event: Event) -> str:
    """ "6 juillet 2023", "du 3 au 4 avril 2024", "du 30 juin au 2 juillet 2025"."""
    first, last = event.starts_on, event.ends_on
    if first == last:
        return written(first)
    until = written(last)
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if first.day == 1 else str(first.day)
    elif first.year == last.year:
        start = written(first).rpartition(" ")[0]
    else:
        start = written(first)
    return _("du %(first)s au %(last)s") % {"first": start, "last": until}


def hours_of(event: Event) -> str:
    """ "de 9 h 30 à 12 h", "à 14 h (heure de La Réunion)"; empty for whole days."""
    told = hours_between(event.starts_time, event.ends_time)
    if event.time_zone == PARIS or not told:
        return told
    return _("%(hours)s, heure locale (%(zone)s)") % {"hours": told, "zone": event.time_zone.replace("_", " ")}


def hours_between(start: datetime.time | None, end: datetime.time | None) -> str:
    """ "de 9 h 30 à 12 h", "à 14 h"; empty when no hour is known."""
    if start is None:
        return ""
    if end is None:
        return _("à %(start)s") % {"start": hour(start)}
    return _("de %(start)s à %(end)s") % {"start": hour(start), "end": hour(end)}


def when(event: Event) -> str:
    return ", ".join(filter(None, (days_of(event), hours_of(event))))
