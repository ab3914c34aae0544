"""The mails of the public clock."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.concertations import quarterly
from commun.concertations.enums import ReminderKind
from commun.concertations.models import FollowUp, Reminder
from commun.concertations.queries.reminders import DueReminder, due_reminders
from commun.core import audit
from commun.core.reminders import Report, send_once
from commun.ui.components.dates import written


def send_due(*, on: datetime.date, dry_run: bool = False) -> Report:
    """Send every mail of the clock due on this day that has not left yet."""
    return sum(
        (_send(due, address, on=on, dry_run=dry_run) for due in due_reminders(on=on) for address in due.recipients),
        start=Report(),
    )


def _send(due: DueReminder, address: str, *, on: datetime.date, dry_run: bool) -> Report:
    return send_once(
        Reminder,
        {"concertation": due.concertation, "kind": due.kind, "due_on": due.day},
        address,
        lambda: _mail(due, address, on=on),
        dry_run=dry_run,
        once_sent=lambda: audit.record(
            "reminder.sent", target=due.concertation, by=None, detail={"nature": due.kind.value}
        ),
    )


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
