"""`commun correspondences decidim > docs/correspondances/decidim.md`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from commun.concertations.platforms.correspondence import PLATFORMS, markdown


class Command(BaseCommand):
    help = "Écrit la table de correspondance d’une plateforme de participation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("platform", choices=sorted(PLATFORMS))

    def handle(self, *args: Any, platform: str, **options: Any) -> None:
        self.stdout.write(markdown(platform), ending="")
