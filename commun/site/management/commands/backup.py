"""`commun backup FILE`: everything in one file, while the site goes on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from commun.core import backup


def own_files() -> tuple[Path, Path]:
    """The database file and the folder of uploads of this site, with no connection left open."""
    if connection.vendor != "sqlite":
        raise CommandError(
            "La base est sur PostgreSQL : sauvegardez-la avec `pg_dump --format=custom`, "
            "et le dossier des fichiers à part."
        )
    connection.close()
    return Path(settings.DATABASES["default"]["NAME"]), Path(settings.MEDIA_ROOT)


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers déposés dans une archive vérifiable."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        database, uploads = own_files()
        try:
            count = backup.backup(file, database=database, uploads=uploads)
        except backup.BackupRefused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Sauvegarde faite : {file}, {count} fichiers, {file.stat().st_size / 1e6:.1f} Mo.")
