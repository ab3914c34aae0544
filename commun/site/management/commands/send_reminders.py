"""`commun send-reminders`: every mail that reminds of a date. Run it once a day; twice, or on two machines, is safe."""

import argparse
import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core.reminders import send_all


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une date : écrivez-la comme 2026-03-11.") from None


class Command(BaseCommand):
    help = (
        "Envoie les rappels des réponses promises (trente jours avant, le jour dit, trente jours après), le point "
        "trimestriel sur les promesses et les fiches d’usage à revérifier. `commun worker` le fait chaque jour ; "
        "relancée, elle n’envoie que ce qui n’est pas parti."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--on", type=_day, default=None, metavar="DATE", help="comme si l’on était ce jour-là")
        parser.add_argument("--dry-run", action="store_true", help="compte les messages sans les envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        report = send_all(on=on, dry_run=options["dry_run"])
        if options["dry_run"]:
            self.stdout.write(_("Seraient envoyés : %(sent)d. Déjà partis : %(already)d.") % vars(report))
            return
        self.stdout.write(_("Envoyés : %(sent)d. Déjà partis : %(already)d. En échec : %(failed)d.") % vars(report))
        if report.failed:
            raise CommandError(
                _("Des messages n’ont pas pu partir : relancez la commande, elle n’enverra que ceux-là.")
            )
