"""`commun mapping-table atrs > docs/correspondances/atrs.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.library.exports import STANDARDS
from commun.library.exports.table import markdown


class Command(BaseCommand):
    help = "Écrit la table de correspondance d’un standard."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("standard", choices=sorted(STANDARDS))

    def handle(self, *args: Any, standard: str, **options: Any) -> None:
        self.stdout.write(markdown(STANDARDS[standard]), ending="")
