"""`commun restore FILE`: put a backup back, the server being stopped."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import backup
from commun.search import index
from commun.site.management.commands.backup import own_files


class Command(BaseCommand):
    help = "Remet une sauvegarde en place, après en avoir vérifié chaque fichier. Arrêtez d’abord le serveur."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.tar.gz")
        parser.add_argument("--remplacer", action="store_true", dest="replace", help="écraser les données présentes")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        database, uploads = own_files()
        with index.locked("indexer") as is_mine:
            if not is_mine:
                raise CommandError("`commun indexer` est en marche : arrêtez-le d’abord, comme le serveur.")
        try:
            count = backup.restore(file, database=database, uploads=uploads, replace=replace)
        except backup.BackupRefused as refusal:
            raise CommandError(refusal.message) from refusal
        # It was read from what has just been replaced.
        index.abandon()
        self.stdout.write(f"Sauvegarde remise en place : {count} fichiers.")
