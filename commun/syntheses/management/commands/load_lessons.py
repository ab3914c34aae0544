"""`commun load-lessons`: what the network learned of its first concertations, with its source."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.syntheses.actions.learned import load_lessons


class Command(BaseCommand):
    help = "Charge les constats que le réseau a publiés de ses premières concertations ; relancée, ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_lessons()
        self.stdout.write(
            f"Constats repris d’une source : {loaded.added} ajoutés, {loaded.corrected} corrigés, "
            f"{loaded.unchanged} déjà là."
        )
