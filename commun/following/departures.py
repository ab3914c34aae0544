"""What this machine let leave, noted in a file that a killed process leaves behind it.

That a mail has left is written in the database, which takes a moment to say that it is; the final dot goes after. A
process killed in that moment would lose the mail. So each one is noted in the file of its batch once the database has
answered, right before the dot: run again, the batch takes back what this machine wrote in the database and did not
note. What remains between the note and the dot is two calls to the system.

Nothing is taken back that could have left: not when the machine started again since (a note may not have reached the
disk), nor when another process still holds the batch, nor what another machine wrote, nor what was written before the
file was made.
"""

import fcntl
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from commun.core.background.workers import this_machine
from commun.following.models import Delivery


class Departures:
    """The notes of one batch: `with Departures(batch) as departures: …`."""

    def __init__(self, batch: str) -> None:
        self._batch = batch
        self._path = _folder() / sha256(batch.encode()).hexdigest()[:32]
        machine = this_machine()
        self._here = sha256(f"{machine} {settings.DATA_DIR}".encode()).hexdigest()[:32] if machine else ""
        self._file = -1

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self._path.exists()
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self
        if is_new:
            for pk in self._claimed_here().values_list("pk", flat=True):
                self._note(b"+", pk)
        else:
            self._take_back()
        return self

    def __exit__(self, _kind: type | None, _fault: BaseException | None, _trace: TracebackType | None) -> None:
        os.close(self._file)

    def claim(self, pk: int) -> bool:
        """By one process alone, and at most once: the mail leaves right after."""
        if not Delivery.objects.waiting().filter(pk=pk).update(sent_at=timezone.now(), sent_from=self._here):
            return False
        self._note(b"+", pk)
        return True

    def unclaim(self, pk: int) -> None:
        """The server did not take it."""
        self._note(b"-", pk)
        Delivery.objects.filter(pk=pk).update(sent_at=None, sent_from="")

    def _note(self, sign: bytes, pk: int) -> None:
        os.write(self._file, sign + b"%d\n" % pk)

    def _take_back(self) -> None:
        noted: set[int] = set()
        for line in self._path.read_bytes().splitlines():
            (noted.add if line[:1] == b"+" else noted.discard)(int(line[1:]))
        claimed = self._claimed_here()
        lost = set(claimed.values_list("pk", flat=True)) - noted
        claimed.filter(pk__in=lost).update(sent_at=None, sent_from="")

    def _claimed_here(self) -> QuerySet[Delivery]:
        own = Delivery.objects.filter(batch=self._batch, sent_at__isnull=False)
        return own.filter(sent_from=self._here) if self._here else own.none()


def forget(*, before: datetime) -> None:
    """Notes of batches that nobody runs any more."""
    for path in _folder().glob("*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "departures"
