"""`commun receive-mail`: reads answers to the mails of groups, from the mail server's pipe or from a Maildir."""

import mailbox
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError

from commun.groups.receiving import receive

TRY_LATER = 75
"""EX_TEMPFAIL: the mail server keeps the mail and comes back."""


class Command(BaseCommand):
    help = "Lit des réponses aux courriels des groupes : un courriel sur l’entrée standard, ou ceux d’un Maildir."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--maildir", type=Path, help="lit les courriels de new/, puis les range dans cur/")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        if maildir is not None:
            self._read(maildir)
            return
        try:
            found = receive(sys.stdin.buffer.read())
        except OperationalError:
            sys.exit(TRY_LATER)
        self.stdout.write("Une réponse reçue." if found.message else f"Rien de gardé : {found.why}.")

    def _read(self, folder: Path) -> None:
        box = mailbox.Maildir(str(folder), create=False)
        taken = read = 0
        for key, mail in list(box.items()):
            if mail.get_subdir() != "new":
                continue
            taken += receive(box.get_bytes(key)).message is not None
            read += 1
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail
        self.stdout.write(f"{taken} réponse(s) reçue(s) sur {read} courriel(s) lu(s).")
