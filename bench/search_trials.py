"""The trials of `bench/search_crash.py`, in a process whose environment says where its data are."""

import argparse
import contextlib
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest import mock

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.db.models import Max  # noqa: E402

from commun.search import documents, index, outbox, triggers  # noqa: E402
from commun.search.backend import IndexUnavailable  # noqa: E402
from commun.search.documents import SearchDocument, Source, Watch  # noqa: E402
from commun.search.models import Follower, OutboxLine  # noqa: E402
from commun.search.values import Query  # noqa: E402
from commun.territories.models import Territory  # noqa: E402

WRITERS = 6
LOG = "indexer.log"
MOST_ROWS = 500
"""Rows of each writer: enough for what was lost not to be written again before the end."""
WORDS = "budget cantine école piscine voirie marché public agent vocal données énergie logement forêt rivière".split()  # noqa: SIM905


def main() -> int:
    parser = argparse.ArgumentParser(description="See bench/search_crash.py")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--writers", type=int, default=WRITERS)
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--rate", type=float, default=50.0, help="changes a second while latency is measured")
    parser.add_argument("--disk", action="store_true", help="also fill the disk of the index")
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    with _site():
        return _run(asked)


def _run(asked: argparse.Namespace) -> int:
    seed = asked.seed if asked.seed is not None else random.randrange(10**6)
    random.seed(seed)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, seed {seed}, {connection.vendor}\n"
    )
    is_right = True
    if asked.kills:
        is_right &= _crashes(asked.kills, asked.writers)
    if asked.latency:
        _latency(asked.latency, asked.rate)
    if asked.disk:
        is_right &= _full_disk()
    return 0 if is_right else 1


# The site: nothing but what is written and what is searched


@contextlib.contextmanager
def _site() -> Iterator[None]:
    """A new database with the tables of the territories and of the search, and one source: the territories."""
    name, settings = f"commun_crash_{os.getpid()}", connection.settings_dict
    mother = settings["NAME"]
    is_server = connection.vendor == "postgresql"
    if is_server:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        connection.close()
        settings["NAME"] = name
    try:
        with _only_territories():
            _make_tables()
            yield
    finally:
        for pid in _children:
            os.kill(pid, signal.SIGKILL)
        connection.close()
        if is_server:
            settings["NAME"] = mother
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _make_tables() -> None:
    with connection.schema_editor() as editor:
        for model in (Territory, OutboxLine, Follower):
            editor.create_model(model)
    triggers.install()


def _documents(keys: Sequence[int]) -> Iterable[SearchDocument]:
    for pk, name, source in Territory.objects.filter(pk__in=keys).values_list("pk", "name", "source"):
        yield SearchDocument(key=pk, title=name, url="/", body=source)


def _keys() -> Iterator[int]:
    return Territory.objects.order_by("pk").values_list("pk", flat=True).iterator()


@contextlib.contextmanager
def _only_territories() -> Iterator[None]:
    watch = Watch(Territory, columns=("name", "source"))
    source = Source(
        kind="essais", label="Essais", singular="Essai", documents=_documents, keys=_keys,
        find=lambda _words, _limit: [], watches=(watch,),
    )  # fmt: skip

    def imported(name: str) -> Any:
        return SimpleNamespace(SOURCES=(source,) if name == "commun.territories.search" else ())

    with mock.patch.object(documents, "import_module", imported):
        documents.sources.cache_clear()
        yield


# The processes


_children: set[int] = set()


def _fork(work: Callable[[], object]) -> int:
    """`work` in a process of its own, that shares nothing and that one may kill. Starts at once: no import to do again."""
    connections.close_all()
    index._backends.clear()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _child(work)
    _children.add(pid)
    return pid


def _child(work: Callable[[], object]) -> NoReturn:
    status = 1
    try:
        random.seed(os.getpid())
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def _index() -> None:
    """What it says is kept beside the index, for whoever wonders."""
    with (index.folder().parent / LOG).open("a") as told:
        os.dup2(told.fileno(), 2)
        call_command("indexer", stdout=told, stderr=told)


def _build() -> None:
    with Path(os.devnull).open("w") as quiet:
        os.dup2(quiet.fileno(), 2)
        index.build()


