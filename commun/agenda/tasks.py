"""Reminders of the coming meetings, and what changes told to those who are registered: each mail once."""

import datetime
from datetime import timedelta
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as t

from commun.agenda import mails
from commun.agenda.enums import Seat
from commun.agenda.models import Event, EventMail, Registration
from commun.core.background import task
from commun.core.reminders import Report, send_once

WEEK, EVE = 7, 1
CAUGHT_UP = 2
"""A reminder of a week that could not leave on its day still leaves during these days."""


class NotAllSent(Exception):
    """Some mails are still to be sent: the task is tried again for those alone."""


@task(title=t("Rappels des rencontres"), limit=timedelta(minutes=20))
def remind(slot: str) -> int:
    report = send_due(on=timezone.localdate(), dry_run=False)
    if report.failed:
        raise NotAllSent
    return report.sent


@task(title=t("Rencontre déplacée ou annulée : prévenir les personnes inscrites"), limit=timedelta(minutes=20))
def tell(event: int, what: str) -> int:
    """To everyone registered or waiting. A move that another one followed is told once, as it stands now."""
    report = Report()
    current = Event.objects.filter(pk=event).first()
    if current is None or (what != "annule" and what != f"deplace/{current.moves}"):
        return 0
    for one in _registered().filter(event=current).exclude(seat=Seat.ASKED).order_by("pk"):
        report += send_once(EventMail, {"event": current, "what": what}, one.email, partial(mails.changed, one))
    if report.failed:
        raise NotAllSent
    return report.sent


def send_due(*, on: datetime.date, dry_run: bool) -> Report:
    """Seven days before and the day before, to those who have a seat and had it by then."""
    now = timezone.now()
    report = Report()
    for days, late in ((WEEK, CAUGHT_UP), (EVE, 0)):
        first, last = on + timedelta(days=days - late), on + timedelta(days=days)
        rows = _registered().filter(
            seat=Seat.SEATED,
            event__starts_on__range=(first, last),
            event__starts_at__gt=now,
            event__cancelled_at=None,
            event__published_at__isnull=False,
        )
        for one in rows.order_by("pk"):
            told_on = one.event.starts_on - timedelta(days=days)
            if one.confirmed_at is None or timezone.localdate(one.confirmed_at) >= told_on:
                continue  # they registered since: what they were sent then is fresh
            key = {"event": one.event, "what": f"rappel/{days}/{one.event.starts_on.isoformat()}"}
            make = partial(mails.reminder, one, days=days)
            report += send_once(EventMail, key, one.email, make, dry_run=dry_run)
    return report


def _registered() -> QuerySet[Registration]:
    return Registration.objects.select_related("event__series", "event__territory")
