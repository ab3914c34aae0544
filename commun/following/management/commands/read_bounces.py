"""`commun read-bounces`: reads mails that came back, from the mail server's pipe or from files."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from commun.following.bounces import read_report


class Command(BaseCommand):
    help = "Lit des courriels revenus (RFC 3464) : fichiers donnés, ou un seul sur l’entrée standard."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="un courriel par fichier ; sans fichier, l’entrée")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        mails = [path.read_bytes() for path in files] if files else [sys.stdin.buffer.read()]
        read = sum(read_report(mail) is not None for mail in mails)
        self.stdout.write(f"{read} échec(s) durable(s) sur {len(mails)} courriel(s) lu(s).")
