"""What this app holds of a person: the meetings that they registered to, erased some time after; their calendar."""

import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from commun.accounts.models import User
from commun.accounts.personal_data import addresses_of, declare, leave_out, on_erase, on_purge
from commun.agenda.enums import Seat
from commun.agenda.models import Event, EventMail, Registration

KEPT = datetime.timedelta(days=92)
"""How long after a meeting its registrations are kept: the time to write minutes and certificates. Told to each."""
UNCONFIRMED = datetime.timedelta(days=7)


def _registrations(user: User) -> list[dict[str, Any]]:
    return [
        {
            "rencontre": one.event.title,
            "jour": one.event.starts_on,
            "état": one.get_seat_display(),
            "organisme": one.organisation,
            "inscrit le": one.confirmed_at,
        }
        for one in user.registrations.select_related("event").order_by("asked_at", "pk")
    ]


@on_erase
def _erase_registrations(user: User) -> None:
    """Those made by mail, before the account or beside it."""
    Registration.objects.filter(email__in=addresses_of(user)).delete()


@on_purge("inscriptions aux rencontres")
def _old_registrations(before: datetime.datetime) -> int:
    """Three months after the meeting, whatever the delay of the rest; how many came stays, without names."""
    now = timezone.now()
    ended = Registration.objects.filter(event__ends_at__lt=now - KEPT)
    came = ended.filter(was_present=True, event__attendance=None).values("event").annotate(count=Count("pk"))
    for one in came:
        Event.objects.filter(pk=one["event"]).update(attendance=one["count"])
    unanswered = Registration.objects.filter(seat=Seat.ASKED, asked_at__lt=now - UNCONFIRMED)
    return sum(rows.delete()[0] for rows in (ended, unanswered))


@on_purge("courriels des rencontres")
def _old_mails(before: datetime.datetime) -> int:
    return EventMail.objects.filter(event__ends_at__lt=timezone.now() - KEPT).delete()[0]


declare("agenda.Registration.user", "rencontres auxquelles vous êtes inscrit", _registrations)
leave_out("agenda.PersonalCalendar.user", "un numéro qui dit laquelle des adresses de votre calendrier répond")
