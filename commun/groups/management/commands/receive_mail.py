"""`commun receive-mail`: reads answers to the mails of groups, from the mail server's pipe or from a Maildir."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError

from commun.core.maildirs import read_new
from commun.groups.receiving import is_taken, receive

TRY_LATER = 75
"""EX_TEMPFAIL: the mail server keeps the mail and comes back."""


class Command(BaseCommand):
    help = "Lit des réponses aux courriels des groupes : un courriel sur l’entrée standard, ou ceux d’un Maildir."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--maildir", type=Path, help="lit les courriels de new/, puis les range dans cur/")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        if maildir is not None:
            taken, read = read_new(maildir, is_taken)
            self.stdout.write(f"{taken} réponse(s) reçue(s) sur {read} courriel(s) lu(s).")
            return
        try:
            found = receive(sys.stdin.buffer.read())
        except OperationalError:
            sys.exit(TRY_LATER)
        self.stdout.write("Une réponse reçue." if found.message else f"Rien de gardé : {found.why}.")