def _text() -> dict[str, str]:
    """A version of a row: words that no other version of any row has, in its title and in its text."""
    version = f"v{random.getrandbits(60):015x}"
    words = " ".join(random.choices(WORDS, k=6))
    return {"name": f"{random.choice(WORDS)} {version}", "source": f"{words} t{version}"}


class _Undone(Exception):
    pass


def _write(number: int, *, until: Callable[[], bool] = lambda: False, pause: tuple[float, float] = (0.0, 0.03)) -> None:
    """One writer: its rows bear its number. Some transactions are undone; some are long, so that on PostgreSQL they end
    in another order than they began (on SQLite, whose writers wait for one another, they would only stop the others)."""
    own = Territory.objects.filter(kind="codev", vintage=f"w{number}")
    while not until():
        with contextlib.suppress(_Undone), transaction.atomic():
            for _ in range(random.choice((1, 1, 1, 2, 8))):
                keys = list(own.values_list("pk", flat=True))
                chance = random.random()
                if len(keys) < 20 or (chance < 0.6 and len(keys) < MOST_ROWS):
                    uid = f"{random.getrandbits(60):015x}"
                    Territory.objects.create(uid=uid, slug=uid, kind="codev", vintage=f"w{number}", **_text())
                elif chance < 0.7:
                    # In one query: what hangs from a territory has no table here.
                    own.filter(pk=random.choice(keys))._raw_delete("default")
                elif chance < 0.75:
                    own.filter(pk__in=random.sample(keys, 5)).update(source=_text()["source"])
                else:
                    own.filter(pk=random.choice(keys)).update(**_text())
            if random.random() < 0.4:
                time.sleep(random.uniform(*pause) * (10 if connection.vendor == "postgresql" else 2))
            if random.random() < 0.1:
                raise _Undone
        time.sleep(random.uniform(*pause))


# Trials


def _crashes(kills: int, writers: int) -> bool:
    print(f"## {kills} times kill -9, {writers} writers\n")
    began = time.monotonic()
    works: dict[str, Callable[[], object]] = {
        "indexer": _index,
        **{f"writer {number}": lambda number=number: _write(number) for number in range(writers)},  # type: ignore[misc]
    }
    running = {name: _fork(work) for name, work in works.items()}
    # Else no indexer would live long enough to follow anything but what it builds.
    while index.live() is None:
        time.sleep(0.1)
    killed = dict.fromkeys(("indexer", "writer", "build"), 0)
    building = 0
    for _ in range(kills):
        time.sleep(random.uniform(0.02, 0.8))
        if building:
            _stop_building(building)
            building, name = 0, "build"
        else:
            name = "indexer" if random.random() < 0.5 else random.choice(list(running))
            _kill(running[name])
            running[name] = _fork(works[name])
            if random.random() < 0.2:
                building = _fork(_build)
        killed[name.split()[0]] += 1
    for name in list(running):
        _kill(running.pop(name))
    if building:
        _stop_building(building)
    written = OutboxLine.objects.aggregate(last=Max("pk"))["last"]
    last = _fork(_index)
    waited = _wait_until_up_to_date()
    is_right = _agrees()
    _kill(last)
    told = ", ".join(f"{what} {number}" for what, number in killed.items())
    built = Follower.objects.aggregate(last=Max("pk"))["last"]
    print(f"- {written} lines written, {built} indexes begun; killed: {told}; {time.monotonic() - began:.0f} s")
    print(f"- up to date {waited:.1f} s after the last one\n")
    return is_right


def _kill(pid: int) -> None:
    """Raises SystemExit when it had ended by itself: a trial without its writers would prove nothing."""
    _children.discard(pid)
    ended, _status = os.waitpid(pid, os.WNOHANG)
    if ended:
        raise SystemExit("a process ended by itself")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _stop_building(pid: int) -> None:
    """A build may have ended."""
    ended, _status = os.waitpid(pid, os.WNOHANG)
    if ended:
        _children.discard(pid)
    else:
        _kill(pid)


def _wait_until_up_to_date(limit: float = 60.0) -> float:
    began = time.monotonic()
    while time.monotonic() - began < limit:
        with contextlib.suppress(IndexUnavailable):
            if not outbox.waiting(index.backend().watermark(), limit=1):
                return time.monotonic() - began
        time.sleep(0.05)
    raise SystemExit("the index never caught up")


