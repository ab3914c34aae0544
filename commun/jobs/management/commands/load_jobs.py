"""`commun load-jobs`: the trades of the territorial civil service; run again, it adds what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.jobs.actions.trades import load_reference


class Command(BaseCommand):
    help = "Charge la liste des métiers de la fonction publique territoriale, avec sa source et sa date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Métiers : {load_reference()} ajoutés.")
