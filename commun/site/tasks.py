"""What a site needs done each day, whatever its apps: reminders, links visited, a backup, personal data forgotten."""

import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as t

from commun.accounts.personal_data import purge
from commun.core import backup, web_links
from commun.core.background import task
from commun.core.dates import years_before
from commun.core.reminders import send_all
from commun.core.visiting import requester

LINKS_AT_ONCE = 60
"""Links visited by one task: a few minutes at most, so that no mail waits behind them."""
BACKUPS_KEPT = 14


class NotAllSent(Exception):
    """Some reminders did not leave: the task is tried again for those alone."""


@task(title=t("Rappels des réponses promises et des fiches à revérifier"), limit=datetime.timedelta(minutes=20))
def remind(slot: str) -> int:
    on = timezone.localdate(datetime.datetime.fromisoformat(slot))
    report = send_all(on=on)
    if report.failed:
        raise NotAllSent(report.failed)
    return report.sent


@task(title=t("Visite des liens cités"), limit=datetime.timedelta(minutes=9), delays=())
def visit_links(slot: str) -> int:
    """Those that were not visited for the longest, a few at a time: all of them in a week, by night."""
    if not settings.CHECK_LINKS:
        return 0
    agent = f"{settings.SITE_NAME} check-links (+{settings.SITE_URL})"
    return web_links.check(request=requester(agent), most=LINKS_AT_ONCE).visited


@task(title=t("Oubli des données personnelles qui ont fait leur temps"), limit=datetime.timedelta(minutes=30))
def forget_personal_data(slot: str) -> int:
    before = years_before(timezone.now(), settings.RETENTION_YEARS)
    return sum(purge(before=before).values())


@task(title=t("Oubli des connexions échues"))
def forget_sessions(slot: str) -> None:
    call_command("clearsessions")


@task(title=t("Sauvegarde de la nuit"), limit=datetime.timedelta(hours=2))
def back_up(slot: str) -> str:
    """Everything in one file a day, the last two weeks kept. PostgreSQL has its own tools for that."""
    if settings.BACKUP_DIR is None or connection.vendor != "sqlite":
        return ""
    made = backup.of_the_night(
        settings.BACKUP_DIR,
        timezone.localdate(datetime.datetime.fromisoformat(slot)),
        database=Path(settings.DATABASES["default"]["NAME"]),
        uploads=Path(settings.MEDIA_ROOT),
        keep=BACKUPS_KEPT,
    )
    return made.name
