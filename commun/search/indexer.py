"""The process that brings what is written to the index: one for each machine, beside those that answer.

It follows the outbox: what changed is read again from the database and put in the index, together with how far it has
read. Whenever it dies, it resumes from what the index really holds. It builds the index when there is none that can be
read, when another release wrote it, or when the database was put back to an earlier state.
"""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from django.db import DatabaseError, close_old_connections
from django.db.models import Min, QuerySet
from django.utils import timezone

from commun.search import index, outbox
from commun.search.backend import IndexUnavailable, SearchBackend
from commun.search.models import Follower

logger = logging.getLogger(__name__)

EVERY = 0.1
"""Seconds between two looks at the outbox: most of the time that a change takes to be found."""
RETRY = 2.0
"""Seconds before trying again what the disk or the database refused."""
CHECK = 2.0
HEARTBEAT = 60.0
PRUNE = 10.0
AT_REST = 10.0
"""Seconds that an index lasts at least before it is built again for what was erased."""
REST = 20.0
"""Times what it took to build that it lasts at least."""
GONE = timedelta(days=7)
"""A machine that has not been seen for so long holds the outbox no more: it builds its index when it comes back."""


class Rebuild(Exception):
    """The index that is read tells nothing that can be trusted."""


class Stopped(Exception):
    """The process was asked to stop while it was building."""


