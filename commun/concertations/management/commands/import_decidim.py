"""`commun import decidim FILE… --concertation SLUG [--dry-run]`: the exports of a Decidim, of any size."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.concertations.actions.imports import Verdict
from commun.concertations.importers.around import AROUND, import_around
from commun.concertations.importers.bulk import BulkRefused, Outcome, import_table
from commun.concertations.models import Concertation
from commun.concertations.platforms import decidim
from commun.concertations.platforms.layouts import Kind
from commun.concertations.platforms.tables import Table, of_component, open_tables
from commun.core.errors import DomainError
from commun.core.full_disk import why

TOLD_EVERY = 2.0


class Command(BaseCommand):
    """One command for each platform: the others change its name and nothing else."""

    platform = decidim.PLATFORM
    platform_name = "Decidim"
    help = (
        "Importe dans une concertation ce qu’exporte un Decidim (CSV, XLSX, XLS, JSON, .zip des données ouvertes) : "
        "les propositions, les rencontres, les réalisations et le nombre de commentaires ; de chaque tableau, tout ou "
        "rien, et deux fois ne double rien. Les réponses et les réalisations deviennent des brouillons à signer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FICHIER")
        parser.add_argument("--concertation", required=True, help="repère de la concertation dans son adresse")
        parser.add_argument("--component", default="", help="ne prend que ce composant (component/id)")
        parser.add_argument("--dry-run", action="store_true", help="lit, compare et compte tout, et n’écrit rien")
        parser.add_argument(
            "--leave-out-faulty", action="store_true", help="prend le reste quand des lignes sont à corriger"
        )
        parser.add_argument(
            "--reread", action="store_true", help="les lignes qui semblent contenir une adresse ont été relues"
        )
        parser.add_argument("--faults", type=Path, help="où écrire les fautes (par défaut : FICHIER.fautes.csv)")

    def handle(self, *args: Any, files: list[Path], concertation: str, **options: Any) -> None:
        record = Concertation.objects.select_related("territory").filter(slug=concertation).first()
        if record is None:
            raise CommandError(f"Aucune concertation n’a le repère « {concertation} ».")
        if options["faults"] and len(files) > 1:
            raise CommandError("--faults vaut pour un seul fichier.")
        for path in files:
            try:
                self._import(path, record, **options)
            except OSError as error:
                raise CommandError(f"{error.filename or path} : {why(error)}.") from None
            except BulkRefused as refusal:
                self._reasons(refusal.outcome)
                raise CommandError(f"{path.name} : {refusal.message} Voir {self._faults}.") from None
            except DomainError as error:
                raise CommandError(f"{path.name} : {error.message}") from None

    def _import(self, path: Path, record: Concertation, **options: Any) -> None:
        self._faults: Path = options["faults"] or path.with_name(f"{path.name}.fautes.csv")
        self._told_at = time.monotonic()
        with open_tables(path) as tables:
            wanted = sorted((one for one in tables if self._is_wanted(one)), key=_texts_first)
            for table in wanted:
                if table.dropped:
                    self.stdout.write(f"Colonnes de personnes laissées de côté : {', '.join(table.dropped)}.")
                if table.found is not None and table.found.layout.kind in AROUND:
                    self._import_around(table, record, is_alone=len(tables) == 1, **options)
                    continue
                outcome = import_table(
                    record=record,
                    table=table,
                    component=options["component"],
                    faults_to=self._faults,
                    dry_run=options["dry_run"],
                    leave_out=options["leave_out_faulty"],
                    reread=options["reread"],
                    tell=self._tell,
                )
                self._conclude(table, outcome, dry_run=options["dry_run"])
        if not wanted:
            raise CommandError(f"{path.name} : aucun tableau de {self.platform_name} que nous sachions prendre.")

    def _is_wanted(self, table: Table) -> bool:
        if table.found is None or table.found.layout.platform != self.platform:
            return False
        if table.found.layout.kind != Kind.PROPOSALS and table.found.layout.kind not in AROUND:
            self.stdout.write(f"{table.name} : {table.found.layout.title.lower()}, que cette commande ne prend pas.")
            return False
        return True

    def _import_around(self, table: Table, record: Concertation, *, is_alone: bool, **options: Any) -> None:
        """Meetings, what was done, comments. Those of another component are left aside."""
        if options["component"]:
            table = of_component(table, options["component"])
        done = import_around(
            record=record,
            table=table,
            by=None,
            is_trial=options["dry_run"],
            leave_out=options["leave_out_faulty"],
            reread=options["reread"],
            keeps_bare=is_alone or bool(options["component"]),
        )
        for fault in done.faults[:10]:
            self.stdout.write(f"  {fault.where} : {fault.message}")
        if done.faults and not options["leave_out_faulty"] and not options["dry_run"]:
            raise CommandError(f"{table.name} : {len(done.faults)} lignes sont à corriger, rien n’en a été importé.")
        if done.personal and not options["reread"] and not options["dry_run"]:
            raise CommandError(f"{table.name} : {len(done.personal)} lignes semblent nommer quelqu’un (--reread).")
        if done.kind == Kind.COMMENTS:
            said = (
                f"comptées avec une remontée d’ici : {_number(done.comments.counted)} ; "
                f"sous autre chose : {_number(done.comments.elsewhere)} ; "
                f"comptes nouveaux : {_number(done.comments.texts)}"
            )
        else:
            said = (
                f"nouvelles : {_number(done.new)} ; modifiées : {_number(done.changed)} ; "
                f"inchangées : {_number(done.unchanged)} ; gardées comme ici : {_number(done.edited)} ; "
                f"d’ailleurs : {_number(done.elsewhere)} ; retirées : {_number(done.withdrawn)}"
            )
        self.stdout.write(f"{table.name} ({done.title.lower()}) : lignes lues : {_number(done.read)} ; {said}.")

    def _tell(self, outcome: Outcome) -> None:
        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY:
            self._told_at = now
            self.stdout.write(f"{_number(outcome.read)} lignes, {_number(round(outcome.rate))} par seconde.")
            self.stdout.flush()

    def _reasons(self, outcome: Outcome) -> None:
        for reason, count in outcome.reasons.most_common(10):
            self.stdout.write(f"  {_number(count)} × {reason}")

    def _conclude(self, table: Table, outcome: Outcome, *, dry_run: bool) -> None:
        self._reasons(outcome)
        taken, verb = outcome.taken, "seraient ajoutées" if dry_run else "ajoutées"
        generation = f", {table.found.generation}" if table.found and table.found.generation else ""
        kept_back = taken[Verdict.FROZEN] + taken[Verdict.EDITED]
        self.stdout.write(
            f"{table.name} ({self.platform_name}{generation}) : {_number(outcome.read)} propositions lues, "
            f"{_number(taken[Verdict.NEW])} {verb}, {_number(taken[Verdict.CHANGED])} modifiées, "
            f"{_number(taken[Verdict.UNCHANGED])} inchangées, {_number(taken[Verdict.TWIN])} en double, "
            f"{_number(kept_back)} laissées telles quelles, {_number(outcome.withdrawn)} retirées par leurs auteurs, "
            f"{_number(outcome.refused)} refusées, {_number(outcome.remarks)} remarques ; "
            f"{_number(taken.drafts)} réponses à signer ; {_number(round(outcome.rate))} lignes par seconde."
        )


def _texts_first(table: Table) -> bool:
    """What was done and what was commented name texts, which come before."""
    return table.found is None or table.found.layout.kind != Kind.PROPOSALS


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
