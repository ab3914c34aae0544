"""The public clock: how long a proposition has been waiting, and since when it is late. Facts, never a judgement."""

import datetime
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commun.concertations.models import Concertation
from commun.core.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a proposition stands in time. `days_waiting` is None once answered, or when the restitution has no date.

    `days_late` counts the days past the promised date while no final answer is given; `days_taken` those between the
    restitution and the first final answer. An interrupted concertation suspends it (`suspended_on`): neither late nor
    on time, and nothing is counted.
    """

    due_on: datetime.date | None
    days_waiting: int | None
    days_late: int
    days_taken: int | None
    suspended_on: datetime.date | None = None

    @property
    def is_running(self) -> bool:
        return self.days_waiting is not None

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def clock(
    *,
    restituted_on: datetime.date | None,
    due_on: datetime.date | None,
    answered_on: datetime.date | None,
    on: datetime.date,
    is_running: bool = True,
    suspended_on: datetime.date | None = None,
) -> Clock:
    """The clock of one proposition, read on a day; `is_running` and `suspended_on` are those of its concertation."""
    if answered_on is not None:
        taken = (answered_on - restituted_on).days if restituted_on else None
        return Clock(due_on=due_on, days_waiting=None, days_late=0, days_taken=taken)
    if not is_running:
        return Clock(due_on=due_on, days_waiting=None, days_late=0, days_taken=None, suspended_on=suspended_on)
    return Clock(
        due_on=due_on,
        days_waiting=max(0, (on - restituted_on).days) if restituted_on else None,
        days_late=max(0, (on - due_on).days) if due_on else 0,
        days_taken=None,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """The promised date was moved, on a day, to another."""

    on: datetime.date
    to: datetime.date
    is_later: bool


@dataclass(frozen=True, slots=True)
class Postponed:
    """A promised date that is no longer the first one: both are public, and every move with its day."""

    first: datetime.date
    moves: tuple[Move, ...]


def postponed(*, concertation: int, first: datetime.date | None, now: datetime.date | None) -> Postponed | None:
    """How the promised date moved; None when it is the first one. One query when it moved, none otherwise."""
    if first is None or first == now:
        return None
    events = AuditEvent.objects.public().filter(
        target_type=ContentType.objects.get_for_model(Concertation),
        target_id=concertation,
        verb="concertation.answer_date_moved",
    )
    return Postponed(first=first, moves=tuple(_move(one) for one in events.order_by("at", "pk")))


def _move(event: AuditEvent) -> Move:
    before, after = (datetime.date.fromisoformat(event.detail[key]) for key in ("avant", "apres"))
    return Move(on=timezone.localdate(event.at), to=after, is_later=after > before)
