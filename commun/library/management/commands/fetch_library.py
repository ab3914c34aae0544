"""`commun fetch-library [URL]`: reads the network's file where it stands, and takes in what raises no question.

Made for a scheduled task: the same file twice changes nothing, a bad one goes to quarantine and is told once.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.outbound import FetchRefused
from commun.library.actions.feeds import keep_fetched, take_in, tell_coordinators
from commun.library.actions.imports import network_source
from commun.library.enums import FeedVerdict
from commun.library.importers.fetch import fetch_file


class Command(BaseCommand):
    help = "Lit le fichier du réseau à son adresse, le garde daté, puis l’importe s’il est bon et sans question."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", nargs="?", default="", help="adresse du fichier ; sans elle, la dernière donnée")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        source = network_source()
        url = url or source.url
        if not url:
            raise CommandError("Donnez l’adresse du fichier : commun fetch-library URL")
        try:
            fetched, name = fetch_file(url)
        except FetchRefused as refusal:
            version = keep_fetched(source=source, fetched=None, name="flux.csv", url=url, failure=refusal.message)
        else:
            version = keep_fetched(source=source, fetched=fetched, name=name, url=url)
        if version.verdict == FeedVerdict.QUARANTINED:
            tell_coordinators(version=version, obstacles=[version.why])
            raise CommandError(f"En quarantaine : {version.why} La dernière bonne version reste.")
        if source.url != url:
            source.url = url
            source.save(update_fields=["url"])
        done, obstacles = take_in(version=version)
        if done is None:
            tell_coordinators(version=version, obstacles=obstacles)
            raise CommandError(f"Gardé, mais pas importé : {' '.join(obstacles)}")
        self.stdout.write(f"{done.created} fiches créées, {done.updated} modifiées, {done.unchanged} inchangées.")
