"""`commun import polis FOLDER --concertation SLUG [--dry-run]`: the files that Polis exports, from a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.concertations.models import Concertation
from commun.core.errors import DomainError
from commun.syntheses.actions.opinion import keep_conversation
from commun.syntheses.importers.polis import read_conversation

MAX_BYTES = 200 * 1024 * 1024


class Command(BaseCommand):
    help = "Importe une conversation de Polis (ses fichiers CSV) dans une concertation ; tout, ou rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="dossier des fichiers comments.csv, votes.csv…")
        parser.add_argument("--concertation", required=True, help="repère de la concertation dans son adresse")
        parser.add_argument("--attribution", default="", help="mention demandée par la licence des données")
        parser.add_argument("--dry-run", action="store_true", help="montre ce qui serait gardé, et n’écrit rien")

    def handle(
        self, *args: Any, folder: Path, concertation: str, attribution: str, dry_run: bool, **options: Any
    ) -> None:
        record = Concertation.objects.filter(slug=concertation).first()
        if record is None:
            raise CommandError(f"Aucune concertation n’a le repère « {concertation} ».")
        try:
            paths = sorted(folder.glob("*.csv"))
            if sum(path.stat().st_size for path in paths) > MAX_BYTES:
                raise CommandError(f"{folder} : plus de {MAX_BYTES // 1024 // 1024} Mo, ce n’est pas cet export.")
            read = read_conversation({path.name: path.read_bytes() for path in paths})
            self.stdout.write(
                f"{read.title} : {read.voters} votants, {read.votes} votes, {len(read.statements)} énoncés "
                f"({read.rejected} écartés) ; {read.differing} comptaient deux fois des votes changés."
            )
            for remark in read.remarks:
                self.stdout.write(f"Remarque : {remark}")
            if dry_run:
                return
            poll, changed = keep_conversation(concertation=record, conversation=read, by=None, attribution=attribution)
        except OSError as error:
            raise CommandError(f"{folder} ne se lit pas : {error.strerror}.") from None
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{poll.get_absolute_url()} : " + ("importée." if changed else "rien n’a changé."))
