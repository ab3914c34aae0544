"""The public clock: how long a proposition has been waiting, and since when it is late. Facts, never a judgement."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a proposition stands in time. `days_waiting` is None once answered, or when the restitution has no date.

    `days_late` counts the days past the promised date while no final answer is given; `days_taken` those between the
    restitution and the first final answer.
    """

    due_on: datetime.date | None
    days_waiting: int | None
    days_late: int
    days_taken: int | None

    @property
    def is_running(self) -> bool:
        return self.days_waiting is not None

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def clock(
    *,
    restituted_on: datetime.date | None,
    due_on: datetime.date | None,
    answered_on: datetime.date | None,
    on: datetime.date,
) -> Clock:
    """The clock of one proposition, read on a day."""
    if answered_on is not None:
        taken = (answered_on - restituted_on).days if restituted_on else None
        return Clock(due_on=due_on, days_waiting=None, days_late=0, days_taken=taken)
    return Clock(
        due_on=due_on,
        days_waiting=max(0, (on - restituted_on).days) if restituted_on else None,
        days_late=max(0, (on - due_on).days) if due_on else 0,
        days_taken=None,
    )
