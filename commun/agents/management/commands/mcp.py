"""`commun mcp [--http PORT]`: lets an assistant read what is public here. Off unless someone starts it."""

from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Donne à lire ce qui est public à un assistant, par le protocole MCP, en lecture seule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--http", type=int, default=0, metavar="PORT", help="par HTTP, à /mcp ; sinon par stdio")
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec("mcp") is None:
            raise CommandError(
                "Le protocole des assistants n’est pas installé. Depuis le dépôt : uv sync --group agents, ou "
                "pip install --group agents."
            )
        server = import_module("commun.agents.server")
        if options["http"]:
            server.serve_http(host=options["host"], port=options["http"])
        else:
            server.serve_stdio()
