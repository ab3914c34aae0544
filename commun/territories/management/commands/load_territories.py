"""`commun load-territories`: bring the official lists shipped with Commun into the database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.territories.enums import Kind
from commun.territories.importers import reference


class Command(BaseCommand):
    help = "Charge les communes, intercommunalités, départements et régions livrés avec Commun. Peut être relancée."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--again", action="store_true", help="recharge des listes déjà chargées")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = reference.load(again=again)
        except reference.ReferenceError as error:
            raise CommandError(f"Les listes livrées sont abîmées, rien n’a été chargé : {error}") from error
        if loaded is None:
            self.stdout.write("Territoires : les listes livrées sont celles du dernier chargement, rien à refaire.")
            return
        lists, summary = loaded
        for kind, count in sorted(summary.by_kind.items()):
            self.stdout.write(f"  {Kind(kind).label} : {count}")
        self.stdout.write(
            f"{lists.vintage} : {summary.created} territoires créés, {summary.updated} mis à jour, "
            f"{summary.unchanged} inchangés, {summary.ended} disparus, en {time.monotonic() - started:.1f} s."
        )
