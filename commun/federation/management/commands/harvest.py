"""`commun harvest [SOURCE] [--dry-run]`: reads the sites that publish our schemas."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.full_disk import NoRoom
from commun.federation.actions.harvest import Busy, due, harvest
from commun.federation.enums import SourceState, Verdict
from commun.federation.models import Harvest, HarvestSource


class Command(BaseCommand):
    help = "Moissonne une source, ou toutes celles dont c’est l’heure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", nargs="?", default="", help="son nom dans son adresse ; sans lui, toutes")
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui changerait, n’écrit rien")
        parser.add_argument(
            "--accept-loss", action="store_true", help="prend une version qui perd plus de la moitié des lignes"
        )

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        sources = [self._named(source)] if source else due()
        failed = 0
        for one in sources:
            if one.state != SourceState.ACTIVE and not options["dry_run"]:
                raise CommandError(f"« {one} » n’est pas approuvée : essayez-la avec --dry-run, puis approuvez-la.")
            try:
                done = harvest(source=one, is_rehearsal=options["dry_run"], accept_loss=options["accept_loss"])
            except Busy as busy:
                self.stderr.write(f"{one} : {busy.message}")
                continue
            except NoRoom as full:
                raise CommandError(f"{one} : {full.message}") from None
            self.stdout.write(f"{one} : {_told(done)}")
            failed += done.verdict in (Verdict.FAILED, Verdict.QUARANTINED)
        if failed:
            raise CommandError(f"{failed} source(s) en défaut ; leur dernière bonne version reste.")

    def _named(self, slug: str) -> HarvestSource:
        found = HarvestSource.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"Aucune source « {slug} ».")
        return found


def _told(done: Harvest) -> str:
    if done.why:
        return f"{done.get_verdict_display()}. {done.why}"
    return (
        f"{done.get_verdict_display()}, {done.get_signature_display().lower()} : {done.read} lignes lues, "
        f"{done.added} nouvelles, {done.changed} modifiées, {done.withdrawn} retirées, {done.refused} refusées."
    )
