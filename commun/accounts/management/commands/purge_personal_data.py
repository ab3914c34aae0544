"""`commun purge-personal-data`: forget what has served its time. Run it once a month; twice is safe."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from commun.accounts.personal_data import purge
from commun.core.dates import years_before


class Command(BaseCommand):
    help = (
        "Oublie les données personnelles qui ont fait leur temps (COMMUN_RETENTION_YEARS, trois ans par défaut) : "
        "adresses de référents de concertations closes, vieilles invitations, imports abandonnés, liens entre le "
        "journal et les comptes. Relancée, elle ne trouve plus rien."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = years_before(timezone.now(), settings.RETENTION_YEARS)
        for title, count in purge(before=before).items():
            self.stdout.write(f"{title} : {count}")
