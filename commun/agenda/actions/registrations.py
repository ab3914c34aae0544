"""Coming, waiting for a seat, leaving. Seats are counted while the meeting's row is held: nobody takes the same one."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.agenda import mails
from commun.agenda.enums import Seat
from commun.agenda.models import Event, EventSeries, PersonalCalendar, Registration
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.mails import send_after_commit

T = TypeVar("T")

ASKED_AGAIN_AFTER = timedelta(hours=12)
"""An address is asked to confirm once in that time: nobody fills someone else's box."""


@transaction.atomic
def register(*, events: Sequence[Event], user: User, organisation: str = "") -> list[Registration]:
    """Someone signed in comes to these sessions, or waits for a seat: their address has been proved."""
    made = []
    for event in _open(events):
        found = event.registrations.filter(email__iexact=user.email).first()
        if found is not None and found.seat != Seat.ASKED:
            continue
        one = found or Registration(event=event, email=user.email)
        one.event, one.user = event, user
        one.name, one.organisation = user.name, organisation.strip()
        made.append(_seat(one))
    if not made:
        raise DomainError(_("Vous êtes déjà inscrite ou inscrit."))
    _write(made, mails.settled)
    return made


@transaction.atomic
def ask(*, events: Sequence[Event], email: str, name: str, organisation: str) -> None:
    """Someone without an account: a mail asks the address to say yes. Says nothing of whether it was known."""
    asked, known = [], []
    for event in _open(events):
        one = event.registrations.filter(email__iexact=email).first()
        if one is not None and one.seat != Seat.ASKED:
            known.append(one)
            continue
        if one is not None and one.asked_at > timezone.now() - ASKED_AGAIN_AFTER:
            continue
        one = one or Registration(event=event, email=email)
        one.name, one.organisation, one.asked_at = name.strip(), organisation.strip(), timezone.now()
        one.event = event
        one.save()
        asked.append(one)
    if asked:
        _write(asked, mails.to_confirm)
    elif known and _may_be_told_again(known):
        _write(known, mails.settled)


@transaction.atomic
def confirm(*, registrations: Collection[int]) -> list[Registration]:
    """The address said yes: a seat in each session that has one left, a turn in the others. Done twice, it changes
    nothing. Raises DomainError when nothing is left to confirm."""
    found = list(Registration.objects.filter(pk__in=registrations))
    if not found:
        raise DomainError(_("Cette demande a été effacée : inscrivez-vous de nouveau."))
    events = {one.pk: one for one in _hold({one.event_id for one in found})}
    settled, made = [], []
    for one in Registration.objects.filter(pk__in=registrations).order_by("event__starts_at", "pk"):
        one.event = events[one.event_id]
        if one.seat == Seat.ASKED:
            if not one.event.takes_signups:
                continue
            made.append(_seat(one))
        settled.append(one)
    if not settled:
        raise DomainError(_("Les inscriptions sont closes."))
    if made:
        _write(made, mails.settled)
    return settled


@transaction.atomic
def leave(*, registration: int) -> Event | None:
    """Erase the registration; the first who waits moves up and is told. None when it was gone already."""
    found = Registration.objects.filter(pk=registration).first()
    if found is None:
        return None
    (event,) = _hold([found.event_id])
    deleted, _rows = Registration.objects.filter(pk=registration).delete()
    if deleted:
        _trace("event.left", event)
        fill(event=event)
    return event


def fill(*, event: Event) -> None:
    """Give the free seats to those who wait, by turn, and tell them. The meeting's row must be held."""
    if event.is_cancelled or event.is_past:
        return
    waiting = event.registrations.filter(seat=Seat.WAITING).order_by("confirmed_at", "pk")
    free = None if event.capacity is None else event.capacity - event.registrations.filter(seat=Seat.SEATED).count()
    if free is not None and free <= 0:
        return
    for one in waiting if free is None else waiting[:free]:
        one.seat = Seat.SEATED
        one.save(update_fields=["seat"])
        one.event = event
        _trace("event.moved_up", event)
        send_after_commit(partial(_one, mails.moved_up, one), what="seat of a meeting")


@transaction.atomic
def note_attendance(*, event: Event, present: Collection[int], by: User) -> int:
    """Who of those registered came. How many did."""
    (current,) = _hold([event.pk])
    if current.starts_at > timezone.now():
        raise DomainError(_("On note qui est venu une fois la rencontre commencée."))
    seated = current.registrations.exclude(seat=Seat.ASKED)
    came = seated.filter(pk__in=present).update(was_present=True)
    seated.exclude(pk__in=present).update(was_present=False)
    audit.record("event.attendance_noted", target=current, by=by, by_role=by.signature(current.territory))
    return came


@transaction.atomic
def open_calendar(*, user: User) -> PersonalCalendar:
    """A new private address of one's own calendar; the one before works no more."""
    kept, is_new = PersonalCalendar.objects.get_or_create(user=user)
    if not is_new:
        kept = PersonalCalendar.objects.select_for_update().get(pk=kept.pk)
        kept.serial, kept.is_open, kept.changed_at = kept.serial + 1, True, timezone.now()
        kept.save()
    return kept


def close_calendar(*, user: User) -> None:
    PersonalCalendar.objects.filter(user=user).update(is_open=False, changed_at=timezone.now())


def sessions_of(series: EventSeries) -> list[Event]:
    """Those of a cycle that one may still register to. One query."""
    rows = (
        Event.objects.public().filter(series=series).select_related("series", "territory").order_by("starts_at", "pk")
    )
    return [one for one in rows if one.takes_signups]


def _hold(events: Iterable[int]) -> list[Event]:
    """Their rows as they are now, held until the end of the transaction; always in one order, so that nobody waits
    for somebody who waits for them."""
    rows = Event.objects.select_for_update(of=("self",)).filter(pk__in=list(events))
    return list(rows.select_related("series", "territory").order_by("pk"))


def _open(events: Sequence[Event]) -> list[Event]:
    held = [one for one in _hold(one.pk for one in events) if one.takes_signups]
    if not held:
        raise DomainError(_("Les inscriptions sont closes."))
    return sorted(held, key=lambda one: (one.starts_at, one.pk))


def _seat(one: Registration) -> Registration:
    """A seat if there is one and nobody waits, a turn otherwise. The meeting's row is held."""
    event = one.event
    others = event.registrations.exclude(pk=one.pk)
    is_full = event.capacity is not None and (
        others.filter(seat=Seat.SEATED).count() >= event.capacity or others.filter(seat=Seat.WAITING).exists()
    )
    one.seat = Seat.WAITING if is_full else Seat.SEATED
    one.confirmed_at = timezone.now()
    one.save()
    _trace("event.registered", event)
    return one


def _may_be_told_again(known: Sequence[Registration]) -> bool:
    """Once in a while: `asked_at` says when they were last written to."""
    before = timezone.now() - ASKED_AGAIN_AFTER
    rows = Registration.objects.filter(pk__in=[one.pk for one in known], asked_at__lt=before)
    return bool(rows.update(asked_at=timezone.now()))


def _write(registrations: list[Registration], make: Callable[[list[Registration]], EmailMessage]) -> None:
    send_after_commit(partial(_one, make, registrations), what="registration to a meeting")


def _one(make: Callable[[T], EmailMessage], about: T) -> list[EmailMessage]:
    return [make(about)]


def _trace(verb: str, event: Event) -> None:
    """Never public, and says nothing of who: pages that count the seats are made again."""
    audit.record(verb, target=event, by=None)
