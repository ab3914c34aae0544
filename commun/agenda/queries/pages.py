"""What the page of a meeting, that of a regular one, and the desk show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from commun.accounts.models import User
from commun.agenda.actions.registrations import sessions_of
from commun.agenda.enums import EventAudience, Seat
from commun.agenda.models import Event, EventDocument, EventSeries, EventSpeaker, ProgrammeItem, Registration
from commun.agenda.queries.shelf import Line, line_of, lines
from commun.agenda.when import days_of, hour, hours_of
from commun.core.models import Revision
from commun.core.themes import Theme
from commun.territories.models import Territory
from commun.ui.components.dates import written


@dataclass(frozen=True)
class Moment:
    """A part of the programme: "9 h 30", what, and who speaks, as everyone may read it."""

    pk: int
    day: str
    hour: str
    title: str
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class EventPage:
    event: Event
    days: str
    hours: str
    audiences: str
    themes: str
    left: int | None
    waiting: int
    programme: tuple[Moment, ...]
    documents: tuple[EventDocument, ...]
    others: tuple[Line, ...]
    versions: int
    own: Registration | None
    online_url: str

    @property
    def has_facts(self) -> bool:
        """Whether anything is left to say under « À savoir »."""
        one = self.event
        attached = (one.territory_id, one.group_id, one.series_id, one.online_url, one.source_title)
        return bool(self.audiences or self.themes or any(attached) or one.is_past or self.versions > 1)


def event_page(event: Event, *, user: User | None) -> EventPage:
    """Seven queries at most."""
    own = event.registrations.filter(user=user).first() if user is not None else None
    counts = event.registrations.aggregate(
        taken=Count("pk", filter=Q(seat=Seat.SEATED)), waiting=Count("pk", filter=Q(seat=Seat.WAITING))
    )
    left = None if event.capacity is None else max(event.capacity - counts["taken"], 0)
    others = lines(Event.objects.public().filter(series=event.series).exclude(pk=event.pk)) if event.series_id else ()
    is_seated = own is not None and own.seat == Seat.SEATED
    return EventPage(
        event=event,
        days=days_of(event),
        hours=hours_of(event),
        audiences=", ".join(str(EventAudience(one).label) for one in event.audiences),
        themes=", ".join(str(Theme(one).label) for one in event.themes),
        left=0 if left and counts["waiting"] else left,
        waiting=counts["waiting"],
        programme=programme_of(event),
        documents=tuple(event.documents.all()),
        others=tuple(line_of(one) for one in others),
        versions=Revision.objects.of(event).count(),
        own=own,
        online_url=event.online_url if event.is_online_url_public or is_seated else "",
    )


def programme_of(event: Event) -> tuple[Moment, ...]:
    """Two queries."""
    speakers = Prefetch("speakers", EventSpeaker.objects.order_by("position", "pk"))
    items = ProgrammeItem.objects.filter(event=event).prefetch_related(speakers).order_by("position", "pk")
    found, last = [], None
    for item in items:
        day = written(item.on) if item.on and item.on != last else ""
        last = item.on or last
        said = tuple(filter(None, (one.public_line for one in item.speakers.all())))
        found.append(Moment(item.pk, day, hour(item.starts_time) if item.starts_time else "", item.title, said))
    return tuple(found)


@dataclass(frozen=True)
class SeriesPage:
    series: EventSeries
    coming: tuple[Line, ...]
    past: tuple[Line, ...]
    open_sessions: int


def series_page(series: EventSeries) -> SeriesPage:
    """Three queries."""
    now = timezone.now()
    rows = lines(Event.objects.public().filter(series=series))
    return SeriesPage(
        series,
        tuple(line_of(one) for one in rows.coming(now)),
        tuple(line_of(one) for one in rows.past(now)),
        len(sessions_of(series)) if series.is_cycle else 0,
    )


@dataclass(frozen=True)
class DeskLine:
    event: Event
    when: str
    seated: int
    waiting: int


@dataclass(frozen=True)
class DeskPage:
    drafts: tuple[DeskLine, ...]
    coming: tuple[DeskLine, ...]
    past: tuple[DeskLine, ...]
    series: tuple[EventSeries, ...]


def desk_page(*, territory: Territory | None) -> DeskPage:
    """Four queries."""
    now = timezone.now()
    rows = Event.objects.filter(territory=territory).annotate(
        seated=Count("registrations", filter=Q(registrations__seat=Seat.SEATED)),
        waits=Count("registrations", filter=Q(registrations__seat=Seat.WAITING)),
    )
    return DeskPage(
        _desk_lines(rows.filter(published_at=None).order_by("starts_at", "pk")),
        _desk_lines(rows.public().coming(now)),
        _desk_lines(rows.public().past(now)[:100]),
        tuple(EventSeries.objects.filter(territory=territory)),
    )


def _desk_lines(rows: Iterable[Any]) -> tuple[DeskLine, ...]:
    return tuple(DeskLine(one, days_of(one), one.seated, one.waits) for one in rows)


@dataclass(frozen=True)
class OwnPage:
    """What one person registered to, to come and past."""

    coming: tuple[Registration, ...]
    past: tuple[Registration, ...]


def own_page(*, user: User) -> OwnPage:
    """Two queries."""
    now = timezone.now()
    rows = user.registrations.exclude(seat=Seat.ASKED).select_related("event__territory", "event__series")
    return OwnPage(
        tuple(rows.filter(event__ends_at__gt=now).order_by("event__starts_at", "pk")),
        tuple(rows.filter(event__ends_at__lte=now).order_by("-event__starts_at", "-pk")),
    )
