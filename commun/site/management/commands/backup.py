"""`commun backup FILE`: everything in one file, while the site goes on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import backup


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers déposés dans une archive vérifiable."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            count = backup.backup(file)
        except backup.BackupRefused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Sauvegarde faite : {file}, {count} fichiers, {file.stat().st_size / 1e6:.1f} Mo.")
