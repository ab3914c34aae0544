"""The index of this machine: which one is read, how another is built beside it and takes its place.

`DATA_DIR/search/` holds one directory for each index, the file `live.json` that names the one that is read, and the
locks of whoever writes. Anything else there is debris. Nothing in it need be backed up: all of it is built again from
the database.
"""

import fcntl
import hashlib
import json
import os
import shutil
import socket
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from commun.search import outbox
from commun.search.backend import IndexUnavailable, SearchBackend
from commun.search.documents import content_version, sources
from commun.search.engines import drop, engine_of
from commun.search.models import Follower

CHUNK = 500
GRACE = 60.0
"""Seconds for which an index that was replaced remains, for whoever is reading it."""

LIVE = "live.json"
DAMAGED = "damaged"
ERASED = "erased"
ALIVE = "alive"
UP_TO_DATE = "up-to-date"


@dataclass(frozen=True, slots=True)
class Live:
    """The index that is read. `content` and `database` are the declarations that made it and the database that it
    was read from; `seconds` what it took to build. `is_doubtful` says that something may have been written that the
    outbox was not told. (That the engine or the analysis is another, the engine tells.)"""

    name: str
    content: str
    database: str
    is_doubtful: bool = False
    seconds: float = 0.0

    @property
    def is_outdated(self) -> bool:
        """Whether it should be built again, while it goes on being read."""
        return self.is_doubtful or self.content != content_version()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. `left` is in seconds, None until it can be told."""

    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        return (self.total - self.done) / self.rate if self.done else None


def folder() -> Path:
    return Path(settings.DATA_DIR) / "search"


def backend_of(name: str) -> SearchBackend:
    """The engine on the index of this name, which may not exist yet."""
    return engine_of(folder() / name)


def machine() -> str:
    """This machine, among those that share the database: `COMMUN_MACHINE`, or its name and that of its data folder."""
    folder_digest = hashlib.sha256(str(settings.DATA_DIR).encode()).hexdigest()[:8]
    return os.environ.get("COMMUN_MACHINE", "") or f"{socket.gethostname()[:60]}-{folder_digest}"


def follower_name(name: str) -> str:
    return f"{machine()}/{name}"


@cache
def database() -> str:
    """What tells this database from a copy of it put elsewhere, as far as it can be told."""
    if connection.vendor != "postgresql":
        return connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.oid, has_function_privilege('pg_control_system()', 'execute')"
            " FROM pg_database d WHERE d.datname = current_database()"
        )
        oid, may_read = cursor.fetchone()
        if not may_read:
            return f"postgresql {oid}"
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return f"postgresql {cursor.fetchone()[0]} {oid}"


# Which one is read

_known: tuple[tuple[int, ...], Live] | None = None
_backends: dict[Path, SearchBackend] = {}


def live() -> Live | None:
    """The index that is read now; None when there is none. Read again only when the file changed."""
    global _known
    path = folder() / LIVE
    try:
        stat = path.stat()
        seen = (stat.st_dev, stat.st_ino, stat.st_mtime_ns)
        if _known is None or _known[0] != seen:
            _known = seen, Live(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return _known[1]


def make_live(chosen: Live) -> None:
    """From now on it is the one that is read: the file is replaced in one stroke, and is on the disk."""
    path = folder() / LIVE
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        json.dump({name: getattr(chosen, name) for name in Live.__slots__}, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def doubt(chosen: Live) -> None:
    """Have it built again, even if this process ends now."""
    make_live(replace(chosen, is_doubtful=True))


def abandon() -> None:
    """Read no index any more: the database answers until another is built."""
    (folder() / LIVE).unlink(missing_ok=True)


def backend() -> SearchBackend:
    """The engine on the index that is read, opened once for a process. Raises IndexUnavailable when there is none."""
    chosen = live()
    if chosen is None:
        raise IndexUnavailable("no index is built")
    path = folder() / chosen.name
    found = _backends.get(path)
    if found is None:
        _backends.clear()
        found = _backends[path] = backend_of(chosen.name)
    return found


def tell_damaged() -> None:
    """Said by whoever could not read the index, to the process that writes it."""
    chosen = live()
    if chosen is not None:
        (folder() / DAMAGED).write_text(chosen.name, "utf-8")


def is_told_damaged(chosen: Live) -> bool:
    path = folder() / DAMAGED
    return path.exists() and path.read_text("utf-8") == chosen.name


def tell_erased(chosen: Live) -> None:
    """Said before what it held is removed: its files keep the words of what was removed until it is built again."""
    (folder() / ERASED).write_text(chosen.name, "utf-8")


def holds_erased(chosen: Live) -> bool:
    path = folder() / ERASED
    return path.exists() and path.read_text("utf-8") == chosen.name


def age() -> float:
    """Seconds since the index that is read took the place of another, or was doubted."""
    return time.time() - (folder() / LIVE).stat().st_mtime


def tell(what: str) -> None:
    """Note that now, the indexer is ALIVE, or UP_TO_DATE: once a second at most, by the date of a file."""
    if time.time() - when(what) > 1:
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / what).touch()


def when(what: str) -> float:
    """When that was last told, in seconds since 1970; 0 when it never was."""
    try:
        return (folder() / what).stat().st_mtime
    except OSError:
        return 0.0


# Who writes


@contextmanager
def locked(name: str) -> Iterator[bool]:
    """Whether this process alone does `name` on this machine. The lock dies with its holder, however it dies."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def build(
    *, pulse: Callable[[], object] = lambda: None, told: Callable[[Progress], object] = lambda _progress: None
) -> Live | None:
    """Build an index beside the one that is read, then put it in its place. None when another process is building.

    `pulse` is called between parts, so that the one that is read goes on following the outbox. What is written to the
    database meanwhile is in the outbox, kept there by a follower that stands where the reading began. Interrupted at
    any moment, what was read remains.
    """
    with locked("build") as is_mine:
        if not is_mine:
            return None
        clean()
        name = f"{timezone.now():%Y%m%d-%H%M%S-%f}"
        start = outbox.watermark()
        follower = Follower.objects.create(name=follower_name(name), watermark=start, announced=start)
        began = time.monotonic()
        # All the keys at once, eight bytes each: a list being read would hold a transaction open, and blind `pulse`.
        keys = {source: array("q", source.keys()) for source in sources().values()}
        progress = Progress(0, sum(map(len, keys.values())), 0.0)
        engine = backend_of(name)
        with engine.writing() as change:
            # The most numerous first: an engine may learn from what it is given first.
            for source, own in sorted(keys.items(), key=lambda item: -len(item[1])):
                for first in range(0, len(own), CHUNK):
                    part = own[first : first + CHUNK]
                    change.put(source.kind, source.documents(part))
                    progress = replace(progress, done=progress.done + len(part), seconds=time.monotonic() - began)
                    told(progress)
                    pulse()
            change.reach(start)
        Follower.objects.filter(pk=follower.pk).update(documents=engine.size(), seen_at=timezone.now())
        chosen = Live(name, content_version(), database(), seconds=time.monotonic() - began)
        make_live(chosen)
        for told_of_the_former in (DAMAGED, ERASED):
            (folder() / told_of_the_former).unlink(missing_ok=True)
        Follower.objects.filter(name__startswith=follower_name("")).exclude(pk=follower.pk).delete()
        return chosen


def clean(*, grace: float = GRACE) -> None:
    """Remove what interrupted builds left, and what was replaced more than `grace` seconds ago.

    For the holder of the lock "build" alone: what another is building looks like debris.
    """
    chosen = live()
    replaced_at = (folder() / LIVE).stat().st_mtime if chosen else 0.0
    for path in folder().iterdir():
        if not path.is_dir() or (chosen and path.name == chosen.name):
            continue
        # What was being built when the process died was never read.
        was_read = chosen is not None and path.name < chosen.name
        if not was_read or time.time() - replaced_at > grace:
            drop(path)
    own = Follower.objects.filter(name__startswith=follower_name(""))
    own.exclude(name=follower_name(chosen.name) if chosen else "").delete()


def forget() -> None:
    """For tests: no index, and nothing known of one."""
    global _known
    _known = None
    _backends.clear()
    database.cache_clear()
    shutil.rmtree(folder(), ignore_errors=True)
