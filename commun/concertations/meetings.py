"""The sessions of debates that are open to all, as the agenda shows them beside the meetings that it keeps."""

import datetime
from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as t

from commun.agenda.declared import Asked, Meeting, Placed, Source, add_source
from commun.concertations.calendar import entry_of
from commun.concertations.models import Concertation, Sequence
from commun.core.calendars import PARIS
from commun.territories.models import Territory

_DAY = datetime.timedelta(days=1)


def open_sessions() -> "QuerySet[Sequence]":
    """Those of published debates that have a date and that anyone may come to."""
    return Sequence.objects.filter(concertation__in=Concertation.objects.published(), is_open=True).exclude(on=None)


def days(asked: Asked) -> list[Placed]:
    """One query."""
    rows = open_sessions()
    if asked.territory:
        rows = rows.filter(concertation__territory__slug=asked.territory)
    if asked.since:
        rows = rows.filter(on__gte=asked.since)
    if asked.until:
        rows = rows.filter(on__lte=asked.until)
    if asked.only_real:
        rows = rows.exclude(concertation__territory__is_fictional=True)
    if asked.theme:
        return []  # a debate has no theme of its own: those of its takeaways are known after its sessions
    found = rows.values_list("pk", "on", "starts_at", "minutes")
    return [_placed(pk, on, at, minutes) for pk, on, at, minutes in found if on is not None]


def _placed(pk: int, on: datetime.date, at: datetime.time | None, minutes: int | None) -> Placed:
    start = datetime.datetime.combine(on, at or datetime.time.min, tzinfo=PARIS)
    if at is None or minutes is None:
        return Placed(start, datetime.datetime.combine(on + _DAY, datetime.time.min, tzinfo=PARIS), pk)
    return Placed(start, start + datetime.timedelta(minutes=minutes), pk)


def read(pks: Collection[int]) -> dict[int, Meeting]:
    """One query."""
    rows = open_sessions().filter(pk__in=pks).select_related("concertation__territory")
    return {one.pk: _meeting(one) for one in rows}


def announced(most: int) -> list[Meeting]:
    """A session is announced when its debate is, or later when it is added or moved. One query."""
    rows = open_sessions().exclude(concertation__territory__is_fictional=True)
    rows = rows.annotate(told_at=Greatest("changed_at", "concertation__published_at")).order_by("-told_at", "-pk")
    return [_meeting(one) for one in rows.select_related("concertation__territory")[:most]]


def _meeting(session: Sequence) -> Meeting:
    concertation, entry = session.concertation, entry_of(session)
    assert session.on is not None
    return Meeting(
        title=session.title,
        url=concertation.get_absolute_url(),
        starts_on=session.on,
        starts_time=session.starts_at,
        ends_time=_end_of(session),
        place=session.place,
        by=concertation.territory.name,
        about=concertation.title,
        is_fictional=concertation.territory.is_fictional,
        announced_at=entry.changed_at,
        entry=entry,
    )


def _end_of(session: Sequence) -> datetime.time | None:
    """The hour, when it is the same day."""
    if session.starts_at is None or session.minutes is None or session.on is None:
        return None
    end = datetime.datetime.combine(session.on, session.starts_at) + datetime.timedelta(minutes=session.minutes)
    return end.time() if end.date() == session.on else None


def _inviting() -> "QuerySet[Territory]":
    return Territory.objects.filter(pk__in=open_sessions().order_by().values("concertation__territory"))


def register() -> None:
    add_source(Source("seance", t("Séance d’une concertation"), days, read, announced, _inviting))
