"""The list of meetings: what is asked of it, and what it shows."""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import formats, timezone

from commun.agenda.declared import Asked, Meeting, Source, sources
from commun.agenda.enums import Period, Seat
from commun.agenda.forms import NETWORK
from commun.agenda.models import Event, EventQuerySet, EventSeries
from commun.agenda.when import days_of, hours_between, hours_of
from commun.core.themes import Theme
from commun.ui.components.dates import written

PAGE_SIZE = 50
MOST_COMING = 300


@dataclass(frozen=True)
class Line:
    """One meeting of a list, ours or another app's; rendering it asks the database nothing.

    `left` is None where seats are not counted; `about` is the debate of which it is a session.
    """

    title: str
    url: str
    starts_on: datetime.date
    days: str
    hours: str
    place: str
    kind: str
    by: str
    about: str = ""
    is_online: bool = False
    is_fictional: bool = False
    is_cancelled: bool = False
    has_minutes: bool = False
    left: int | None = None

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
    past_page: "Page[Found] | None"
    series: tuple[EventSeries, ...]


class Found(NamedTuple):
    """Where a meeting stands among all: when it begins and ends, who keeps it ("" for the agenda), and its row."""

    start: datetime.datetime
    end: datetime.datetime
    kept_by: str
    pk: int


def line_of(event: Event) -> Line:
    """Of an event read with `lines()`."""
    taken = getattr(event, "taken", None)
    left = None if event.capacity is None or taken is None else max(event.capacity - taken, 0)
    return Line(
        title=event.title,
        url=event.get_absolute_url(),
        starts_on=event.starts_on,
        days=days_of(event),
        hours=hours_of(event),
        place=event.place,
        kind=str(event.get_kind_display()),
        by=event.organisers_line or (event.territory.name if event.territory else ""),
        is_online=bool(event.online_url),
        is_fictional=event.is_fictional,
        is_cancelled=event.is_cancelled,
        has_minutes=bool(event.minutes),
        left=left if event.takes_signups else None,
    )


def _line_of_meeting(meeting: Meeting, source: Source) -> Line:
    return Line(
        title=meeting.title,
        url=meeting.url,
        starts_on=meeting.starts_on,
        days=written(meeting.starts_on),
        hours=hours_between(meeting.starts_time, meeting.ends_time),
        place=meeting.place,
        kind=str(source.label),
        by=meeting.by,
        about=meeting.about,
        is_fictional=meeting.is_fictional,
    )


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


def sources_for(given: Mapping[str, Any]) -> list[Source]:
    """The other apps whose meetings the filter lets through: none of theirs is of the network, nor of a group."""
    if given.get("groupe") or given.get("territoire") == NETWORK:
        return []
    kind = given.get("nature")
    return [one for one in sources() if not kind or kind == one.kind]


def _found(rows: EventQuerySet, given: Mapping[str, Any], asked: Asked) -> list[Found]:
    """Ours and theirs, by date. One query for each who keeps some."""
    found = [Found(start, end, "", pk) for start, end, pk in rows.order_by().values_list("starts_at", "ends_at", "pk")]
    for source in sources_for(given):
        found += [Found(one.start, one.end, source.kind, one.pk) for one in source.days(asked)]
    return sorted(found)


def _shown(found: Iterable[Found]) -> dict[Found, Line]:
    """Their lines, in the same order. One query for each who keeps some."""
    some = list(found)
    known: dict[tuple[str, int], Line] = {}
    if ours := [one.pk for one in some if not one.kept_by]:
        known |= {("", event.pk): line_of(event) for event in lines(Event.objects.filter(pk__in=ours))}
    for source in sources():
        if theirs := [one.pk for one in some if one.kept_by == source.kind]:
            read = source.read(theirs)
            known |= {(source.kind, pk): _line_of_meeting(meeting, source) for pk, meeting in read.items()}
    return {one: known[one.kept_by, one.pk] for one in some if (one.kept_by, one.pk) in known}


def agenda_page(*, given: Mapping[str, Any], page: str) -> AgendaPage:
    """Three queries, and two for each app that keeps meetings."""
    now = timezone.now()
    place = given.get("territoire") or ""
    asked = Asked(territory=place, theme=given.get("theme") or "")
    found = _found(narrowed(Event.objects.public(), given, now=now), given, asked)
    period = given.get("periode")
    coming = [one for one in found if one.end > now][:MOST_COMING] if period != Period.PAST else []
    past_page = None
    if period != Period.COMING:
        past = [one for one in reversed(found) if one.end <= now]
        past_page = Paginator(past, PAGE_SIZE).get_page(page)
    shown = _shown([*coming, *(past_page or ())])
    series = () if any(given.values()) else tuple(EventSeries.objects.select_related("territory"))
    return AgendaPage(
        months(shown[one] for one in coming if one in shown),
        tuple(shown[one] for one in past_page or () if one in shown),
        past_page,
        series,
    )


def months(some: Iterable[Line]) -> tuple[Month, ...]:
    found: dict[str, list[Line]] = {}
    for line in some:
        found.setdefault(line.starts_on.strftime("%Y-%m"), []).append(line)
    return tuple(
        Month(key, label_of(datetime.date.fromisoformat(f"{key}-01")), tuple(kept)) for key, kept in found.items()
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
    """Two queries, and two for each app that keeps meetings."""
    first = datetime.date(year, month, 1)
    last = first.replace(day=calendar.monthrange(year, month)[1])
    rows = Event.objects.public().filter(starts_on__lte=last, ends_on__gte=first)
    found = _found(rows, {}, Asked(since=first, until=last))
    before, after = first - datetime.timedelta(days=1), last + datetime.timedelta(days=1)
    return MonthPage(
        label_of(first),
        first.strftime("%Y-%m"),
        before.strftime("%Y-%m"),
        after.strftime("%Y-%m"),
        tuple(_shown(found).values()),
    )


def _with_theme(theme: str) -> list[int]:
    """Read in Python: the two databases search inside JSON differently, and meetings are few thousands."""
    if theme not in Theme.values:
        return []
    rows = Event.objects.public().exclude(themes=[]).values_list("pk", "themes")
    return [pk for pk, themes in rows if theme in themes]
