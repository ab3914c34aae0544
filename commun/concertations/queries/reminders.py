"""Which mails of the public clock are due on a day.

The windows of the three reminders do not overlap: when the command did not run for a while, the one that still makes
sense is sent, once, and not all those that were missed.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from commun.accounts.enums import Role
from commun.accounts.models import Membership
from commun.concertations.enums import ReminderKind
from commun.concertations.models import Concertation, FollowUp
from commun.concertations.models.concertation import owes_an_answer

MONTH = datetime.timedelta(days=30)
LAST_CALL = datetime.timedelta(days=90)
"""A reminder that is more than two months late (a first installation, an import) is no longer sent."""
QUARTER_WINDOW = datetime.timedelta(days=20)


@dataclass(frozen=True)
class DueReminder:
    """A mail that must have left by now. `day` is the promised date, or the first day of the quarter."""

    concertation: Concertation
    kind: ReminderKind
    day: datetime.date
    recipients: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...] = ()


def kind_due(due_on: datetime.date, on: datetime.date) -> ReminderKind | None:
    """The reminder of this promised date whose window holds `on`: D−30 to D, D to D+30, D+30 to D+90."""
    if due_on - MONTH <= on < due_on:
        return ReminderKind.BEFORE
    if due_on <= on < due_on + MONTH:
        return ReminderKind.DUE
    if due_on + MONTH <= on < due_on + LAST_CALL:
        return ReminderKind.AFTER
    return None


def quarter_of(on: datetime.date) -> datetime.date:
    """The first day of the quarter."""
    return datetime.date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


def due_reminders(*, on: datetime.date) -> Iterator[DueReminder]:
    """The reminders of the answers that are awaited, then the quarterly checks. Four queries."""
    awaited = _concertations().filter(owes_an_answer(), answer_due_on__gt=on - LAST_CALL, answer_due_on__lte=on + MONTH)
    for concertation in awaited:
        assert concertation.answer_due_on is not None
        kind = kind_due(concertation.answer_due_on, on)
        if kind is not None:
            yield DueReminder(concertation, kind, concertation.answer_due_on, _recipients(concertation))
    quarter = quarter_of(on)
    if on >= quarter + QUARTER_WINDOW:
        return
    promises: dict[int, list[FollowUp]] = {}
    made_before = FollowUp.objects.public().open().filter(created_at__date__lt=quarter)
    for promise in made_before.select_related("proposition").order_by("due_on", "pk"):
        promises.setdefault(promise.proposition.concertation_id, []).append(promise)
    for concertation in _concertations().filter(pk__in=list(promises)):
        yield DueReminder(
            concertation,
            ReminderKind.QUARTERLY,
            quarter,
            _recipients(concertation),
            tuple(promises[concertation.pk]),
        )


def _concertations() -> QuerySet[Concertation]:
    """Published ones; nobody is written to about the invented territory, except on a demonstration."""
    found = Concertation.objects.published() if settings.DEMO else Concertation.objects.published().real()
    referents = Membership.objects.filter(Q(role=Role.REFERENT), user__is_active=True).select_related("user")
    return (
        found.select_related("territory")
        .prefetch_related(Prefetch("territory__memberships", queryset=referents, to_attr="referents"))
        .order_by("pk")
    )


def _recipients(concertation: Concertation) -> tuple[str, ...]:
    """The référent named on the record and those of the territory, each once whatever the case."""
    members: list[Membership] = getattr(concertation.territory, "referents", [])
    addresses = [concertation.referent_email, *(member.user.email for member in members)]
    return tuple({address.casefold(): address for address in addresses if address}.values())