def _agrees() -> bool:
    """Whether the index and the table hold the same: every key, version and text, once each."""
    backend = index.backend()
    rows = list(Territory.objects.values_list("pk", "name", "source"))
    held: list[int] = []
    while True:
        page = backend.search(Query(start=len(held), size=500, with_facets=False))
        held += [hit.key for hit in page.hits]
        if len(page.hits) < 500:
            break
    keys = {pk for pk, _name, _source in rows}
    lost, ghosts = keys - set(held), set(held) - keys
    # One word of the title and one of the text, that no other version of any row has.
    by_word: dict[str, set[int]] = {}
    for pk, name, source in rows:
        for text in (name, source):
            by_word.setdefault(text.split()[-1], set()).add(pk)
    wrong = [
        word
        for word, own in by_word.items()
        if {hit.key for hit in backend.search(Query(text=word, with_facets=False, size=50)).hits} != own
    ]
    doubled = len(held) - len(set(held))
    print(
        f"- {len(rows)} rows, {backend.size()} documents: lost {len(lost)}, not removed {len(ghosts)}, doubled {doubled},"
        f" with another text {len(wrong)}"
    )
    return not (lost or ghosts or wrong or doubled) and backend.size() == len(rows) == page.total


def _latency(seconds: float, rate: float) -> None:
    """How soon a change is found, from the end of its transaction, under steady writes."""
    indexer = _fork(_index)
    read_end, write_end = os.pipe()

    def write_steadily() -> None:
        os.close(read_end)
        wanted = int(seconds * rate)
        rows = [
            Territory(uid=f"{random.getrandbits(60):015x}", slug=f"l-{number}", kind="codev", **_text())
            for number in range(wanted)
        ]
        keys = [row.pk for row in Territory.objects.bulk_create(rows, batch_size=500)]
        _wait_until_up_to_date()
        began = time.monotonic()
        for number, key in enumerate(keys):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            text = _text()
            Territory.objects.filter(pk=key).update(**text)
            os.write(write_end, f"{time.monotonic()} {text['name'].split()[-1]}\n".encode())

    writer = _fork(write_steadily)
    os.close(write_end)
    taken: list[float] = []
    with os.fdopen(read_end) as told:
        for line in told:
            at, version = line.split()
            # Versions are found in the order of their transactions: waiting for one is not late for the next.
            while not index.backend().search(Query(text=version, with_facets=False)).hits:
                time.sleep(0.01)
            taken.append(time.monotonic() - float(at))
    os.waitpid(writer, 0)
    _children.discard(writer)
    _kill(indexer)
    cuts = statistics.quantiles(taken, n=100)
    print(f"## Found after, {rate:.0f} changes a second for {seconds:.0f} s, load {os.getloadavg()[0]:.1f}\n")
    print(f"- {len(taken)} changes: p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms\n")  # fmt: skip


def _full_disk() -> bool:
    """The file system of the index is filled: it is still read, the indexer says so, and resumes when there is room."""
    index.forget()
    folder = index.folder()
    folder.mkdir(parents=True)
    print("## Disk full\n")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)], check=True)
    log = folder.parent / LOG
    indexer = 0
    try:
        _write(0, until=lambda: Territory.objects.count() > 100, pause=(0.0, 0.0))
        indexer = _fork(_index)
        _wait_until_up_to_date()
        before = index.backend().size()
        with contextlib.suppress(OSError), (folder / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"0" * 4096)
        end = time.monotonic() + 6
        _write(0, until=lambda: time.monotonic() > end)
        is_read = index.backend().search(Query()).total == before
        is_told = "nouvel essai" in log.read_text()
        (folder / "ballast").unlink()
        waited = _wait_until_up_to_date()
        is_right = _agrees()
        print(f"- full: still read {is_read}, told {is_told}; up to date {waited:.1f} s after there was room\n")
        return is_read and is_told and is_right
    finally:
        if indexer:
            _kill(indexer)
        index._backends.clear()
        subprocess.run(["umount", "-l", str(folder)], check=True)


if __name__ == "__main__":
    sys.exit(main())
