"""`commun demo`: everything, ready to look at."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from commun.accounts.enums import NetworkRole
from commun.search.indexer import catch_up
from commun.site.demo import (
    agenda,
    decisions,
    editorial,
    facts,
    fiction,
    hearings,
    heritage,
    jobs,
    labels,
    library,
    manifesto,
    syntheses,
)
from commun.syntheses.actions.learned import load_lessons


class Command(BaseCommand):
    help = "Prépare la base et charge la démonstration ; relancée, ne change rien à ce qui s’y trouve."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("setup", stdout=self.stdout)
        pledges, _known = facts.load_engaged()
        records, _known = facts.load_documented()
        uses, _known = library.load_uses()
        territory = fiction.load_fiction()
        library.load_fiction(territory)
        decisions.load_fiction(territory)
        people = fiction.load_people(territory)
        agenda.load_fiction(territory, people)
        lessons = load_lessons()
        syntheses.load_fiction(territory, people)
        hearings.load_fiction(people)
        heritage.load_fiction(territory, people)
        jobs.load_fiction(territory)
        labels.load_fiction(territory, people)
        editorial.load_fiction(people)
        manifesto.load_fiction(by=next(one for one in people if one.network_role == NetworkRole.COORDINATOR))
        catch_up()
        self.stdout.write(f"Démonstration : {pledges} engagements et {records} concertations réelles ajoutés.")
        self.stdout.write(f"Bibliothèque : {uses} usages documentés ajoutés, chacun avec ses sources.")
        self.stdout.write(f"Constats : {lessons.added} repris des publications du réseau, avec leur source.")
        self.stdout.write(
            f"Un territoire fictif, {territory.name}, montre chaque écran vivant ; un manifeste inventé aussi."
        )
        if settings.DEMO:
            self.stdout.write("Comptes de la démonstration (page « Se connecter », sans mot de passe) :")
            for person in people:
                self.stdout.write(f"  {person.email:40} {person.name}")
