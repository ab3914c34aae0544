"""Files that cost much to make (a workbook, a PDF): made once for each version, by one maker at a time.

A crowd that asks for the same file makes it once. On a machine one file is made at a time, whatever the number of
processes; in a process two requests at most wait for it, and the others are told to come back (`Busy`), so that
the server goes on serving everything else. The files are a cache: the folder may be emptied at any time.
"""

import fcntl
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_KEPT_FILES = 400
_waiting = threading.BoundedSemaphore(3)


class Busy(Exception):
    """Too many requests wait for files to be made: try again in a few seconds."""


def folder() -> Path:
    return Path(settings.DATA_DIR) / "generated"


def opened(name: str, *, version: str, suffix: str, make: Callable[[Path], None]) -> BinaryIO:
    """The file called `name` at `version`, open for reading; `make(path)` writes it when it is not there yet.

    Raises Busy.
    """
    path = folder() / f"{name}.{version}{suffix}"
    try:
        return path.open("rb")
    except FileNotFoundError:
        pass
    if not _waiting.acquire(blocking=False):
        raise Busy(name)
    try:
        return _made(path, name=name, make=make)
    finally:
        _waiting.release()


def _made(path: Path, *, name: str, make: Callable[[Path], None]) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return path.open("rb")  # another one made it while we waited
        except FileNotFoundError:
            pass
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        os.close(handle)
        try:
            make(Path(partial))
            made = Path(partial).open("rb")  # noqa: SIM115 - handed to the caller, who closes it
            Path(partial).replace(path)
        finally:
            Path(partial).unlink(missing_ok=True)
        _forget(path, name=name)
        return made


def _forget(current: Path, *, name: str) -> None:
    """Remove the previous versions of `name`, and the oldest files beyond the number kept."""
    for old in current.parent.glob(f"{name}.*"):
        if old != current:
            old.unlink(missing_ok=True)
    files = sorted(
        (file for file in current.parent.iterdir() if file.name[0] != "."), key=lambda file: file.stat().st_mtime
    )
    for old in files[:-_KEPT_FILES]:
        old.unlink(missing_ok=True)
