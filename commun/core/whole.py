"""Files and folders that are there whole or not at all: written beside, made sure of, then renamed.

What a process leaves that is killed half-way is called `.<name>.partiel`: the next one takes it away. Two at a time
are refused.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from commun.core.errors import DomainError


class WriteRefused(DomainError):
    """Nothing was written: something is in the way, or another process writes there."""


@contextmanager
def new_folder(to: Path, *, replace: bool = False) -> Iterator[Path]:
    """A folder to fill, which becomes `to` at the end unless something failed. Raises WriteRefused."""
    to = to.resolve()
    if to.exists() and not replace:
        raise WriteRefused(_("%(path)s existe déjà : choisissez un autre nom, ou ajoutez --remplacer.") % {"path": to})
    with _alone(to) as partial:
        partial.mkdir()
        yield partial
        _settle(partial)
        old = to.with_name(f".{to.name}.ancien")
        shutil.rmtree(old, ignore_errors=True)
        if to.exists():
            to.rename(old)
        partial.rename(to)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def new_file(to: Path) -> Iterator[Path]:
    """A file to write, which takes the place of `to` at the end unless something failed. Raises WriteRefused.

    The folder that it stands in is for whatever is needed meanwhile, and goes away with it.
    """
    to = to.resolve()
    with _alone(to) as partial:
        partial.mkdir()
        file = partial / to.name
        yield file
        _settle(file)
        file.replace(to)


@contextmanager
def _alone(to: Path) -> Iterator[Path]:
    to.parent.mkdir(parents=True, exist_ok=True)
    partial = to.with_name(f".{to.name}.partiel")
    lock_path = to.with_name(f".{to.name}.verrou")
    with lock_path.open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WriteRefused(_("Un autre processus écrit déjà %(path)s.") % {"path": to}) from None
        _remove(partial)
        try:
            yield partial
        finally:
            _remove(partial)
            lock_path.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """On the disk before it bears its name: a power cut leaves no empty file under a good name."""
    for one in [*path.rglob("*"), path] if path.is_dir() else [path]:
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
