"""What every iCalendar file of ours shares (RFC 5545): an entry, its lasting identifier, and how it is written."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone

CONTENT_TYPE = "text/calendar; charset=utf-8"
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class CalendarEntry:
    """One event. `key` makes its identifier, stable for ever; `url` is absolute.

    A `start` without an hour is a whole day, and `end` is then the last of its days. `sequence` grows each time the
    event moves: agendas take a change only then.
    """

    key: str
    summary: str
    start: datetime.date | datetime.datetime
    changed_at: datetime.datetime
    url: str
    end: datetime.date | datetime.datetime | None = None
    duration: datetime.timedelta | None = None
    sequence: int = 0
    location: str = ""
    description: str = ""
    is_cancelled: bool = False


def icalendar(entries: Iterable[CalendarEntry], *, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//{urlsplit(settings.SITE_URL).hostname}//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    if not calendar.subcomponents:  # RFC 5545, 3.6: a calendar holds one component at least
        calendar.add_component(Timezone.from_tzid(PARIS.key))
    body: bytes = calendar.to_ical()
    return body


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    event.add("dtstart", entry.start)
    if not isinstance(entry.start, datetime.datetime):
        event.add("dtend", (entry.end or entry.start) + datetime.timedelta(days=1))
    elif entry.end is not None:
        event.add("dtend", entry.end)
    elif entry.duration:
        event.add("duration", entry.duration)
    if entry.location:
        event.add("location", entry.location)
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    if entry.description:
        event.add("description", entry.description)
    event.add("url", entry.url)
    return event
