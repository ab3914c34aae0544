"""Which processes are alive, and what becomes of the tasks of those that are not.

A process says every few seconds that it lives. On its own machine it is known to be dead as soon as it is (its number
and birth are written); elsewhere, when it has said nothing for a minute. A process that cannot say it any more, or
whose task has outlived its limit, ends itself before others take its task: a task never runs twice at once.
"""

import logging
import os
import platform
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection
from django.db.models.functions import Now
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from commun.core.background import queue
from commun.core.background.stopping import Stopping
from commun.core.models import BackgroundWorker

logger = logging.getLogger(__name__)

BEAT = 5.0
SILENT = timedelta(seconds=60)
"""After which a process of another machine is taken for dead."""
_DOUBT = 40.0
"""Seconds without a beat after which a process ends itself: well before others may take its task."""
_GRACE = 15.0
"""Seconds after its limit at which a task that cannot be interrupted takes its process with it."""


def this_machine() -> str:
    """The machine and the space of process numbers: containers may share a name, not this. Empty when unknown."""
    try:
        return f"{platform.node()} {Path('/proc/self/ns/pid').readlink()} {_boot()}"
    except OSError:
        return ""


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def birth(pid: int) -> str:
    """When the process was born, in the clock of the kernel; empty when there is none, or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


class Pulse:
    """A process that says it lives, from a thread of its own, whatever its task is doing."""

    def __init__(self, worker: BackgroundWorker) -> None:
        self.worker = worker
        self._ends: float | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="pulse")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    @contextmanager
    def during(self, limit: timedelta) -> Iterator[None]:
        """A task runs within."""
        self._ends = time.monotonic() + limit.total_seconds() + _GRACE
        try:
            yield
        finally:
            self._ends = None

    def _beat(self) -> None:
        last = time.monotonic()
        try:
            while not self._over.wait(BEAT):
                try:
                    BackgroundWorker.objects.filter(pk=self.worker.pk).update(seen_at=Now())
                    last = time.monotonic()
                except DatabaseError:
                    close_old_connections()
                ends, now = self._ends, time.monotonic()
                if ends is not None and (now > ends or (now - last > _DOUBT and _others_may_be_elsewhere())):
                    logger.error("Worker %s ends itself: its task outlived its limit, or nobody hears it", os.getpid())
                    os.kill(os.getpid(), signal.SIGKILL)
        finally:
            connection.close()


def _others_may_be_elsewhere() -> bool:
    """SQLite has one machine, and nobody takes a task while a long transaction keeps everybody from writing."""
    return connection.vendor != "sqlite"


def register() -> BackgroundWorker:
    """A line for this process, without which it may claim nothing."""
    pid, here = os.getpid(), this_machine()
    # An earlier line of this process, which the database would not let it strike off.
    BackgroundWorker.objects.filter(machine=here, pid=pid).exclude(machine="").delete()
    return BackgroundWorker.objects.create(name=get_random_string(32), machine=here, pid=pid, birth=birth(pid))


def reap() -> int:
    """Put back the tasks of the dead, and strike them off. How many tasks.

    The tasks are read first: a process is written down before it claims, so those seen here that run have their line.
    """
    running = list(DBTaskResult.objects.running())
    here, alive = this_machine(), set()
    fresh = set(BackgroundWorker.objects.filter(seen_at__gte=Now() - SILENT).values_list("pk", flat=True))
    for worker in BackgroundWorker.objects.all():
        is_here = bool(here) and worker.machine == here
        if (birth(worker.pid) == worker.birth) if is_here else worker.pk in fresh:
            alive.add(worker.name)
        else:
            worker.delete()
    orphans = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
    for row in orphans:
        queue.fail(row, queue.WorkerDied())
    return len(orphans)


@contextmanager
def living(_stopping: Stopping) -> Iterator[Pulse]:
    """A process that may claim tasks, within."""
    pulse = Pulse(register())
    pulse.start()
    try:
        yield pulse
    finally:
        pulse.stop()
        pulse.worker.delete()
