"""`commun archive`: keep what is public today; `commun worker` does it each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.full_disk import why
from commun.opendata import archives


class Command(BaseCommand):
    help = "Archive tout ce qui est public aujourd’hui : un fichier inchangé n’est gardé qu’une fois."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = archives.archive()
        except archives.ArchiveRefused as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as fault:
            raise CommandError(f"L’archive s’est arrêtée ({why(fault)}) : les jours passés sont intacts.") from fault
        day = done.day
        self.stdout.write(
            f"{day.day.isoformat()} : {len(day.files)} fichiers, {day.zip_size / 1e6:.1f} Mo, {done.new} nouveaux."
        )
        if done.forgotten:
            self.stdout.write(
                f"Jours qui ne sont plus gardés : {', '.join(one.isoformat() for one in done.forgotten)}."
            )
        self.stdout.write(f"SHA-256 {day.zip_sha256}")
