"""Work done beside the web processes, on a queue that is the database (ADR 0016).

Say that a function is a task, and enqueue it inside the transaction of what asks for it: both are kept, or neither.

    @task(title=_("Envoi d’un courriel"), limit=timedelta(minutes=2))
    def send(delivery_id: int) -> None: ...

    send.enqueue(delivery.pk)                                  # as soon as the transaction ends
    send.using(run_after=tomorrow).enqueue(delivery.pk)        # not before

`commun worker` runs what waits. **A task runs at least once**: a process that is killed leaves it to be run again. So a
task is written to be run twice: it claims what it does, or does what changes nothing the second time. Its arguments are
JSON, never personal data (they are shown to the network's coordinators): identifiers, not addresses.

- A task that raises is tried again after each of its `delays`; after the last it is a dead letter, which waits at
  `/espace/reseau/travaux/` for a person. `GiveUp` makes it one at once.
- After `limit` it is interrupted and counted as failed.
- A long task calls `give_way()` between two parts: when the process must stop, the task goes back to the queue.

What must be done at fixed hours, or beside the tasks, is declared in a module called `background` of an app, which only
workers (and the page that shows them) load:

    add_scheduled(Scheduled("following.weekly", "0 7 * * 1", "commun.following.tasks.weekly"))
    add_lane(Lane("analyses", step=analyse))

A scheduled task is called with `slot`, the ISO instant for which it was due. It is enqueued once for each, however many
machines there are; the last one missed while everything was stopped is caught up.
"""

from commun.core.background.declared import (
    GiveUp,
    Lane,
    Policy,
    Scheduled,
    add_lane,
    add_scheduled,
    lanes,
    policy_of,
    scheduled,
    task,
)
from commun.core.background.stopping import GivenBack, Stopping, give_way

__all__ = [
    "GiveUp",
    "GivenBack",
    "Lane",
    "Policy",
    "Scheduled",
    "Stopping",
    "add_lane",
    "add_scheduled",
    "give_way",
    "lanes",
    "policy_of",
    "scheduled",
    "task",
]
