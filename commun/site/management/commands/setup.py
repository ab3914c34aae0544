"""`commun setup`: everything a server needs before its first request; safe to run again, and after an upgrade."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from commun.search.indexer import catch_up


class Command(BaseCommand):
    help = "Crée ou met à jour la base, charge les territoires et prépare les fichiers de l’interface."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Base de données à jour.")
        call_command("load_territories")
        call_command("load_resources", stdout=self.stdout)
        call_command("load_jobs", stdout=self.stdout)
        call_command("load_labels", stdout=self.stdout)
        call_command("load_editorial", stdout=self.stdout)
        call_command("load_agenda", stdout=self.stdout)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write("Fichiers de l’interface prêts.")
        catch_up()
        self.stdout.write("Index de recherche à jour.")
