"""The public sessions as iCalendar, for whoever wants them in their own agenda."""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from commun.concertations.models import Concertation, Sequence

PARIS = ZoneInfo("Europe/Paris")
KEPT_DAYS = 180
MOST_EVENTS = 1000


def country_sessions(*, on: datetime.date) -> list[Sequence]:
    """Those to come and those of the last six months, of real territories. One query."""
    sessions = Sequence.objects.filter(
        concertation__published_at__isnull=False,
        concertation__territory__is_fictional=False,
        on__gte=on - datetime.timedelta(days=KEPT_DAYS),
    )
    return list(sessions.select_related("concertation__territory").order_by("on", "starts_at", "pk")[:MOST_EVENTS])


def sessions_of(concertation: Concertation) -> list[Sequence]:
    """All those that have a date. One query."""
    return list(concertation.sequences.exclude(on=None).select_related("concertation__territory"))


def icalendar(sessions: Iterable[Sequence], *, name: str) -> bytes:
    """The calendar of `sessions`, each of which has a date."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//{urlsplit(settings.SITE_URL).hostname}//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for session in sessions:
        calendar.add_component(_event(session))
    calendar.add_missing_timezones()
    if not calendar.subcomponents:  # RFC 5545, 3.6: a calendar holds one component at least
        calendar.add_component(Timezone.from_tzid(PARIS.key))
    body: bytes = calendar.to_ical()
    return body


def start_of(session: Sequence) -> datetime.date:
    """Its day, or its instant when the hour is known."""
    assert session.on is not None
    if session.starts_at is None:
        return session.on
    return datetime.datetime.combine(session.on, session.starts_at, tzinfo=PARIS)


def _event(session: Sequence) -> Event:
    concertation = session.concertation
    territory = concertation.territory
    assert session.on is not None
    event = Event()
    event.add("uid", f"{concertation.uid}-seance-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    changed_at = max(session.changed_at, concertation.published_at or concertation.created_at)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", session.moves)
    event.add("summary", _summary(session))
    if session.starts_at is None:
        event.add("dtstart", session.on)
        event.add("dtend", session.on + datetime.timedelta(days=1))
    else:
        event.add("dtstart", start_of(session))
        if session.minutes:
            event.add("duration", datetime.timedelta(minutes=session.minutes))
    if session.place:
        event.add("location", session.place)
    openness = _("Séance ouverte à tout le monde.") if session.is_open else _("Séance réservée aux participants.")
    event.add("description", f"{concertation.title}, {territory.name}. {openness}")
    event.add("url", f"{settings.SITE_URL}/concertations/{concertation.slug}/")
    return event


def _summary(session: Sequence) -> str:
    names = {"title": session.title, "territory": session.concertation.territory.name}
    if session.concertation.territory.is_fictional:
        return _("%(title)s, %(territory)s (exemple fictif)") % names
    return _("%(title)s, %(territory)s") % names
