"""Sending the mails of the public clock, each once, whatever happens to the machine that sends them."""

import datetime
import logging
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from commun.concertations import quarterly
from commun.concertations.enums import ReminderKind
from commun.concertations.models import FollowUp, Reminder
from commun.concertations.queries.reminders import DueReminder, due_reminders
from commun.core import audit
from commun.ui.components.dates import written

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Report:
    """How many mails left, could not leave, or had already left (or are being sent by another process)."""

    sent: int = 0
    failed: int = 0
    already: int = 0


def send_due(*, on: datetime.date, dry_run: bool = False) -> Report:
    """Send every mail due on this day that has not left yet. Running it again sends only what failed."""
    sent = failed = already = 0
    for due in due_reminders(on=on):
        for address in due.recipients:
            if dry_run:
                is_gone = Reminder.objects.filter(**_key(due, address), sent_at__isnull=False).exists()
                sent, already = sent + (not is_gone), already + is_gone
                continue
            outcome = _send_once(due, address, on=on)
            sent, failed, already = (
                sent + (outcome is True),
                failed + (outcome is False),
                already + (outcome is None),
            )
    return Report(sent=sent, failed=failed, already=already)


def _key(due: DueReminder, address: str) -> dict[str, Any]:
    digest = salted_hmac("commun.reminder", address.casefold(), algorithm="sha256")
    return {
        "concertation": due.concertation,
        "kind": due.kind,
        "due_on": due.day,
        "recipient_sha256": digest.hexdigest(),
    }


def _send_once(due: DueReminder, address: str, *, on: datetime.date) -> bool | None:
    """True when it left, False when it could not, None when it is not ours to send."""
    reminder, _created = Reminder.objects.get_or_create(**_key(due, address))
    now = timezone.now()
    free = Reminder.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE), pk=reminder.pk, sent_at=None)
    if not free.update(claimed_at=now):
        return None
    try:
        _mail(due, address, on=on).send()
    except (SMTPException, OSError) as error:
        Reminder.objects.filter(pk=reminder.pk).update(claimed_at=None)
        logger.warning(
            "Reminder %s of %s could not be sent: %s", due.kind.value, due.concertation.uid, type(error).__name__
        )
        return False
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=timezone.now())
    audit.record("reminder.sent", target=due.concertation, by=None, detail={"nature": due.kind.value})
    return True


def _mail(due: DueReminder, address: str, *, on: datetime.date) -> EmailMessage:
    concertation = due.concertation
    context = {
        "concertation": concertation,
        "territory": concertation.territory,
        "due_on": written(due.day),
        "days_late": (on - due.day).days,
        "waiting": concertation.propositions_count - concertation.answered_count,
        "answers_url": _absolute(reverse("concertations:answers", args=[concertation.slug])),
        "public_url": _absolute(reverse("concertations:propositions") + f"?territoire={concertation.territory.slug}"),
        "follow_ups": [_links(one, on) for one in due.follow_ups],
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    return EmailMessage(
        subject=_subject(due),
        body=render_to_string(TEMPLATES[due.kind], context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


TEMPLATES = {
    ReminderKind.BEFORE: "concertations/mails/reminder_before.txt",
    ReminderKind.DUE: "concertations/mails/reminder_due.txt",
    ReminderKind.AFTER: "concertations/mails/reminder_after.txt",
    ReminderKind.QUARTERLY: "concertations/mails/quarterly.txt",
}


def _subject(due: DueReminder) -> str:
    said = {
        ReminderKind.BEFORE: _("Réponse promise dans moins d’un mois : %(title)s"),
        ReminderKind.DUE: _("La date de réponse promise est arrivée : %(title)s"),
        ReminderKind.AFTER: _("La réponse promise est en retard : %(title)s"),
        ReminderKind.QUARTERLY: _("Où en sont vos promesses : %(title)s"),
    }[due.kind] % {"title": due.concertation.title}
    return " ".join(said.split())


def _links(follow_up: FollowUp, on: datetime.date) -> dict[str, object]:
    return {
        "title": follow_up.title,
        "due_on": written(follow_up.due_on),
        "days_late": follow_up.days_late(on),
        "choices": [
            (
                choice.label,
                _absolute(
                    reverse(
                        "concertations:quarterly_answer",
                        args=[quarterly.token_for(quarterly.Link(follow_up.uid, choice, follow_up.version))],
                    )
                ),
            )
            for choice in quarterly.Choice
        ],
    }


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
