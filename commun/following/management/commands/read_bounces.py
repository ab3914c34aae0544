"""`commun read-bounces`: reads mails that came back, from the mail server's pipe or from files."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from commun.core.maildirs import read_new
from commun.following.bounces import is_failure, read_report


class Command(BaseCommand):
    help = "Lit des courriels revenus (RFC 3464) : fichiers donnés, ou un seul sur l’entrée standard."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--maildir", type=Path, help="lit les courriels de new/, puis les range dans cur/")
        parser.add_argument("files", nargs="*", type=Path, help="un courriel par fichier ; sans fichier, l’entrée")

    def handle(self, *args: Any, files: list[Path], maildir: Path | None, **options: Any) -> None:
        if maildir is not None:
            taken, count = read_new(maildir, is_failure)
            self.stdout.write(f"{taken} échec(s) durable(s) sur {count} courriel(s) lu(s).")
            return
        mails = [path.read_bytes() for path in files] if files else [sys.stdin.buffer.read()]
        read = sum(read_report(mail) is not None for mail in mails)
        self.stdout.write(f"{read} échec(s) durable(s) sur {len(mails)} courriel(s) lu(s).")