class Indexer:
    """Follows the outbox for the index that is read on this machine. To be used by the holder of the lock "indexer"."""

    def __init__(
        self,
        *,
        stopping: Callable[[], bool] = lambda: False,
        told: Callable[[index.Progress], object] = lambda _progress: None,
    ) -> None:
        self._stopping, self._told = stopping, told
        self._live: index.Live | None = None
        self._backend: SearchBackend | None = None
        self._held = ExitStack()
        self._reached: int | None = None
        self._after: tuple[int, int] | None = None
        self._lowest: int | None = None
        self._said = 0
        self._at: dict[str, float] = {}

    def run(self, wait: Callable[[float], object], *, on_fault: Callable[[Exception], object]) -> None:
        """Until stopped. A fault is told once, and what it prevented is tried again until it can be done."""
        fault = ""
        while not self._stopping():
            try:
                is_busy = self.step()
                if self._is_time("prune", PRUNE):
                    self._prune()
                fault = ""
            except (IndexUnavailable, OSError, DatabaseError) as error:
                self.close()
                if str(error) != fault:
                    fault = str(error)
                    on_fault(error)
                close_old_connections()
                wait(RETRY)
                continue
            except Stopped:
                break
            if not is_busy:
                index.tell(index.UP_TO_DATE)
                wait(EVERY)
            index.tell(index.ALIVE)
        self.close()

    def catch_up(self) -> None:
        """Until nothing is left to read."""
        lowest = _lowest_watermark()
        try:
            while self.step():
                pass
            self._rest(is_last=True)
            index.tell(index.UP_TO_DATE)
        finally:
            self.close()
        if lowest is not None:
            outbox.prune(lowest)

    def step(self) -> bool:
        """Do the next thing there is to do. Returns whether there was one."""
        live = index.live()
        try:
            if live is None or index.is_told_damaged(live) or live.database != index.database():
                raise Rebuild
            if self._live is None or live.name != self._live.name:
                self._take(live)
            return self._build() if live.is_outdated else self.follow()
        except Rebuild:
            self.close()
            index.abandon()
            return self._build()

    def follow(self) -> bool:
        """Read the next lines of the outbox into the index. Returns whether there were any."""
        assert self._live is not None
        assert self._backend is not None
        assert self._reached is not None
        batch = outbox.read(self._reached, after=self._after)
        if batch is None:
            self._rest()
            return False
        # After having read: the lines were there for as long as the database knew of this index.
        self._check()
        if batch.asks_for_everything:
            index.doubt(self._live)
        self._row().update(watermark=self._reached, announced=batch.watermark, seen_at=timezone.now())
        with self._backend.writing() as change:
            for source, keys in outbox.reached(batch.keys).items():
                for part in outbox.in_parts(keys, index.CHUNK):
                    documents = tuple(source.documents(part))
                    change.put(source.kind, documents)
                    gone = set(part) - {document.key for document in documents}
                    if gone and change.holds(source.kind, gone):
                        index.tell_erased(self._live)
                    change.remove(source.kind, gone)
            change.reach(batch.watermark)
        self._reached, self._after = batch.watermark, None if batch.is_last else batch.after
        return True

    def close(self) -> None:
        """Let go of the index: it is opened again, as it really is, when it is needed."""
        held, self._held = self._held, ExitStack()
        self._live = self._backend = self._reached = self._after = None
        held.close()

    def _take(self, live: index.Live) -> None:
        self.close()
        backend = index.backend_of(live.name)
        try:
            self._reached = backend.watermark()
        except IndexUnavailable as fault:
            logger.warning("the index %s cannot be read: %s", live.name, fault)
            raise Rebuild from fault
        self._live, self._backend = live, backend
        self._check()
        self._held.enter_context(backend.holding())

    def _build(self) -> bool:
        """Build another index; the one that is read, when there is one, goes on following meanwhile."""

        def pulse() -> None:
            if self._stopping():
                raise Stopped
            index.tell(index.ALIVE)
            if self._live is not None and self._is_time("follow", EVERY):
                self.follow()

        chosen = index.build(pulse=pulse, told=self._told)
        if chosen is not None:
            logger.info("the index %s is built", chosen.name)
            self.close()
        return chosen is not None

    def _check(self) -> None:
        """Raises Rebuild when the database is not the one, or is earlier than the one, that the index was read from."""
        assert self._reached is not None
        announced = self._row().values_list("announced", flat=True).first()
        if announced is None or announced < self._reached or self._reached > outbox.watermark():
            logger.warning("the index has read further than the database remembers: it is built again")
            raise Rebuild

    def _rest(self, *, is_last: bool = False) -> None:
        """When nothing waits: see from time to time that the database is still the one, say how far the index is."""
        if self._live is None or self._backend is None or self._reached is None:
            return
        if self._is_time("check", CHECK):
            self._check()
            self._purge()
        is_news = self._reached != self._said and self._is_time("say", CHECK)
        if is_last or is_news or self._is_time("beat", HEARTBEAT):
            self._said = self._reached
            self._row().update(
                watermark=self._reached,
                announced=self._reached,
                documents=self._backend.size(),
                seen_at=timezone.now(),
            )

    def _purge(self) -> None:
        """Have the index built again when its files hold words of what was removed: a deletion only hides them until
        files are merged, which may never be. At most a twentieth of the time is spent on that."""
        assert self._live is not None
        if index.holds_erased(self._live) and index.age() > max(AT_REST, REST * self._live.seconds):
            index.doubt(self._live)

    def _prune(self) -> None:
        """Delete what every index had already read the last time: whoever is reading one is not further behind."""
        if self._lowest is not None:
            outbox.prune(self._lowest)
        self._lowest = _lowest_watermark()
        with index.locked("build") as is_mine:
            if is_mine:
                index.clean()

    def _row(self) -> QuerySet[Follower]:
        assert self._live is not None
        return Follower.objects.filter(name=index.follower_name(self._live.name))

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now - self._at.get(what, float("-inf")) < every:
            return False
        self._at[what] = now
        return True


def catch_up() -> bool:
    """Bring the index of this machine up to date now. False when another process does: it will be, in a moment."""
    with index.locked("indexer") as is_mine:
        if is_mine:
            Indexer().catch_up()
    return is_mine


def _lowest_watermark() -> int | None:
    """How far the slowest index has read, of the machines that are still there. The others are forgotten."""
    Follower.objects.filter(seen_at__lt=timezone.now() - GONE).delete()
    lowest: int | None = Follower.objects.aggregate(lowest=Min("watermark"))["lowest"]
    return lowest
