"""`commun load-resources`: the resources that the network named itself; run again, it adds what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.resources.actions.reference import load_reference


class Command(BaseCommand):
    help = "Charge les ressources que le réseau a lui-même citées, chacune avec sa source et sa date."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference()
        self.stdout.write(f"Ressources : {loaded.resources} ajoutées, {loaded.collections} collections.")
