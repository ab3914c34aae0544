"""The public sessions as iCalendar, for whoever wants them in their own agenda."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from commun.concertations.models import Concertation, Sequence
from commun.core.calendars import PARIS, CalendarEntry

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


def start_of(session: Sequence) -> datetime.date:
    """Its day, or its instant when the hour is known."""
    assert session.on is not None
    if session.starts_at is None:
        return session.on
    return datetime.datetime.combine(session.on, session.starts_at, tzinfo=PARIS)


def entry_of(session: Sequence) -> CalendarEntry:
    """A session that has a date, as agendas read it."""
    concertation = session.concertation
    openness = _("Séance ouverte à tout le monde.") if session.is_open else _("Séance réservée aux participants.")
    return CalendarEntry(
        key=f"{concertation.uid}-seance-{session.pk}",
        summary=_summary(session),
        start=start_of(session),
        changed_at=max(session.changed_at, concertation.published_at or concertation.created_at),
        url=f"{settings.SITE_URL}/concertations/{concertation.slug}/",
        duration=datetime.timedelta(minutes=session.minutes) if session.minutes else None,
        sequence=session.moves,
        location=session.place,
        description=f"{concertation.title}, {concertation.territory.name}. {openness}",
    )


def _summary(session: Sequence) -> str:
    names = {"title": session.title, "territory": session.concertation.territory.name}
    if session.concertation.territory.is_fictional:
        return _("%(title)s, %(territory)s (exemple fictif)") % names
    return _("%(title)s, %(territory)s") % names
