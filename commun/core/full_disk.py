"""A disk with no room left: known whoever says it, told in one sentence, and leaving no half of a file behind."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.core.files.move import file_move_safe
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError
from django.utils.translation import gettext as _

from commun.core.errors import DomainError

_ERRNOS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE: Final = "SQLITE_FULL"
"""https://www.sqlite.org/rescode.html#full"""
_POSTGRESQL: Final = "53100"
"""disk_full: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class NoRoom(DomainError):
    """The disk is full: nothing of what was under way is written by halves."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Le disque du site est plein : rien n’a été écrit à moitié. Faites-y de la place, ou prévenez la "
                "personne qui tient le site, puis recommencez."
            )
        )


def is_full(fault: BaseException) -> bool:
    """Whether a fault of the system or of the database says that no room is left."""
    if isinstance(fault, OSError):
        return fault.errno in _ERRNOS
    if not isinstance(fault, DatabaseError):
        return False
    cause = fault.__cause__
    return (
        getattr(cause, "sqlite_errorname", None) == _SQLITE
        or getattr(cause, "sqlstate", None) == _POSTGRESQL
        or "disk is full" in str(fault)
    )


def why(fault: OSError) -> str:
    """What to say of a fault of the system, between brackets."""
    return _("le disque est plein") if is_full(fault) else str(fault.strerror)


@contextmanager
def told() -> Iterator[None]:
    """Raises NoRoom instead of what the system or the database says. Stands outside of the transaction."""
    try:
        yield
    except (OSError, DatabaseError) as fault:
        if is_full(fault):
            raise NoRoom from fault
        raise


class WholeFiles(FileSystemStorage):
    """A folder in which a file is whole or is not: Django's own leaves there what was written before the disk was full.

    The bytes go under a name that nobody else can have, then take theirs at once.
    """

    def _save(self, name: str, content: Any) -> str:
        partial = f"{name}.{uuid4().hex}"
        try:
            super()._save(partial, content)  # type: ignore[misc]
            while True:
                try:
                    self._rename(partial, name)
                except FileExistsError:  # someone took the name meanwhile
                    name = self.get_available_name(name)
                else:
                    return name
        finally:
            with suppress(OSError):
                Path(self.path(partial)).unlink()

    def _rename(self, partial: str, name: str) -> None:
        try:
            os.link(self.path(partial), self.path(name))
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            file_move_safe(self.path(partial), self.path(name))
