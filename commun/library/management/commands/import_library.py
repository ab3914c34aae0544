"""`commun import library FILE [--dry-run] [--proposals]`: the network's own file, from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.errors import DomainError
from commun.library.actions.imports import ImportRefused, ingest, network_source
from commun.library.importers.columns import is_network_table, network_mapping
from commun.library.importers.plan import Plan, plan
from commun.library.importers.reading import read_file
from commun.library.importers.values import Option

MAX_BYTES = 50 * 1024 * 1024


class Command(BaseCommand):
    help = "Importe le fichier de la bibliothèque du réseau (16 colonnes ou 38 champs) ; tout, ou rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="fichier CSV, XLSX ou ODS")
        parser.add_argument("--dry-run", action="store_true", help="montre ce qui changerait, et n’écrit rien")
        parser.add_argument("--proposals", action="store_true", help="prend ce qui est proposé pour chaque doute")
        parser.add_argument("--skip-faults", action="store_true", help="laisse de côté les lignes fautives")
        parser.add_argument("--accept-loss", action="store_true", help="accepte que des fiches aient disparu")

    def handle(self, *args: Any, file: Path, dry_run: bool, proposals: bool, **options: Any) -> None:
        answers = {
            name: "1"
            for name, is_said in (
                ("lignes-fautives", options["skip_faults"]),
                ("lignes-disparues", options["accept_loss"]),
            )
            if is_said
        }
        try:
            if file.stat().st_size > MAX_BYTES:
                raise CommandError(f"{file} : plus de {MAX_BYTES // 1024 // 1024} Mo, ce n’est pas ce fichier.")
            found = [one for one in read_file(file.read_bytes(), file.name) if is_network_table(one)]
            if not found:
                raise CommandError("Ce n’est pas le fichier du réseau : ses colonnes n’y sont pas.")
            [table, *_others] = found
            mapping, source = network_mapping(table), network_source()
            shown = plan(
                source=source, table=table, mapping=mapping, is_network=True, answers=answers,
                takes_proposals=proposals,
            )  # fmt: skip
            self._tell(shown)
            if dry_run:
                return
            done = ingest(
                source=source, table=table, mapping=mapping, by=None, answers=answers, takes_proposals=proposals
            )
        except OSError as error:
            raise CommandError(f"{file} ne se lit pas : {error.strerror}.") from None
        except ImportRefused as refusal:
            raise CommandError(
                f"{refusal.message} Rien n’a été importé : choisissez sur la page d’import, "
                "ou prenez ce qui est proposé avec --proposals."
            ) from None
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(
            f"{done.created} fiches créées, {done.updated} modifiées, {done.attached} rattachées, "
            f"{done.unchanged} inchangées, {done.vanished} disparues du fichier, {done.left_out} laissées de côté, "
            f"{done.faulty} fautives ; {done.differences} écarts gardés, {done.remarks} remarques."
        )

    def _tell(self, shown: Plan) -> None:
        for line in shown.faulty:
            self.stdout.write(f"Faute, {line.where} : {line.fault}")
        for one in shown.questions:
            chosen = next((str(option.label) for option in one.doubt.options if option.value == one.answer), one.answer)
            state = "" if one.is_answered else " (proposé, à confirmer)"
            self.stdout.write(f"Doute, {', '.join(one.places)} : {one.doubt.text} — {one.doubt.message}")
            self.stdout.write(f"  → {Option(one.answer, chosen).label}{state}")
        for name, lines in (("nouvelle", shown.new), ("modifiée", shown.changed)):
            for line in lines:
                self.stdout.write(f"Fiche {name}, {line.where} : {line.title}")
                for change in line.changes:
                    kept = " (gardé ici)" if change.is_kept else ""
                    self.stdout.write(f"  {change.label} : {change.before_text} → {change.after_text}{kept}")
        for row in shown.vanished:
            self.stdout.write(f"Disparue du fichier : {row.sheet.title}")
