"""`commun indexer`: brings what is written to the index of this machine, beside the web processes."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.core.background.stopping import Stopping
from commun.search import index
from commun.search.backend import IndexUnavailable
from commun.search.indexer import Indexer
from commun.search.management.commands.reindex import Teller

TAKE_OVER = 1.0


class Command(BaseCommand):
    help = (
        "Tient à jour l’index de recherche de cette machine. Un seul travaille à la fois ; un second attend son tour."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="lit ce qui attend, puis s’arrête")
        parser.add_argument("--with-parent", action="store_true", help="s’arrête avec le processus qui l’a lancé")

    def handle(self, *args: Any, once: bool, with_parent: bool, **options: Any) -> None:
        stopping = Stopping.on_signals(with_parent=with_parent)
        has_waited = False
        while not stopping():
            with index.locked("indexer") as is_mine:
                if is_mine:
                    indexer = Indexer(stopping=stopping, told=Teller(self.stdout))
                    if once:
                        indexer.catch_up()
                    else:
                        indexer.run(stopping.wait, on_fault=self._tell)
                    return
            if once:
                self.stdout.write("Un autre processus tient déjà l’index à jour.")
                return
            if not has_waited:
                has_waited = True
                self.stdout.write("Un autre processus tient déjà l’index à jour : celui-ci attend pour le remplacer.")
                self.stdout.flush()
            stopping.wait(TAKE_OVER)

    def _tell(self, fault: Exception) -> None:
        what = (
            "L’index ne peut être écrit" if isinstance(fault, IndexUnavailable | OSError) else "La base ne répond pas"
        )
        self.stderr.write(f"{what}, nouvel essai dans quelques secondes : {fault}")
        self.stderr.flush()
