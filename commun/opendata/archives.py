"""What was published, day after day: each file kept once, however many days hold it.

    objets/ab/abcdef…          a file as a zip holds it, under the digest of what it says
    jours/2026-11-22.json      what a day holds, and the digest of its zip

A day is written last: if it is there, everything that it names is. A file that says the same as the day before is the
same object. Days are kept as `RETENTION` says; what a dataset published before a row of it was taken away to protect a
person is given no more, from that instant, and is destroyed by the next archive.
"""

import datetime
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core.datasets import Dataset
from commun.core.errors import DomainError
from commun.core.freshness import data_version
from commun.core.snapshot import one_instant
from commun.opendata import package
from commun.opendata.package import File
from commun.opendata.registry import datasets
from commun.opendata.zips import DEFLATED, STORED, Layout, Part, is_compressed, pack

EVERY_DAY_FOR = 366
"""Days. Beyond, the first archived day of each month stays, without end."""


class ArchiveRefused(DomainError):
    """Nothing was written."""


@dataclass(frozen=True)
class Kept:
    """A file of a day. `method`, `crc` and `packed` are how the zip of the day holds it."""

    path: str
    sha256: str
    size: int
    rows: int | None
    dataset: str
    method: int
    crc: int
    packed: int

    @property
    def object(self) -> Path:
        return _object(self.sha256, self.method)


