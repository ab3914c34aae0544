"""Mails that leave once each, whatever happens to the machine that sends them: `commun send-reminders`.

Each app registers what it sends from a module called `reminders`; the command sends all of it.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any, Protocol

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from commun.core.models import ReminderOnce

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Report:
    """How many mails left, could not leave, or had already left (or are being sent by another process)."""

    sent: int = 0
    failed: int = 0
    already: int = 0

    def __add__(self, other: "Report") -> "Report":
        return Report(self.sent + other.sent, self.failed + other.failed, self.already + other.already)


class Sender(Protocol):
    """Sends what is due on a day and has not left; a dry run only counts it."""

    def __call__(self, *, on: datetime.date, dry_run: bool) -> Report: ...


_SENDERS: list[Sender] = []


def add_sender(sender: Sender) -> None:
    if sender not in _SENDERS:
        _SENDERS.append(sender)


def send_all(*, on: datetime.date, dry_run: bool = False) -> Report:
    """Send every mail due on this day that has not left yet. Running it again sends only what failed."""
    return sum((sender(on=on, dry_run=dry_run) for sender in _SENDERS), start=Report())


def send_once(
    model: type[ReminderOnce],
    key: dict[str, Any],
    address: str,
    make: Callable[[], EmailMessage],
    *,
    dry_run: bool = False,
    once_sent: Callable[[], object] = lambda: None,
) -> Report:
    """Send the mail that `make` writes to `address`, unless `model` has a row of this key that says it left."""
    digest = salted_hmac("commun.reminder", address.casefold(), algorithm="sha256").hexdigest()
    key = {**key, "recipient_sha256": digest}
    rows = model._default_manager
    if dry_run:
        is_gone = rows.filter(**key, sent_at__isnull=False).exists()
        return Report(sent=int(not is_gone), already=int(is_gone))
    reminder, _created = rows.get_or_create(**key)
    now = timezone.now()
    free = rows.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE), pk=reminder.pk, sent_at=None)
    if not free.update(claimed_at=now):
        return Report(already=1)
    try:
        make().send()
    except (SMTPException, OSError) as error:
        rows.filter(pk=reminder.pk).update(claimed_at=None)
        logger.warning("Reminder %s could not be sent: %s", reminder, type(error).__name__)
        return Report(failed=1)
    rows.filter(pk=reminder.pk).update(sent_at=timezone.now())
    once_sent()
    return Report(sent=1)
