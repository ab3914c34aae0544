"""The lane of the tasks, and the process that keeps every lane at work: `commun worker`."""

import logging
import os
import signal
import time
from collections.abc import Sequence
from contextlib import ExitStack

from django.db import DatabaseError, connections

from commun.core.background import queue, schedule, workers
from commun.core.background.declared import Lane, Tell, policy_of
from commun.core.background.stopping import Stopping

logger = logging.getLogger(__name__)

KEEP_EVERY = 10.0
"""Seconds between two looks at the dead and at the clock."""
_AFTER_A_FAULT = 3.0
_TO_STOP = 20.0
"""Seconds that a lane has to end what it does."""


class Tasks:
    """Runs what waits, one task at a time; looks after the queue now and then."""

    def __init__(self) -> None:
        self._pulse: workers.Pulse | None = None
        self._kept_at = -KEEP_EVERY

    def around(self, stopping: Stopping) -> ExitStack:
        stack = ExitStack()
        self._pulse = stack.enter_context(workers.living(stopping))
        self._kept_at = -KEEP_EVERY
        return stack

    def step(self, _stopping: Stopping, tell: Tell) -> bool:
        """One task. Whether there was one."""
        assert self._pulse is not None
        if time.monotonic() - self._kept_at > KEEP_EVERY:
            workers.reap()
            schedule.enqueue_due()
            self._kept_at = time.monotonic()
        row = queue.claim(self._pulse.worker.name)
        if row is None:
            return False
        started = time.monotonic()
        with self._pulse.during(policy_of(row.task_path).limit):
            is_done = queue.run(row)
        if is_done:
            tell(f"{row.task_path} : {time.monotonic() - started:.1f} s")
        return True


def tasks_lane() -> Lane:
    tasks = Tasks()
    return Lane("tasks", step=tasks.step, every=1.0, around=tasks.around)


def work(lane: Lane, stopping: Stopping, tell: Tell) -> None:
    """Until it must stop. A database that does not answer is waited for."""
    while not stopping():
        try:
            with lane.around(stopping):
                while not stopping():
                    if not lane.step(stopping, tell):
                        stopping.wait(lane.every)
                        # Between two, so that a database that restarted is found again.
                        for one in connections.all(initialized_only=True):
                            one.close_if_unusable_or_obsolete()
        except DatabaseError as fault:
            logger.warning("Lane %s: the database does not answer (%s)", lane.name, type(fault).__name__)
            connections.close_all()
            stopping.wait(_AFTER_A_FAULT)


def work_once(lanes: Sequence[Lane], tell: Tell) -> None:
    """What waits in each lane, then nothing more."""
    stopping = Stopping()
    for lane in lanes:
        with lane.around(stopping):
            while lane.step(stopping, tell):
                pass


def supervise(lanes: Sequence[Lane], stopping: Stopping, tell: Tell) -> None:
    """A process for each lane, started again when it dies; all end with this one, however it ends."""
    connections.close_all()
    running: dict[int, Lane] = {}
    waiting = list(lanes)
    while not stopping():
        while waiting:
            lane = waiting.pop()
            running[_fork(lane, tell)] = lane
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid in running:
            lane = running.pop(pid)
            logger.error("Lane %s ended with status %d: it is started again", lane.name, status)
            waiting.append(lane)
            stopping.wait(1.0)
        else:
            stopping.wait(0.5)
    _end(running)


def _fork(lane: Lane, tell: Tell) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        stopping = Stopping.on_signals(with_parent=True).keep()
        if os.getppid() == parent:
            work(lane, stopping, tell)
        status = 0
    except Exception:
        logger.exception("Lane %s", lane.name)
    finally:
        # Nothing of the parent's is closed nor written twice.
        os._exit(status)


def _end(running: dict[int, Lane]) -> None:
    for pid in running:
        os.kill(pid, signal.SIGTERM)
    late = time.monotonic() + _TO_STOP
    while running and time.monotonic() < late:
        pid, _status = os.waitpid(-1, os.WNOHANG)
        if not running.pop(pid, None):
            time.sleep(0.05)
    for pid in running:
        os.kill(pid, signal.SIGKILL)
