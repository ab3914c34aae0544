"""What the queue forgets: successes after a week (but the last of each hour), dead letters after three months, slots
after more than a year."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as t
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commun.core.background.declared import scheduled, task
from commun.core.models import ScheduledSlot

DONE = timedelta(days=7)
DEAD = timedelta(days=90)
SLOTS = timedelta(days=400)
"""Longer than a year: the last slot of a yearly job says that the job is known."""


@task(title=t("Ménage de la file des travaux"))
def prune(slot: str) -> int:
    now = timezone.now()
    ended = DBTaskResult.objects.filter
    paths = [job.task for job in scheduled()]
    last = ended(status=TaskResultStatus.SUCCESSFUL, task_path__in=paths).order_by().values("task_path")
    kept = [Q(task_path=one["task_path"], finished_at=one["at"]) for one in last.annotate(at=Max("finished_at"))]
    deleted = (
        ended(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - DONE)
        .exclude(reduce(or_, kept, Q(pk__in=[])))
        .delete()[0]
        + ended(status=TaskResultStatus.FAILED, finished_at__lt=now - DEAD).delete()[0]
    )
    ScheduledSlot.objects.filter(slot__lt=now - SLOTS).delete()
    return deleted
