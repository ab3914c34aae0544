"""Files that cost much to make (a workbook, a PDF, the CSV of a whole dataset): made once for each version.

What has to be whole before it leaves is made by one maker at a time (`opened`): on a machine one file is made at a
time, whatever the number of processes; in a process two requests at most wait for it, and the others are told to come
back (`Busy`), so that the server goes on serving everything else. What leaves as it is read is kept by the first who
was given it to the end (`kept_while_given`). The files are a cache: the folder may be emptied at any time.
"""

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from django.conf import settings

_KEPT_FILES = 400
_LONGEST_MAKING = 6 * 3600
_waiting = threading.BoundedSemaphore(3)


class Busy(Exception):
    """Too many requests wait for files to be made: try again in a few seconds."""


def folder() -> Path:
    return Path(settings.DATA_DIR) / "generated"


def _path(name: str, version: str, suffix: str) -> Path:
    return folder() / f"{name}.{version}{suffix}"


def already(name: str, *, version: str, suffix: str) -> BufferedReader | None:
    """The file called `name` at `version`, open for reading, if it has been made."""
    try:
        return _path(name, version, suffix).open("rb")
    except FileNotFoundError:
        return None


def kept_while_given(
    blocks: Iterable[bytes], name: str, *, version: str, suffix: str, still: Callable[[], bool]
) -> Iterator[bytes]:
    """The same blocks, kept as the file called `name` at `version` once they have all been taken.

    Not kept when `still` says that the version has changed meanwhile: the last rows may be of the next one.
    """
    path = _path(name, version, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                file.write(block)
                yield block
        if still():
            Path(partial).replace(path)
            _forget(path, name=name)
    finally:
        Path(partial).unlink(missing_ok=True)


def keep(name: str, *, version: str, suffix: str, make: Callable[[Path], None]) -> None:
    """Make the file called `name` at `version`, which takes the place of the one that is there."""
    path = _path(name, version, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(path) as partial:
        make(partial)
    _forget(path, name=name)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file to fill beside `path`; it becomes `path` at the end, whole, unless something failed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def opened(name: str, *, version: str, suffix: str, make: Callable[[Path], None]) -> BufferedReader:
    """The file called `name` at `version`, open for reading; `make(path)` writes it when it is not there yet.

    Raises Busy.
    """
    if found := already(name, version=version, suffix=suffix):
        return found
    path = _path(name, version, suffix)
    if not _waiting.acquire(blocking=False):
        raise Busy(name)
    try:
        return _made(path, name=name, make=make)
    finally:
        _waiting.release()


def _made(path: Path, *, name: str, make: Callable[[Path], None]) -> BufferedReader:
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return path.open("rb")  # another one made it while we waited
        except FileNotFoundError:
            pass
        with _replacing(path) as partial:
            make(partial)
            made = partial.open("rb")
        _forget(path, name=name)
        return made


def empty() -> None:
    """Remove every file that was made, whatever it is called: something in one of them is to be seen no more."""
    for file in folder().glob("[!.]*"):
        file.unlink(missing_ok=True)


def _forget(current: Path, *, name: str) -> None:
    """Remove the previous versions of `name`, the oldest files beyond the number kept, and what a process that was
    stopped left half made."""
    for old in current.parent.glob(f"{name}.*"):
        if old != current:
            old.unlink(missing_ok=True)
    long_ago = time.time() - _LONGEST_MAKING
    for partial in current.parent.glob(".?*.*"):
        if partial.stat().st_mtime < long_ago:
            partial.unlink(missing_ok=True)
    files = sorted(
        (file for file in current.parent.iterdir() if file.name[0] != "."), key=lambda file: file.stat().st_mtime
    )
    for old in files[:-_KEPT_FILES]:
        old.unlink(missing_ok=True)
