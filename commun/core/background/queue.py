"""Taking a task from the queue, running it, and saying how it ended, by one process at a time.

A task that runs belongs to the process that claimed it at `started_at`: whoever lost it (a machine that slept, a
database that did not answer for a minute) can no longer say anything about it. The number of attempts is the number of
processes that claimed it.
"""

import datetime
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import format_exception
from types import FrameType
from typing import Any, TypeAlias

from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from commun.core.background.declared import GiveUp, policy_of
from commun.core.background.stopping import GivenBack

logger = logging.getLogger(__name__)

Row: TypeAlias = DBTaskResult[..., Any]

MAX_TRACE = 20_000


class TookTooLong(BaseException):
    """The time limit of a task; not an `Exception`, so that no task hides it by mistake."""


class WorkerDied(Exception):
    """The process that ran the task ended without a word: killed, out of memory, machine lost."""


def due() -> QuerySet[Row]:
    """What may run now, in order."""
    return DBTaskResult.objects.ready()


def claim(worker: str) -> Row | None:
    """Take the first task that is due, for this process alone; None when there is none.

    PostgreSQL passes over the rows that others hold; SQLite's transactions that write follow one another.
    """
    if not due().exists():
        return None
    with transaction.atomic():
        row = due().select_for_update(skip_locked=True).first()
        if row is not None:
            row.claim(worker)
    return row


def run(row: Row) -> bool:
    """Run a claimed task to its end, well or not. Whether it succeeded."""
    try:
        task = _task(row)
    except (ImportError, SuspiciousOperation) as fault:
        # A newer release may have put it there: another machine will know it, or this one once updated.
        fail(row, fault)
        return False
    try:
        with _time_limit(policy_of(row.task_path).limit):
            value = normalize_json(task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"]))
    except GivenBack:
        give_back(row)
    except TookTooLong as fault:
        _drop_interrupted_connection()
        fail(row, fault)
    except Exception as fault:  # noqa: BLE001 - whatever a task raises is kept with it, and shown
        fail(row, fault)
    else:
        return _end(row, status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now(), return_value=value)
    return False


def fail(row: Row, fault: BaseException) -> None:
    """To be tried again after a while, or a dead letter when that was the last time."""
    attempts, policy = len(row.worker_ids), policy_of(row.task_path)
    told = {
        "exception_class_path": f"{type(fault).__module__}.{type(fault).__qualname__}",
        "traceback": "".join(format_exception(fault))[-MAX_TRACE:],
    }
    logger.warning("Task %s (%s), attempt %d: %s", row.task_path, row.pk, attempts, type(fault).__name__)
    if attempts >= policy.attempts or isinstance(fault, GiveUp):
        _end(row, status=TaskResultStatus.FAILED, finished_at=timezone.now(), **told)
    else:
        # A process that died says nothing against the task: no need to wait.
        delay = datetime.timedelta() if isinstance(fault, WorkerDied) else policy.delays[attempts - 1]
        _end(row, status=TaskResultStatus.READY, run_after=timezone.now() + delay, **told)


def give_back(row: Row) -> None:
    """As if it had not been claimed."""
    _end(row, status=TaskResultStatus.READY, run_after=timezone.now(), worker_ids=row.worker_ids[:-1])


def _end(row: Row, **values: object) -> bool:
    """Whether the task still belonged to the process that says so."""
    values = {"exception_class_path": "", "traceback": "", **values}
    mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    if mine.update(**values):
        return True
    logger.warning("Task %s (%s) was taken over by another process", row.task_path, row.pk)
    return False


def _task(row: Row) -> Task[..., object]:
    """Raises ImportError for a function that is no more, SuspiciousOperation for one that is no task."""
    found = import_string(row.task_path)
    if not isinstance(found, Task):
        raise SuspiciousOperation(row.task_path)
    return found


@contextmanager
def _time_limit(limit: datetime.timedelta) -> Iterator[None]:
    """Raise TookTooLong inside, after `limit`. Signals reach the main thread only: elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(limit)

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, limit.total_seconds())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _drop_interrupted_connection() -> None:
    """It may have been interrupted in the middle of an answer."""
    if not connection.in_atomic_block:
        connection.close()
