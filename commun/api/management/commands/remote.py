"""`commun remote SITE list propositions`: reads another site by its API, or writes there, with `commun_client`."""

import sys

from django.core.management.base import BaseCommand

from commun_client.__main__ import main


class Command(BaseCommand):
    """Its words are those of the client: Django's own options would only be in the way."""

    help = "Lit un site Commun par son API (collections, list, get, search, download) et y écrit avec une clé (write)."

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(main(argv[2:], prog="commun remote"))

    def handle(self, *args: str, **options: str) -> None:
        """Called from code alone."""
        main(args, prog="commun remote")
