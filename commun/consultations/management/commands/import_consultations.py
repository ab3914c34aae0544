"""`commun import consultations FILE --known-on 2020-01-15 [--dry-run]`: the State's inventory of consultations."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.concertations.platforms.layouts import Kind
from commun.concertations.platforms.tables import open_tables
from commun.consultations.importing import FaultyLines, Outcome, Provenance, take
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.core.full_disk import why

TOLD = 10


class Command(BaseCommand):
    help = (
        "Importe un inventaire de consultations (usages.csv de consultation.gouv.fr) : une fiche par ligne, avec sa "
        "provenance ; tout ou rien, et deux fois ne double rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--known-on", required=True, help="de quand est le fichier : AAAA, AAAA-MM ou AAAA-MM-JJ")
        parser.add_argument("--source-title", default="Inventaire des consultations publiques, consultation.gouv.fr")
        parser.add_argument("--source-url", default="https://github.com/consultation-gouv/consultation.gouv.fr")
        parser.add_argument("--licence", default="MIT", help="licence de l’inventaire (par défaut : MIT)")
        parser.add_argument("--dry-run", action="store_true", help="lit, compare et compte tout, et n’écrit rien")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            known_on = PartialDate(options["known_on"])
        except ValueError:
            raise CommandError("--known-on s’écrit AAAA, AAAA-MM ou AAAA-MM-JJ.") from None
        provenance = Provenance(options["source_title"], options["source_url"], known_on, options["licence"])
        try:
            with open_tables(file) as tables:
                wanted = [one for one in tables if one.found and one.found.layout.kind is Kind.CONSULTATIONS]
                if len(wanted) != 1:
                    raise CommandError(f"{file.name} : aucun inventaire de consultations, ou plusieurs.")
                self._conclude(take(table=wanted[0], provenance=provenance, is_trial=dry_run), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{error.filename or file} : {why(error)}.") from None
        except FaultyLines as fault:
            for where, reason in fault.outcome.faults[:TOLD]:
                self.stdout.write(f"  {where} : {reason}")
            raise CommandError(f"{file.name} : {fault.message}") from None
        except DomainError as error:
            raise CommandError(f"{file.name} : {error.message}") from None

    def _conclude(self, done: Outcome, *, dry_run: bool) -> None:
        verb = "seraient ajoutées" if dry_run else "ajoutées"
        self.stdout.write(
            f"{done.read} consultations lues : {done.new} {verb}, {done.changed} modifiées, "
            f"{done.unchanged} inchangées ; {done.absent} déjà là que ce fichier ne dit plus."
        )
