"""What the page of the background work shows, without a word of what tasks are given or answer."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commun.core.background import schedule, workers
from commun.core.background.declared import Scheduled, policy_of, scheduled
from commun.core.background.queue import Row
from commun.core.models import BackgroundWorker, ScheduledSlot

SHOWN = 50


@dataclass(frozen=True)
class Job:
    """One task. `due_at` is when it is tried again; `fault` the last line of what went wrong, `trace` all of it."""

    id: UUID
    title: str
    path: str
    attempts: int
    at_most: int
    enqueued_at: datetime.datetime
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    due_at: datetime.datetime | None
    fault: str
    trace: str


@dataclass(frozen=True)
class Hour:
    """A job of fixed hours: the last slot that was enqueued (or noted), how the last run ended, and the next slot.

    `failed_at` is when the last run ended badly for good; None once one has ended well since.
    """

    title: str
    last: datetime.datetime | None
    done_at: datetime.datetime | None
    failed_at: datetime.datetime | None
    next: datetime.datetime


@dataclass(frozen=True)
class Work:
    workers: int
    waiting: int
    retrying: int
    running: int
    dead: int
    done: int
    next_jobs: tuple[Job, ...]
    running_jobs: tuple[Job, ...]
    retrying_jobs: tuple[Job, ...]
    dead_jobs: tuple[Job, ...]
    hours: tuple[Hour, ...]


def work() -> Work:
    """Nine queries, whatever the number of tasks; the fifty first of each kind."""
    rows = DBTaskResult.objects
    counts = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    ready = rows.filter(status=TaskResultStatus.READY)
    retrying = ready.exclude(exception_class_path="")
    retries = retrying.count()
    ended = {
        (path, status): at
        for path, status, at in rows.finished()
        .order_by()
        .filter(task_path__in=[job.task for job in scheduled()])
        .values_list("task_path", "status")
        .annotate(at=Max("finished_at"))
    }
    last = dict(ScheduledSlot.objects.values_list("job").annotate(last=Max("slot")))
    now = timezone.now()
    return Work(
        workers=living_workers(),
        waiting=counts.get(TaskResultStatus.READY, 0) - retries,
        retrying=retries,
        running=counts.get(TaskResultStatus.RUNNING, 0),
        dead=counts.get(TaskResultStatus.FAILED, 0),
        done=counts.get(TaskResultStatus.SUCCESSFUL, 0),
        next_jobs=_jobs(ready.filter(exception_class_path="")),
        running_jobs=_jobs(rows.running().order_by("started_at")),
        retrying_jobs=_jobs(retrying.order_by("run_after")),
        dead_jobs=_jobs(rows.failed().order_by("-finished_at")),
        hours=tuple(_hour(job, last.get(job.job), ended, now) for job in scheduled()),
    )


def _hour(
    job: Scheduled,
    last: datetime.datetime | None,
    ended: Mapping[tuple[str, str], datetime.datetime],
    now: datetime.datetime,
) -> Hour:
    done, failed = ended.get((job.task, TaskResultStatus.SUCCESSFUL)), ended.get((job.task, TaskResultStatus.FAILED))
    return Hour(
        title=str(policy_of(job.task).title),
        last=last,
        done_at=done,
        failed_at=failed if failed and (done is None or failed > done) else None,
        next=schedule.next_slot(job, now),
    )


def living_workers() -> int:
    return BackgroundWorker.objects.filter(seen_at__gte=Now() - workers.SILENT).count()


def dead_letters() -> int:
    return DBTaskResult.objects.failed().count()


def _jobs(rows: QuerySet[Row]) -> tuple[Job, ...]:
    return tuple(_job(row) for row in rows[:SHOWN])


def _job(row: Row) -> Job:
    policy = policy_of(row.task_path)
    lines = row.traceback.strip().splitlines()
    return Job(
        id=row.pk,
        title=str(policy.title),
        path=row.task_path,
        attempts=len(row.worker_ids),
        at_most=policy.attempts,
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        due_at=None if row.run_after.year == datetime.MAXYEAR else row.run_after,
        fault=lines[-1] if lines else "",
        trace=row.traceback,
    )
