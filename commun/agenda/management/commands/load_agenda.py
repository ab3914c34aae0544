"""`commun load-agenda`: the meetings that the network spoke of itself; run again, it adds what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.agenda.actions.reference import load_reference


class Command(BaseCommand):
    help = "Charge les groupes et les rencontres que le réseau a lui-même annoncés, chacun avec sa source et sa date."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference()
        self.stdout.write(f"Agenda : {loaded.groups} groupes et {loaded.events} rencontres ajoutés.")
