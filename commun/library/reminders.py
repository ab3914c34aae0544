"""The mails that this app adds to `commun send-reminders`: a sheet is past the day on which to look at it again."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from commun.core import audit
from commun.core.reminders import Report, add_sender, send_once
from commun.library.letters import letter, receivers
from commun.library.models import Deployment, SheetReminder

AGAIN = datetime.timedelta(days=30)
"""A second mail leaves a month after the day, and no other: the page says the rest."""
LAST_CALL = datetime.timedelta(days=90)
"""Sheets that are older than that (a first installation, an import) are shown to check, and nobody is written to."""


def send_due(*, on: datetime.date, dry_run: bool = False) -> Report:
    """One mail on the day, one a month later, for each published sheet that nobody looked at again."""
    return sum(
        (_send(sheet, address, on=on, dry_run=dry_run) for sheet in _due(on) for address in receivers(sheet)),
        start=Report(),
    )


def _send(sheet: Deployment, address: str, *, on: datetime.date, dry_run: bool) -> Report:
    assert sheet.next_check_on is not None
    is_second = on >= sheet.next_check_on + AGAIN
    return send_once(
        SheetReminder,
        {"deployment": sheet, "due_on": sheet.next_check_on + AGAIN if is_second else sheet.next_check_on},
        address,
        lambda: _mail(sheet, address),
        dry_run=dry_run,
        once_sent=lambda: audit.record("deployment.reminder_sent", target=sheet, by=None),
    )


def _due(on: datetime.date) -> list[Deployment]:
    """Nobody is written to about an invented territory, but on a demonstration, nor about what the network rebuilt."""
    published = Deployment.objects.to_check(on + datetime.timedelta(days=1)).filter(
        next_check_on__gt=on - LAST_CALL, is_documented_by_network=False, is_template=False
    )
    found = published if settings.DEMO else published.real()
    return list(found.select_related("territory").order_by("pk"))


def _mail(sheet: Deployment, address: str) -> EmailMessage:
    return letter(
        sheet,
        to=address,
        subject=_("Toujours exact ? %(title)s") % {"title": sheet.title},
        template="library/mails/to_check.txt",
        context={},
    )


add_sender(send_due)