@dataclass(frozen=True)
class Day:
    """What was public on a day, at `made_at`. `withdrawn` names the datasets whose files are given no more.

    `version` is that of the data: while it is the same, the files of the site are these.
    """

    day: datetime.date
    made_at: datetime.datetime
    version: str
    zip_sha256: str
    zip_size: int
    files: tuple[Kept, ...]
    withdrawn: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Of every dataset, each row once."""
        return sum(file.rows or 0 for file in self.files if file.path.endswith(".csv"))

    @property
    def zip_name(self) -> str:
        return f"commun-{self.day.isoformat()}.zip"

    def file(self, path: str) -> Kept | None:
        return next((file for file in self.files if file.path == path), None)

    def layout(self) -> Layout:
        """The zip, without the files that are given no more."""
        return _layout(self.files)


@dataclass(frozen=True)
class Archived:
    """What one run did."""

    day: Day
    new: int
    destroyed: int
    forgotten: tuple[datetime.date, ...]


def _layout(files: Sequence[Kept]) -> Layout:
    return Layout(Part(one.path, one.object, one.method, one.crc, one.size, one.packed) for one in files)


def _object(sha256: str, method: int) -> Path:
    return Path(settings.ARCHIVE_DIR) / "objets" / sha256[:2] / f"{sha256}{'.deflate' if method == DEFLATED else ''}"


def _days_folder() -> Path:
    return Path(settings.ARCHIVE_DIR) / "jours"


# --- Reading ---------------------------------------------------------------------------------------------------------


def days() -> list[datetime.date]:
    """The latest first."""
    folder = _days_folder()
    return sorted((datetime.date.fromisoformat(path.stem) for path in folder.glob("????-??-??.json")), reverse=True)


def day(on: datetime.date) -> Day | None:
    """What was public that day, less what has since been taken away to protect a person."""
    found = _stored(on)
    return None if found is None else _without_withdrawn(found)


def _stored(on: datetime.date) -> Day | None:
    path = _days_folder() / f"{on.isoformat()}.json"
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return _read(path, state.st_mtime_ns, state.st_ino)


@lru_cache(800)
def _read(path: Path, _changed: int, _inode: int) -> Day:
    said = json.loads(path.read_text())
    files = tuple(Kept(**one) for one in said.pop("files"))
    return Day(
        day=datetime.date.fromisoformat(said["day"]),
        made_at=datetime.datetime.fromisoformat(said["made_at"]),
        version=said["version"],
        zip_sha256=said["zip_sha256"],
        zip_size=said["zip_size"],
        files=files,
        withdrawn=tuple(said["withdrawn"]),
    )


def _without_withdrawn(found: Day) -> Day:
    gone = tuple(slug for slug in _taken_down_since(found.made_at) if slug not in found.withdrawn)
    if not gone:
        return found
    files = tuple(file for file in found.files if file.dataset not in gone or file.path.startswith("schemas/"))
    layout = _layout(files)
    # The digest of a zip that nobody has read yet: what names each byte of it is known.
    identity = "\n".join(f"{file.path} {file.sha256}" for file in files)
    digest = hashlib.sha256(f"sans {gone}\n{identity}".encode()).hexdigest()
    return replace(found, files=files, withdrawn=(*found.withdrawn, *gone), zip_sha256=digest, zip_size=layout.size)


def _taken_down_since(at: datetime.datetime) -> tuple[str, ...]:
    return tuple(slug for slug, dataset in datasets().items() if (last := _last_takedown(dataset)) and last > at)


def _last_takedown(dataset: Dataset) -> datetime.datetime | None:
    return dataset.taken_down_at() if dataset.taken_down_at else None


@dataclass(frozen=True)
class Edition:
    """What a dataset said, from `first` to `last`, the archived days between them included."""

    first: datetime.date
    last: datetime.date
    rows: int
    files: tuple[Kept, ...]


def editions(slug: str) -> list[Edition]:
    """The editions of a dataset, the latest first: days in a row whose CSV says the same are one."""
    found: list[Edition] = []
    for on in reversed(days()):
        held = day(on)
        files = tuple(file for file in held.files if file.dataset == slug) if held else ()
        csv = next((file for file in files if file.path.endswith(".csv")), None)
        if csv is None:
            continue
        if found and csv.sha256 in {file.sha256 for file in found[-1].files}:
            found[-1] = replace(found[-1], last=on, files=files)
        else:
            found.append(Edition(on, on, csv.rows or 0, files))
    return found[::-1]


# --- Writing ---------------------------------------------------------------------------------------------------------


def archive(*, on: datetime.date | None = None, told: Callable[[File], None] = lambda file: None) -> Archived:
    """Keep what is public now as that of today. Run twice in a day, the second takes the place of the first.

    Raises ArchiveRefused when another archive is being made; OSError (a full disk) leaves every day as it was, and
    takes no room: what was kept for a day that will not be is destroyed.
    """
    with _alone():
        try:
            return _archive(on, told)
        except OSError:
            with suppress(OSError):
                _sweep()
            raise


def _archive(on: datetime.date | None, told: Callable[[File], None]) -> Archived:
    now = timezone.now()
    with tempfile.TemporaryDirectory(dir=settings.ARCHIVE_DIR, prefix=".atelier-") as name, one_instant():
        version = data_version()
        folder, files, new = Path(name), [], 0
        for file in package.written(folder):
            kept, is_new = _keep(folder / file.path, file)
            files.append(kept)
            new += is_new
            told(file)
    zipped = hashlib.sha256()
    layout = _layout(files)
    for block in layout.blocks():
        zipped.update(block)
    made = Day(
        day=on or timezone.localdate(now), made_at=now, version=version, zip_sha256=zipped.hexdigest(),
        zip_size=layout.size, files=tuple(files),
    )  # fmt: skip
    _write_day(made)
    _destroy_withdrawn()
    forgotten = _forget()
    return Archived(made, new, _sweep(), forgotten)


@contextmanager
def _alone() -> Iterator[None]:
    folder = Path(settings.ARCHIVE_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".verrou").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ArchiveRefused(_("Une archive est déjà en cours de fabrication.")) from None
        yield


def _keep(source: Path, file: File) -> tuple[Kept, bool]:
    """The object of a file, made unless it is there; the file itself is taken away. Whether it is new."""
    method = STORED if is_compressed(file.path) else DEFLATED
    target = _object(file.sha256, method)
    partial = source.with_name(f"{source.name}.paquet")
    with source.open("rb") as raw, partial.open("wb") as packing:
        packed = pack(raw, packing, method=method)
        packing.flush()
        os.fsync(packing.fileno())
    source.unlink()
    is_new = not target.exists()
    if is_new:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(target)
    else:
        partial.unlink()
    length = target.stat().st_size
    return Kept(file.path, file.sha256, file.size, file.rows, file.dataset, method, packed.crc, length), is_new


def _write_day(made: Day) -> None:
    folder = _days_folder()
    folder.mkdir(parents=True, exist_ok=True)
    said = asdict(made) | {"day": made.day.isoformat(), "made_at": made.made_at.isoformat()}
    handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(said, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(folder / f"{made.day.isoformat()}.json")
    finally:
        partial.unlink(missing_ok=True)


def _destroy_withdrawn() -> None:
    """Write again, without them, the days that hold what has been taken away; the sweep destroys the objects."""
    for on in days():
        held = _stored(on)
        assert held is not None
        left = _without_withdrawn(held)
        if left is not held:
            zipped = hashlib.sha256()
            for block in left.layout().blocks():
                zipped.update(block)
            _write_day(replace(left, zip_sha256=zipped.hexdigest()))


def kept_days(all_days: Sequence[datetime.date], *, today: datetime.date) -> set[datetime.date]:
    """What the rule keeps: each day for a year, then the first archived day of each month."""
    first_of_month: dict[tuple[int, int], datetime.date] = {}
    for one in sorted(all_days):
        first_of_month.setdefault((one.year, one.month), one)
    recent = {one for one in all_days if (today - one).days < EVERY_DAY_FOR}
    return recent | set(first_of_month.values())


def _forget() -> tuple[datetime.date, ...]:
    found = days()
    kept = kept_days(found, today=timezone.localdate())
    gone = tuple(one for one in found if one not in kept)
    for one in gone:
        (_days_folder() / f"{one.isoformat()}.json").unlink()
    return gone


def _sweep() -> int:
    """Destroy the objects that no day names, and what a run that was killed left. How many objects."""
    named = {file.object for on in days() if (held := _stored(on)) for file in held.files}
    objects = Path(settings.ARCHIVE_DIR) / "objets"
    gone = [path for path in objects.glob("??/*") if path not in named]
    for path in gone:
        path.unlink()
    for left in _days_folder().glob(".*"):
        left.unlink()
    for left in Path(settings.ARCHIVE_DIR).glob(".atelier-*"):
        shutil.rmtree(left)
    return len(gone)
