"""`commun serve`: the production server, on HOST and PORT."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Sert le site sur http://HOST:PORT (127.0.0.1:8000 sans autre précision)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--workers", type=int, default=int(os.environ.get("COMMUN_WORKERS", "2")))

    def handle(self, *args: Any, workers: int, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("La base de données n’est pas à jour : lancez d’abord `commun setup`.")
        if not Path(settings.STATIC_ROOT, "staticfiles.json").exists() and not settings.DEBUG:
            raise CommandError("Les fichiers de l’interface manquent : lancez d’abord `commun setup`.")
        connection.close()
        # A small server needs no other service: these stop when this process does.
        if os.environ.get("COMMUN_WORKER", "1") != "0":
            _beside("worker")
        if os.environ.get("COMMUN_INDEXER", "1") != "0":
            _beside("indexer")
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        self.stdout.write(f"Commun vous attend sur http://{host}:{port} (Ctrl+C pour arrêter).")
        self.stdout.flush()
        command = [
            str(Path(sys.executable).with_name("granian")),
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            port,
            "--workers",
            str(workers),
            # Pages are computed, not waited for: two threads a process keep the other busy while one writes to disk.
            "--blocking-threads",
            "2",
            "--backpressure",
            "128",
            # A worker that does not let go of its connections would hold the stop of the service for ever.
            "--workers-kill-timeout",
            "20",
            "--no-ws",
            "--log-level",
            "warning",
            "config.wsgi:application",
        ]
        # The server takes the place of this process: a signal sent to `commun serve` reaches it.
        os.execv(command[0], command)  # noqa: S606


def _beside(command: str) -> None:
    subprocess.Popen([sys.executable, "-m", "commun", command, "--with-parent"])  # noqa: S603
