"""Meetings that other apps keep, and that the agenda shows beside its own: they are written once, where they belong.

    add_source(Source("seance", _("Séance d’une concertation"), days=…, read=…, announced=…, inviting=…))

A higher app declares its source when it is ready; the agenda asks it, and never imports it.
"""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from commun.core.calendars import CalendarEntry
from commun.territories.models import Territory


@dataclass(frozen=True)
class Asked:
    """What a reader narrows the agenda to; what is empty narrows nothing. Days are included."""

    territory: str = ""
    theme: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    only_real: bool = False


class Placed(NamedTuple):
    """When a meeting is: enough to put thousands in order, and to read those of one page."""

    start: datetime.datetime
    end: datetime.datetime
    pk: int


@dataclass(frozen=True)
class Meeting:
    """A public meeting as lists show it, and as agendas read it. `url` is a path; `announced_at` orders the feed."""

    title: str
    url: str
    starts_on: datetime.date
    starts_time: datetime.time | None
    ends_time: datetime.time | None
    place: str
    by: str
    about: str
    is_fictional: bool
    announced_at: datetime.datetime
    entry: CalendarEntry


@dataclass(frozen=True)
class Source:
    """`kind` is its word in the filters. `announced` gives the newest first, of real territories, so many at most."""

    kind: str
    label: str | Promise
    days: Callable[[Asked], list[Placed]]
    read: Callable[[Collection[int]], dict[int, Meeting]]
    announced: Callable[[int], list[Meeting]]
    inviting: Callable[[], "QuerySet[Territory]"]


_sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    _sources[source.kind] = source


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def meetings(asked: Asked, *, most: int) -> list[Meeting]:
    """Of every source, by date. Two queries a source."""
    found: list[tuple[Placed, Meeting]] = []
    for source in sources():
        placed = sorted(source.days(asked))[:most]
        read = source.read([one.pk for one in placed])
        found += [(one, read[one.pk]) for one in placed if one.pk in read]
    return [meeting for _placed, meeting in sorted(found, key=lambda one: one[0])][:most]
