"""Two hearings and an opinion of the territory that does not exist: their people are invented, and marked so."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.core.dates import PartialDate
from commun.hearings.actions import council, hearings
from commun.hearings.models import Hearing
from commun.syntheses.models import Finding

_HEARD_BY = "Ville de Saint-Exemple-sur-Loire, commission numérique"


@transaction.atomic
def load_fiction(people: list[User]) -> int:
    """Publish them, unless they are there already. Returns how many hearings were added."""
    if Hearing.objects.filter(is_fictional=True).exists():
        return 0
    findings = list(Finding.objects.public().filter(is_fictional=True).order_by("uid")[:1])
    today = timezone.localdate()
    _hearing(
        findings, on=today - datetime.timedelta(days=48), title="Expliquer une décision au guichet",
        person_name="Noa Exemple", person_role="Juriste", organisation="Université de Saint-Exemple",
        consented_on=today - datetime.timedelta(days=40),
        questions="Que doit-on dire à une personne quand un logiciel a préparé la réponse qui lui est faite ?\n\n"
        "Qui le lui dit ?",
        body="Une personne doit savoir **qu’un logiciel a servi**, à quoi, et qui a décidé.\n\n"
        "- La phrase se dit au guichet, et s’écrit sur la réponse.\n"
        "- Un agent nommé par sa fonction peut la reprendre, et la changer.\n\n"
        "Cela ne demande ni un nouvel outil, ni un nouveau service.",
    )  # fmt: skip
    _hearing(
        (), on=today - datetime.timedelta(days=34), title="Ce que les habitants demandent quand on les appelle",
        questions="Quelles questions reviennent le plus souvent ?",
        body="Deux questions reviennent : « Est-ce une personne qui me répond ? » et « Puis-je parler à quelqu’un ? »"
        "\n\nL’association propose que ces deux réponses soient données sans qu’on les demande.",
    )  # fmt: skip
    _opinion(findings, people, agreed_on=today - datetime.timedelta(days=60))
    return 2


def _hearing(findings: list[Finding] | tuple[()], *, on: datetime.date, **given: Any) -> None:
    usual: dict[str, Any] = dict.fromkeys(hearings.FACTS, "") | {
        "heard_by": _HEARD_BY, "heard_on": PartialDate(on.isoformat()), "consented_on": None, "is_transcript": False,
    }  # fmt: skip
    made = hearings.create(values=usual | given, links=(findings, (), ()), by=None, is_fictional=True)
    hearings.publish(hearing=made, by=None)


def _opinion(findings: list[Finding], people: list[User], *, agreed_on: datetime.date) -> None:
    by_role = {one.network_role: one for one in people}
    author = by_role[NetworkRole.COUNCIL]
    values = {
        "name": "Maxime Exemple", "discipline": "sociologie du travail", "organisation": "Université de Saint-Exemple",
        "starts_on": agreed_on, "ends_on": None, "consented_on": agreed_on, "user": author,
    }  # fmt: skip
    council.save_member(member=None, values=values, by=None, is_fictional=True)
    for finding in findings:
        opinion = council.write(
            about=finding,
            text="Le constat tient pour les personnes que la ville a réunies. Il ne dit rien de celles qui ne viennent "
            "pas au guichet : il faudrait les entendre avant d’en faire une règle.",
            interest="A formé des agents de cette ville l’an dernier.",
            is_named=True,
            by=author,
        )
        council.publish(opinion=opinion, by=author)
        council.answer(
            opinion=opinion,
            text="C’est juste : une rencontre se prépare avec les personnes qui n’écrivent et ne viennent jamais.",
            role="Coordination du réseau",
            by=by_role[NetworkRole.COORDINATOR],
        )
