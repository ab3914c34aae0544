"""Two calls that do not exist: one settled, with its laureate, one open. Marked, and counted nowhere."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.labels.actions import applications, calls, jury, results
from commun.labels.enums import For
from commun.labels.models import Call, Criterion, Label
from commun.territories.models import Territory

_RULES = (
    "Exemple inventé, pour montrer chaque écran.\n\nUne candidature dit ce qui a été fait, pour qui, et ce qui le "
    "prouve. Le jury lit celles qui respectent ce règlement, après la fermeture.\n\nEntre des ex æquo, le jury préfère "
    "ce qui se reprend le plus facilement ailleurs, et le dit dans sa raison."
)
_CRITERIA = (("Utilité pour les habitants", 3), ("Preuves apportées", 2), ("Sobriété", 1))
_SCORES = {"Fabrique d’essai": (3, 2, 4), "Atelier d’essai": (5, 4, 4)}


@transaction.atomic
def load_fiction(territory: Territory, people: list[User]) -> int:
    """Publish them, unless they are there already. Returns how many calls were added."""
    if Call.objects.filter(is_fictional=True).exists() or not Label.objects.exists():
        return 0
    _settled(people)
    call = _call(For.TERRITORIES, "exemple ouvert", closes_in=40)
    author = next(one for one in people if one.memberships.filter(territory=territory, role="referent").exists())
    applications.write(
        call=call,
        territory=territory,
        values={
            "title": "Le guichet qui explique",
            "summary": "À chaque décision préparée par un logiciel, un agent dit à quoi il a servi, et qui a décidé.",
            "body": "",
        },
        by=author,
    )
    return 2


def _settled(people: list[User]) -> None:
    """Written while the call was open, then the days went by."""
    coordinator = next(one for one in people if one.network_role == NetworkRole.COORDINATOR)
    call = _call(For.STARTUPS, "exemple clos", closes_in=0)
    sent = []
    for organisation in _SCORES:
        values = {
            "title": "L’accueil en mots simples",
            "summary": "Un outil inventé, qui aide l’accueil à répondre en mots simples.",
            "body": "Trois communes inventées s’en servent ; leurs agents en ont écrit les règles.",
        }
        one = applications.write(call=call, organisation=organisation, values=values, by=people[1])
        applications.send(application=one, by=people[1])
        sent.append(one)
    judges = [one for one in people if one.pk not in (people[1].pk, coordinator.pk)][:3]
    seats = [jury.name(call=call, user=one, shown_as=f"{one.name}, membre inventé", by=None) for one in judges]
    Call.objects.filter(pk=call.pk).update(closes_on=timezone.localdate() - datetime.timedelta(days=20))
    for one in sent:
        one.sent_at = timezone.now() - datetime.timedelta(days=24)
        one.save(update_fields=["sent_at"])
    criteria = list(call.criteria.all())
    for one in sent:
        results.admit(application=one, is_admissible=True, reason="", by=coordinator)
    for number, (seat, person) in enumerate(zip(seats, judges, strict=True)):
        jury.accept(juror=seat, by=person)
        for one in sent:
            jury.declare(juror=seat, application=one, interest=None, by=person)
            jury.score(juror=seat, application=one, given=_given(criteria, one.organisation, number), by=person)
    for one in sent:
        wins = one.organisation == "Atelier d’essai"
        reason = (
            "Le seul à montrer, avec les mots des agents, ce que l’outil change à l’accueil."
            if wins
            else "Le projet est clair, mais rien ne dit encore ce qu’en pensent les personnes reçues."
        )
        results.judge(application=one, is_laureate=wins, reason=reason, by=coordinator)
    results.settle(call=call, by=None)


def _given(criteria: list[Criterion], organisation: str, number: int) -> dict[Criterion, tuple[int, str]]:
    values = _SCORES[organisation]
    return {
        criterion: (max(0, value - (number == 2)), "Ce que le dossier montre.")
        for criterion, value in zip(criteria, values, strict=True)
    }


def _call(for_whom: For, edition: str, *, closes_in: int) -> Call:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "label": Label.objects.filter(is_for=for_whom).earliest("pk"),
        "edition": edition,
        "introduction": "Un appel inventé : ce que des territoires et des start-up font de mieux pour les habitants.",
        "rules": _RULES,
        "opens_on": today - datetime.timedelta(days=60),
        "closes_on": today + datetime.timedelta(days=closes_in),
        "quorum": 3,
    }
    call = calls.create(values=values, criteria=_CRITERIA, by=None, is_fictional=True)
    calls.publish(call=call, by=None)
    return Call.objects.select_related("label").get(pk=call.pk)
