"""Enqueues what is due at fixed hours, once for all machines: a line (job, slot) is unique, written with the task."""

import datetime

from croniter import croniter
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from commun.core.background.declared import Scheduled, scheduled
from commun.core.models import ScheduledSlot


def last_slot(job: Scheduled, now: datetime.datetime) -> datetime.datetime:
    """The last instant at which it was due, now included."""
    local = timezone.localtime(now) + datetime.timedelta(microseconds=1)
    found: datetime.datetime = croniter(job.cron, local).get_prev(datetime.datetime)
    return found


def next_slot(job: Scheduled, now: datetime.datetime) -> datetime.datetime:
    found: datetime.datetime = croniter(job.cron, timezone.localtime(now)).get_next(datetime.datetime)
    return found


def enqueue_due(now: datetime.datetime | None = None) -> int:
    """Enqueue the jobs whose last slot nobody has enqueued. How many.

    A job seen for the first time is only noted: what was due before it existed is not made up for.
    """
    now = now or timezone.now()
    jobs = {job: last_slot(job, now) for job in scheduled()}
    written = set(
        ScheduledSlot.objects.filter(job__in=[job.job for job in jobs], slot__in=jobs.values()).values_list(
            "job", "slot"
        )
    )
    missing = {job: slot for job, slot in jobs.items() if (job.job, slot) not in written}
    known = set(
        ScheduledSlot.objects.filter(job__in=[job.job for job in missing]).values_list("job", flat=True).distinct()
        if missing
        else ()
    )
    return sum(_enqueue(job, slot, is_new=job.job not in known) for job, slot in missing.items())


def _enqueue(job: Scheduled, slot: datetime.datetime, *, is_new: bool) -> bool:
    try:
        with transaction.atomic():
            ScheduledSlot.objects.create(job=job.job, slot=slot)
            if not is_new:
                import_string(job.task).enqueue(slot=slot.isoformat())
    except IntegrityError:
        return False  # another machine was first
    return not is_new
