"""What apps declare: tasks with how long and how often they are tried, hours, and lanes of work beside the tasks."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import ParamSpec, TypeAlias, TypeVar

import django_tasks
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules, import_string
from django_tasks.base import Task

from commun.core.background.stopping import Stopping

P = ParamSpec("P")
T = TypeVar("T")

LIMIT = timedelta(minutes=5)
DELAYS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)


class GiveUp(Exception):
    """Trying again would change nothing: the task is a dead letter at once."""


@dataclass(frozen=True)
class Policy:
    """What a task is called on the page that shows it, how long it may take, and when it is tried again."""

    title: str | Promise
    limit: timedelta = LIMIT
    delays: tuple[timedelta, ...] = DELAYS

    @property
    def attempts(self) -> int:
        """How many times it is tried at most, a process that died in the middle included."""
        return len(self.delays) + 1


_POLICIES: dict[str, Policy] = {}


def task(
    *, title: str | Promise, limit: timedelta = LIMIT, delays: tuple[timedelta, ...] = DELAYS, priority: int = 0
) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a task of a function of a module. `priority` goes from -100 to 100, the highest first."""

    def declare(function: Callable[P, T]) -> Task[P, T]:
        made: Task[P, T] = django_tasks.task(priority=priority)(function)
        _POLICIES[made.module_path] = Policy(title, limit, delays)
        return made

    return declare


def policy_of(task_path: str) -> Policy:
    """What a task declares; one that no code declares any more has its path as its title."""
    if task_path not in _POLICIES:
        with suppress(ImportError):
            import_string(task_path)
    return _POLICIES.get(task_path) or Policy(title=task_path)


@dataclass(frozen=True)
class Scheduled:
    """A task enqueued at each instant of `cron` (minute, hour, day, month, day of week; the time of France)."""

    job: str
    cron: str
    task: str
    """Its dotted path: a declaration loads nothing."""


Tell: TypeAlias = Callable[[str], None]


@dataclass(frozen=True)
class Lane:
    """Work of one kind, in a process of its own. `step` does one thing and says whether there was something to do.

    `around` holds while the lane works, with what stops it.
    """

    name: str
    step: Callable[[Stopping, Tell], bool]
    every: float = 2.0
    around: Callable[[Stopping], AbstractContextManager[object]] = nullcontext


_SCHEDULED: dict[str, Scheduled] = {}
_LANES: dict[str, Lane] = {}


def add_scheduled(*jobs: Scheduled) -> None:
    _SCHEDULED.update((job.job, job) for job in jobs)


def add_lane(lane: Lane) -> None:
    _LANES[lane.name] = lane


def scheduled() -> tuple[Scheduled, ...]:
    _load()
    return tuple(_SCHEDULED.values())


def lanes() -> tuple[Lane, ...]:
    _load()
    return tuple(_LANES.values())


@cache
def _load() -> None:
    add_scheduled(Scheduled("core.prune", "20 4 * * *", "commun.core.background.housekeeping.prune"))
    autodiscover_modules("background")
