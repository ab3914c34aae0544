"""`commun load-labels`: the labels that the network named; run again, it adds what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.labels.actions.calls import load_reference


class Command(BaseCommand):
    help = "Charge les labels que le réseau a nommés, avec leur source et sa date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Labels : {load_reference()} ajoutés.")
