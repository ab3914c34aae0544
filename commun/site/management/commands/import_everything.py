"""`commun import everything DIR`: an instance exported by `commun export --complet`, put in the place of this one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import moving


class Command(BaseCommand):
    help = "Remet ici toute une instance exportée par « commun export --complet » : tout, ou rien."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("source", type=Path, metavar="DOSSIER")
        parser.add_argument("--remplacer", action="store_true", dest="replace", help="effacer ce qui est là")
        parser.add_argument("--dry-run", action="store_true", help="tout faire, tout montrer, puis tout défaire")

    def handle(self, *args: Any, source: Path, replace: bool, dry_run: bool, **options: Any) -> None:
        try:
            done = moving.bring(source, replace=replace, dry_run=dry_run, told=self._told)
        except moving.MoveRefused as refusal:
            raise CommandError(refusal.message) from refusal
        total = f"{sum(done.rows.values())} lignes, {done.files} fichiers"
        if dry_run:
            self.stdout.write(f"{total} seraient remis ici. Rien n’a été changé.")
            return
        self.stdout.write(f"{total} remis ici. L’index de recherche : `commun reindex`.")

    def _told(self, name: str, rows: int) -> None:
        if rows:
            self.stdout.write(f"{rows:>9}  {name}")
