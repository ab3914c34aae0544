"""Reading the outbox: what changed since a watermark, in an order that no transaction can slip behind.

A watermark is a number such that every line before it has been read. On SQLite, whose writers are one at a time, it is
the identifier of the next line. On PostgreSQL identifiers are committed out of order: following them lost 28 lines in a
hundred with six writers. There it is a number of transaction: a line is read once every transaction that began before
its own has ended, and the watermark is the oldest one that has not.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from commun.core.horizon import oldest_running
from commun.search.documents import Source, outbox_topic, watches
from commun.search.models import EVERYTHING, OutboxLine

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines read together, their duplicates removed.

    `watermark` is what an index has reached once it holds them. `after` is where reading goes on: it is further when
    one transaction left more lines than a batch holds (then the watermark waits for the last of them).
    """

    keys: dict[str, set[int]]
    """By topic."""
    lines: int
    watermark: int
    after: tuple[int, int]
    is_last: bool

    @property
    def asks_for_everything(self) -> bool:
        return EVERYTHING in self.keys


def watermark() -> int:
    """Where the outbox is now: an index built from what is read after this has nothing to know of what is before."""
    if (running := oldest_running()) is not None:
        return running
    with connection.cursor() as cursor:
        # The last ever given, even when the lines have been read and deleted.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [OutboxLine._meta.db_table])
        row = cursor.fetchone()
    return int(row[0]) + 1 if row else 1


def read(watermark: int, *, after: tuple[int, int] | None = None, limit: int = BATCH) -> Batch | None:
    """The lines to be read next, None when there is none. `after` is that of the batch before."""
    is_postgresql = connection.vendor == "postgresql"
    # Read before the lines: what has ended then is seen by the query that follows.
    end = oldest_running() or 0
    lines = OutboxLine.objects.filter(
        Q(horizon__gte=watermark, horizon__lt=end) if is_postgresql else Q(pk__gte=watermark)
    )
    if after is not None:
        horizon, pk = after
        lines = (
            lines.filter(Q(horizon=horizon, pk__gt=pk) | Q(horizon__gt=horizon))
            if is_postgresql
            else lines.filter(pk__gt=pk)
        )
    order = ("horizon", "pk") if is_postgresql else ("pk",)
    found = list(lines.order_by(*order).values_list("topic", "key", "horizon", "pk")[: limit + 1])
    if not found:
        return None
    is_last, found = len(found) <= limit, found[:limit]
    keys: dict[str, set[int]] = {}
    for topic, key, _horizon, _pk in found:
        keys.setdefault(topic, set()).add(key)
    _topic, _key, horizon, pk = found[-1]
    reached = (end if is_last else horizon) if is_postgresql else pk + 1
    return Batch(keys=keys, lines=len(found), watermark=reached, after=(horizon, pk), is_last=is_last)


def waiting(watermark: int, *, limit: int, but_new: bool = False) -> dict[str, set[int]]:
    """What an index that has reached `watermark` does not know, by topic; the lines beyond `limit` are left out.

    `but_new` leaves out the documents that it cannot hold yet. One query on an index of the database.
    """
    is_postgresql = connection.vendor == "postgresql"
    lines = OutboxLine.objects.filter(Q(horizon__gte=watermark) if is_postgresql else Q(horizon=0, pk__gte=watermark))
    if but_new:
        lines = lines.filter(is_new=False)
    keys: dict[str, set[int]] = {}
    for topic, key in lines.order_by("horizon", "pk").values_list("topic", "key")[:limit]:
        keys.setdefault(topic, set()).add(key)
    return keys


def reached(keys: dict[str, set[int]]) -> dict[Source, set[int]]:
    """The documents, by source, that these watched values lead to."""
    found: dict[Source, set[int]] = {}
    for source, watch in watches():
        values = keys.get(outbox_topic(watch))
        if values:
            found.setdefault(source, set()).update(watch.reach(values) if watch.reach else values)
    return found


def in_parts(keys: Iterable[int], size: int) -> Iterable[Sequence[int]]:
    ordered = sorted(keys)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


def prune(watermark: int, *, limit: int = 5000) -> int:
    """Delete lines that every index has read, some at a time so that no writer waits. Returns how many."""
    is_postgresql = connection.vendor == "postgresql"
    read = OutboxLine.objects.filter(Q(horizon__lt=watermark) if is_postgresql else Q(horizon=0, pk__lt=watermark))
    deleted = 0
    while True:
        some: Collection[int] = list(read.order_by("horizon", "pk").values_list("pk", flat=True)[:limit])
        if not some:
            return deleted
        # By the ends of a range on SQLite, whose identifiers are in order; by each on PostgreSQL, whose are not.
        those = Q(pk__in=some) if is_postgresql else Q(pk__lte=max(some))
        deleted += OutboxLine.objects.filter(those).delete()[0]
