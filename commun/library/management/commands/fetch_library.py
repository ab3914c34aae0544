"""`commun fetch-library [URL]`: reads the network's file where it stands, and takes in what raises no question.

`commun worker` does it each night once the address is known: this one gives it, or does not wait.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.library.actions.fetching import NotTakenIn, fetch_network_file
from commun.library.actions.imports import network_source


class Command(BaseCommand):
    help = "Lit le fichier du réseau à son adresse, le garde daté, puis l’importe s’il est bon et sans question."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", nargs="?", default="", help="adresse du fichier ; sans elle, la dernière donnée")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        url = url or network_source().url
        if not url:
            raise CommandError("Donnez l’adresse du fichier : commun fetch-library URL")
        try:
            done = fetch_network_file(url)
        except NotTakenIn as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{done.created} fiches créées, {done.updated} modifiées, {done.unchanged} inchangées.")
