"""`commun import deliberations FILE… [--dry-run]`: council decisions in SCDL columns, from files of any size."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.dates import duration
from commun.core.errors import DomainError
from commun.deliberations.actions.imports import Outcome, SourceSaid, import_file

TOLD_EVERY = 2.0


class Command(BaseCommand):
    # Checking all the addresses of the site takes longer than reading a thousand rows, and none is of use here.
    requires_system_checks: tuple[str, ...] = ()
    help = (
        "Importe des délibérations au format SCDL (CSV, JSON, Parquet). Les bonnes lignes sont gardées, les fautes "
        "vont dans un fichier à côté ; un import interrompu reprend où il en était, et deux fois ne double rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", type=Path, nargs="+", metavar="FICHIER", help="CSV, JSON (lignes ou liste), Parquet"
        )
        parser.add_argument("--dry-run", action="store_true", help="lit et juge tout, et n’écrit rien dans la base")
        parser.add_argument("--again", action="store_true", help="relit un fichier déjà lu jusqu’au bout")
        parser.add_argument("--text-dir", type=Path, help="dossier des documents, nommés d’après DELIB_ID ou DELIB_URL")
        parser.add_argument("--faults", type=Path, help="où écrire les fautes (par défaut : FICHIER.fautes.csv)")
        parser.add_argument("--source-title", default="", help="titre de la source (par défaut : le nom du fichier)")
        parser.add_argument("--source-url", default="", help="adresse où la source est publiée")
        parser.add_argument("--licence", default="", help="licence de la source, par exemple « Licence Ouverte 2.0 »")
        parser.add_argument("--publisher", default="", help="qui publie la source")
        parser.add_argument("--fictional", action="store_true", help="ces délibérations sont inventées (démonstration)")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        if options["faults"] and len(files) > 1:
            raise CommandError("--faults vaut pour un seul fichier.")
        if options["text_dir"] and not options["text_dir"].is_dir():
            raise CommandError(f"{options['text_dir']} n’est pas un dossier.")
        for path in files:
            self._import(path, **options)

    def _import(self, path: Path, **options: Any) -> None:
        said = SourceSaid(
            title=options["source_title"] or path.stem,
            publisher=options["publisher"],
            url=options["source_url"],
            licence=options["licence"],
            is_fictional=options["fictional"],
        )
        self._told_at = time.monotonic()
        self._is_resumed_told = False
        try:
            outcome = import_file(
                path=path,
                said=said,
                by=None,
                faults_to=options["faults"]
                or path.with_name(path.name + (".essai.fautes.csv" if options["dry_run"] else ".fautes.csv")),
                text_dir=options["text_dir"],
                dry_run=options["dry_run"],
                again=options["again"],
                tell=self._tell,
            )
        except OSError as error:
            raise CommandError(f"{error.filename or path} : {error.strerror}.") from None
        except DomainError as error:
            raise CommandError(f"{path} : {error.message}") from None
        self._conclude(path, outcome, dry_run=options["dry_run"])

    def _tell(self, outcome: Outcome) -> None:
        if outcome.resumed_at and not self._is_resumed_told:
            self._is_resumed_told = True
            self.stdout.write(f"Reprise après la ligne {_number(outcome.resumed_at)}.")
        now = time.monotonic()
        if now - self._told_at < TOLD_EVERY:
            return
        self._told_at = now
        left = "" if outcome.seconds_left is None else f", encore {_time_left(outcome.seconds_left)}"
        self.stdout.write(
            f"{_number(outcome.read)} lignes, {_number(round(outcome.rate))} par seconde{left} ; "
            f"{_number(outcome.faulty)} refusées."
        )
        self.stdout.flush()

    def _conclude(self, path: Path, outcome: Outcome, *, dry_run: bool) -> None:
        if outcome.is_already_done:
            self.stdout.write(f"{path.name} a déjà été lu jusqu’au bout : rien à faire (--again pour le relire).")
            return
        if outcome.file.missing:
            self.stdout.write(f"Colonnes absentes : {', '.join(outcome.file.missing)}.")
        if outcome.file.ignored:
            self.stdout.write(f"Colonnes laissées de côté : {', '.join(outcome.file.ignored[:20])}.")
        for reason, count in outcome.reasons.most_common(10):
            self.stdout.write(f"  {_number(count)} × {reason}")
        if outcome.reasons and outcome.faults_path is not None:
            self.stdout.write(f"Fautes et remarques : {outcome.faults_path}")
        verb = "seraient créées" if dry_run else "créées"
        self.stdout.write(
            f"{path.name} ({outcome.file.form}) : {_number(outcome.read)} lignes lues, {_number(outcome.created)} "
            f"délibérations {verb}, {_number(outcome.changed)} modifiées, {_number(outcome.unchanged)} inchangées, "
            f"{_number(outcome.withheld)} retirées laissées de côté, {_number(outcome.faulty)} refusées, "
            f"{_number(outcome.remarks)} remarques ; {_number(round(outcome.rate))} lignes par seconde."
        )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _time_left(seconds: float) -> str:
    return duration(round(seconds / 60)) if seconds >= 60 else f"{round(seconds)} s"
