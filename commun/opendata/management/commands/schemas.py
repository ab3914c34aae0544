"""`commun schemas DIR`: the folders of schemas, ready for schema.data.gouv.fr."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.opendata import schema_folder


class Command(BaseCommand):
    help = "Écrit le dossier de chaque schéma (schéma, lisez-moi, changements, licence, exemple) depuis le code."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("to", type=Path, metavar="DOSSIER")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            changed = schema_folder.write(to)
        except schema_folder.ChangeUntold as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{len(changed)} fichiers écrits." if changed else "Tout est à jour.")
