"""What the queue forgets: successes after a week, dead letters after three months, slots after more than a year."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as t
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commun.core.background.declared import task
from commun.core.models import ScheduledSlot

DONE = timedelta(days=7)
DEAD = timedelta(days=90)
SLOTS = timedelta(days=400)
"""Longer than a year: the last slot of a yearly job says that the job is known."""


@task(title=t("Ménage de la file des travaux"))
def prune(slot: str) -> int:
    now = timezone.now()
    ended = DBTaskResult.objects.filter
    deleted = (
        ended(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - DONE).delete()[0]
        + ended(status=TaskResultStatus.FAILED, finished_at__lt=now - DEAD).delete()[0]
    )
    ScheduledSlot.objects.filter(slot__lt=now - SLOTS).delete()
    return deleted
