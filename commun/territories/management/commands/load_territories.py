"""`commun load-territories`: bring the official lists shipped with Commun into the database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.territories.enums import Kind
from commun.territories.importers import reference


class Command(BaseCommand):
    help = "Charge les communes, intercommunalités, départements et régions livrés avec Commun. Peut être relancée."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            lists = reference.read()
        except reference.ReferenceError as error:
            raise CommandError(f"Les listes livrées sont abîmées, rien n’a été chargé : {error}") from error
        summary = reference.ingest(lists)
        for kind, count in sorted(summary.by_kind.items()):
            self.stdout.write(f"  {Kind(kind).label} : {count}")
        self.stdout.write(
            f"{lists.vintage} : {summary.created} territoires créés, {summary.updated} mis à jour, "
            f"{summary.unchanged} inchangés, {summary.ended} disparus, en {time.monotonic() - started:.1f} s."
        )
