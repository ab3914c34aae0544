"""The list of meetings: what is asked of it, and what it shows."""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import formats, timezone

from commun.agenda.enums import Period, Seat
from commun.agenda.forms import NETWORK
from commun.agenda.models import Event, EventQuerySet, EventSeries
from commun.agenda.when import days_of, hours_of
from commun.core.themes import Theme

PAGE_SIZE = 50
MOST_COMING = 300


@dataclass(frozen=True)
class Line:
    """One meeting of a list; rendering it asks the database nothing. `left` is None where seats are not counted."""

    event: Event
    days: str
    hours: str
    by: str
    left: int | None

    @property
    def is_full(self) -> bool:
        return self.left == 0


@dataclass(frozen=True)
class Month:
    """Meetings that begin in one month. `key` is "2026-11"."""

    key: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class AgendaPage:
    coming: tuple[Month, ...]
    past: tuple[Line, ...]
    past_page: "Page[Event] | None"
    series: tuple[EventSeries, ...]


def line_of(event: Event) -> Line:
    """Of an event read with `lines()`."""
    taken = getattr(event, "taken", None)
    left = None if event.capacity is None or taken is None else max(event.capacity - taken, 0)
    by = event.organisers_line or (event.territory.name if event.territory else "")
    return Line(event, days_of(event), hours_of(event), by, left if event.takes_signups else None)


def lines(rows: EventQuerySet) -> EventQuerySet:
    """What the lines need, in one query."""
    taken = Count("registrations", filter=Q(registrations__seat=Seat.SEATED))
    return rows.select_related("territory", "group", "series").annotate(taken=taken)


def narrowed(rows: EventQuerySet, given: Mapping[str, Any], *, now: datetime.datetime) -> EventQuerySet:
    """Those that a filter form asks for; a value that it does not understand narrows nothing."""
    if kind := given.get("nature"):
        rows = rows.filter(kind=kind)
    if territory := given.get("territoire"):
        rows = rows.filter(territory=None) if territory == NETWORK else rows.filter(territory__slug=territory)
    if group := given.get("groupe"):
        rows = rows.filter(group__slug=group)
    if theme := given.get("theme"):
        rows = rows.filter(pk__in=_with_theme(theme))
    match given.get("periode"):
        case Period.COMING:
            rows = rows.filter(ends_at__gt=now)
        case Period.PAST:
            rows = rows.filter(ends_at__lte=now)
    return rows


def agenda_page(*, given: Mapping[str, Any], page: str) -> AgendaPage:
    """Five queries at most."""
    now = timezone.now()
    rows = lines(narrowed(Event.objects.public(), given, now=now))
    asked = given.get("periode")
    coming = months([] if asked == Period.PAST else list(rows.coming(now)[:MOST_COMING]))
    past = None
    if asked != Period.COMING:
        found = Paginator(rows.past(now), PAGE_SIZE).get_page(page)
        past = found
    series = () if any(given.values()) else tuple(EventSeries.objects.select_related("territory"))
    shown = tuple(line_of(event) for event in past.object_list) if past else ()
    return AgendaPage(coming, shown, past, series)


def months(events: list[Event]) -> tuple[Month, ...]:
    found: dict[str, list[Line]] = {}
    for event in events:
        found.setdefault(event.starts_on.strftime("%Y-%m"), []).append(line_of(event))
    return tuple(
        Month(key, label_of(datetime.date.fromisoformat(f"{key}-01")), tuple(some)) for key, some in found.items()
    )


def label_of(month: datetime.date) -> str:
    """ "novembre 2026"."""
    return formats.date_format(month, "F Y")


@dataclass(frozen=True)
class MonthPage:
    """All that touches one month, to be printed. `before` and `after` are "2026-10", "2026-12"."""

    label: str
    key: str
    before: str
    after: str
    lines: tuple[Line, ...]


def month_page(*, year: int, month: int) -> MonthPage:
    """One query."""
    first = datetime.date(year, month, 1)
    last = first.replace(day=calendar.monthrange(year, month)[1])
    rows = lines(Event.objects.public().filter(starts_on__lte=last, ends_on__gte=first)).order_by("starts_at", "pk")
    before, after = first - datetime.timedelta(days=1), last + datetime.timedelta(days=1)
    return MonthPage(
        label_of(first),
        first.strftime("%Y-%m"),
        before.strftime("%Y-%m"),
        after.strftime("%Y-%m"),
        tuple(line_of(event) for event in rows),
    )


def _with_theme(theme: str) -> list[int]:
    """Read in Python: the two databases search inside JSON differently, and meetings are few thousands."""
    if theme not in Theme.values:
        return []
    rows = Event.objects.public().exclude(themes=[]).values_list("pk", "themes")
    return [pk for pk, themes in rows if theme in themes]
