"""`commun analyse CORPUS`: asks for the computations of a corpus and does them here, for a shell or a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.accounts.models import User
from commun.core.errors import DomainError
from commun.syntheses.actions import runs
from commun.syntheses.enums import RunKind, RunState
from commun.syntheses.models import Corpus
from commun.syntheses.worker import work_once


class Command(BaseCommand):
    help = "Calcule les groupes, les jumeaux et les suggestions d’un corpus (corpus-2026-0001)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("corpus", help="identifiant du corpus")
        parser.add_argument("--only", choices=RunKind.values, help="un seul de ces calculs")
        parser.add_argument("--by", required=True, help="adresse de la personne du réseau qui le demande")

    def handle(self, *args: Any, corpus: str, only: str | None, by: str, **options: Any) -> None:
        found = Corpus.objects.filter(uid=corpus).first()
        if found is None:
            raise CommandError(f"Aucun corpus ne s’appelle {corpus}.")
        person = User.objects.active().filter(email__iexact=by).first()
        if person is None:
            raise CommandError(f"Personne n’a l’adresse {by}.")
        asked = []
        for kind in [RunKind(only)] if only else list(RunKind):
            try:
                asked.append(runs.request(corpus=found, kind=kind, by=person).pk)
            except DomainError as refusal:
                self.stderr.write(f"{kind.label} : {refusal.message}")
        while (run := work_once()) is not None:
            failed = run.state == RunState.FAILED
            self.stdout.write(f"{run.get_kind_display()} : {run.fault if failed else f'{run.seconds} s'}")
        if found.runs.filter(pk__in=asked, state=RunState.FAILED).exists():
            raise CommandError("Un calcul a échoué.")
