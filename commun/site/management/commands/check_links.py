"""`commun check-links`: visits the addresses that the records cite. Once a week is enough; twice is harmless."""

import argparse
import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from commun.core import web_links
from commun.core.visiting import requester


class Command(BaseCommand):
    help = (
        "Visite les liens des fiches d’usage et des concertations, sans hâte (un par seconde et par site, quatre sites "
        "à la fois), et note ceux qui sont morts. `commun worker` le fait chaque nuit ; "
        "relancée, elle ne revisite que les anciens."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--older-than", type=int, default=6, metavar="JOURS", help="ne revisite que ce qui date de plus (6)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CHECK_LINKS:
            self.stdout.write(_("COMMUN_CHECK_LINKS vaut 0 : aucun lien n’est visité."))
            return
        agent = f"{settings.SITE_NAME} check-links (+{settings.SITE_URL})"
        report = web_links.check(
            request=requester(agent), older_than=datetime.timedelta(days=max(0, options["older_than"]))
        )
        self.stdout.write(
            _("Visités : %(visited)d. Morts : %(dead)d, dont nouveaux : %(newly_dead)d. Revenus : %(revived)d.")
            % vars(report)
        )
