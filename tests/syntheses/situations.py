"""Findings and syntheses told by where they stand. Each step is taken by the real action, guards included."""

import datetime

from django.utils import timezone

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.concertations.models import Takeaway
from commun.syntheses.actions import findings, syntheses
from commun.syntheses.enums import FindingKind, Origin, Stance
from commun.syntheses.models import CorpusItem, Finding, Group, Synthesis
from commun.territories.models import Territory
from tests.accounts.factories import network_member
from tests.concertations.factories import restituted_concertation
from tests.syntheses.factories import CorpusFactory, item
from tests.territories.factories import TerritoryFactory


def coordinator() -> User:
    """Someone of the network, made when there is nobody."""
    return User.objects.filter(network_role=NetworkRole.COORDINATOR).first() or network_member(NetworkRole.COORDINATOR)


def said(territory: Territory, *, propositions: int = 3) -> list[Takeaway]:
    """What a territory made public: three propositions and a point de vigilance."""
    record = restituted_concertation(territory=territory, propositions=propositions, vigilances=1)
    return list(record.takeaways.order_by("pk"))


def group_of(territory: Territory | None = None, *, contrary: int = 0, held: int = 2, set_aside: str = "") -> Group:
    """A group that people made of the first sentences of a territory; the others are in the corpus, ungrouped."""
    sentences = said(territory or TerritoryFactory())
    corpus = CorpusFactory()
    group = Group.objects.create(corpus=corpus, number=1, title="Savoir où sont les algorithmes", origin=Origin.PERSON)
    for rank, takeaway in enumerate(sentences):
        row: CorpusItem = item(corpus, takeaway, rank=rank, origin=Origin.PERSON)
        if rank < held:
            row.group = group
            row.stance = Stance.CONTRARY if rank < contrary else Stance.SUPPORTS
        elif rank == held and set_aside:
            row.set_aside_reason = set_aside
        row.save()
    return group


def drafted(territory: Territory | None = None, **kwargs) -> Finding:
    return findings.draft(
        group=group_of(territory, **kwargs),
        kind=FindingKind.FINDING,
        title="Les habitants veulent savoir où sont les algorithmes.",
        by=coordinator(),
    )


def signed(territory: Territory | None = None, **kwargs) -> Finding:
    return findings.sign(finding=drafted(territory, **kwargs), by=coordinator())


def in_preview(territory: Territory | None = None, *, on: datetime.datetime | None = None, **kwargs) -> Synthesis:
    """One finding, sent to the territory whose words it cites."""
    by = coordinator()
    synthesis = syntheses.create(title="Ce que nous avons entendu", by=by)
    synthesis = syntheses.choose(synthesis=synthesis, findings=[signed(territory, **kwargs)], by=by)
    return syntheses.open_preview(synthesis=synthesis, reason="Proche d’une autre phrase déjà citée.", by=by, on=on)


def published(territory: Territory | None = None, **kwargs) -> Synthesis:
    """Sent a month ago, public now."""
    sent = in_preview(territory, on=timezone.now() - datetime.timedelta(days=30), **kwargs)
    return syntheses.publish(synthesis=sent, by=coordinator())
