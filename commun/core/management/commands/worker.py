"""`commun worker`: everything that is done beside the web processes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.background import lanes
from commun.core.background.stopping import Stopping
from commun.core.background.worker import supervise, tasks_lane, work_once


class Command(BaseCommand):
    help = "Fait les travaux qui attendent : courriels, calculs, heures fixes. Plusieurs machines peuvent en lancer."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="fait ce qui attend, puis s’arrête")
        parser.add_argument("--only", metavar="VOIE", help="une seule voie : tasks (la file), analyses")
        parser.add_argument("--with-parent", action="store_true", help="s’arrête avec le processus qui l’a lancé")

    def handle(self, *args: Any, once: bool, only: str | None, with_parent: bool, **options: Any) -> None:
        known = [tasks_lane(), *lanes()]
        chosen = [lane for lane in known if only in (None, lane.name)]
        if not chosen:
            raise CommandError("Voies connues : " + ", ".join(lane.name for lane in known))
        if once:
            work_once(chosen, self._tell)
        else:
            supervise(chosen, Stopping.on_signals(with_parent=with_parent), self._tell)

    def _tell(self, done: str) -> None:
        self.stdout.write(done)
        self.stdout.flush()
