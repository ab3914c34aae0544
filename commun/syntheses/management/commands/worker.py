"""`commun worker`: does the computations that people asked for, one after the other, beside the web processes."""

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from commun.syntheses.enums import RunState
from commun.syntheses.worker import Stopped, work_once

EVERY = 2.0


class Command(BaseCommand):
    help = "Fait les calculs demandés dans l’atelier des synthèses. Plusieurs peuvent tourner à la fois."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="fait ce qui attend, puis s’arrête")
        parser.add_argument("--with-parent", action="store_true", help="s’arrête avec le processus qui l’a lancé")

    def handle(self, *args: Any, once: bool, with_parent: bool, **options: Any) -> None:
        stop, parent = threading.Event(), os.getppid()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_received: stop.set())

        def stopping() -> bool:
            return stop.is_set() or (with_parent and os.getppid() != parent)

        while not stopping():
            try:
                run = work_once(stopping=stopping)
            except Stopped:
                break
            if run is not None:
                told = run.fault if run.state == RunState.FAILED else f"{run.seconds} s"
                self.stdout.write(f"{run.corpus.uid}, calcul {run.number} ({run.get_kind_display()}) : {told}")
                self.stdout.flush()
            elif once:
                break
            else:
                stop.wait(EVERY)
                # Between two runs, so that a database that restarted is found again.
                close_old_connections()
