"""`commun reindex`: build the index again from the database, while the one that is read goes on being read."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from commun.search import index
from commun.search.backend import IndexUnavailable

EVERY = 5.0


class Teller:
    """Writes how far a build is, every few seconds and at its end."""

    def __init__(self, stdout: OutputWrapper) -> None:
        self.stdout, self.next = stdout, time.monotonic() + EVERY

    def __call__(self, progress: index.Progress) -> None:
        is_last = progress.done == progress.total
        if not is_last and time.monotonic() < self.next:
            return
        self.next = time.monotonic() + EVERY
        left = "" if is_last or progress.left is None else f", encore {progress.left:.0f} s"
        self.stdout.write(
            f"Index : {progress.done} documents sur {progress.total}, {progress.rate:.0f} par seconde{left}"
        )
        self.stdout.flush()


class Command(BaseCommand):
    help = "Refait l’index de recherche à côté de celui qui sert, puis l’échange avec lui."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = index.build(told=Teller(self.stdout))
        except (IndexUnavailable, OSError) as fault:
            raise CommandError(f"L’index n’a pas été refait, celui qui servait reste en place : {fault}") from fault
        if built is None:
            raise CommandError("Un autre processus refait déjà l’index de cette machine.")
        self.stdout.write("Index refait et mis en service.")
