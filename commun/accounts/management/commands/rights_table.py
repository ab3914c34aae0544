"""`commun rights-table > docs/utilisateurs/droits.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.accounts.presenters import rights_markdown


class Command(BaseCommand):
    help = "Écrit la table des droits, en Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(rights_markdown(), ending="")
