"""Versions of the manifesto for tests, told by where they stand; each step is taken by the real action."""

import datetime
from contextlib import contextmanager

import time_machine
from django.utils import timezone

from commun.accounts.models import User
from commun.concertations.models import Takeaway
from commun.syntheses.actions import amendments, manifesto
from commun.syntheses.enums import AmendmentKind, Choice, FindingState
from commun.syntheses.models import Amendment, Finding, ManifestoArticle, ManifestoVersion
from commun.territories.models import Territory
from tests.accounts.factories import coordinator, elected
from tests.concertations.factories import charter, restituted_concertation, signed_pledge
from tests.syntheses.factories import FindingFactory, evidence
from tests.territories.factories import TerritoryFactory

FIRST = "Un usage dit aux habitants quand une machine a pris part à la réponse."
SECOND = "Une personne peut toujours être jointe."


def public_finding(*takeaways: Takeaway, **fields) -> Finding:
    """Signed, public, resting on these sentences."""
    finding = FindingFactory(
        state=FindingState.PUBLIC,
        signed_at=timezone.now(),
        signed_role="Coordination du réseau",
        published_at=timezone.now(),
        **fields,
    )
    for position, takeaway in enumerate(takeaways):
        evidence(finding, takeaway, position=position)
    return finding


def said_in_public(territory: Territory | None = None, **fields) -> Takeaway:
    """A sentence of a debate whose results are public."""
    record = restituted_concertation(territory=territory or TerritoryFactory(), propositions=1, **fields)
    return record.takeaways.select_related("concertation__territory").get()


def draft(by: User | None = None, *, finding: Finding | None = None, fictional: bool = False) -> ManifestoVersion:
    """A draft with one axis and two articles: the first of two paragraphs, the second of one."""
    someone = by or coordinator()
    made = manifesto.draft_next(by=someone, fictional=fictional)
    axis = manifesto.save_axis(manifesto=made, title="Une IA que l’on peut interroger", by=someone)
    rests = finding or public_finding(is_fictional=fictional)
    for title, paragraphs in (("Dire", [FIRST, SECOND]), ("Évaluer", ["L’effet est mesuré avant d’étendre."])):
        article = manifesto.add_article(axis=axis, title=title, paragraphs=paragraphs, by=someone)
        manifesto.rest_on(article=article, seen=article.version, findings=[(rests, "")], by=someone)
    return made


def signatories(count: int = 3, **fields) -> list[Territory]:
    """Territories whose charter is signed: those who will be called."""
    version = charter()
    return [signed_pledge(TerritoryFactory(**fields), version=version).territory for _number in range(count)]


def open_to_amendments(*, days: int = 10, **fields) -> ManifestoVersion:
    made = draft(**fields)
    return manifesto.open_amendments(manifesto=made, until=in_days(days), by=coordinator())


def open_to_vote(*, days: int = 10, **fields) -> ManifestoVersion:
    made = draft(**fields)
    return manifesto.open_vote(manifesto=made, until=in_days(days), by=coordinator())


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@contextmanager
def after(day: datetime.date | None):
    """The morning after `day`."""
    assert day is not None
    noon = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(9), tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=True):
        yield


def article(version: ManifestoVersion, code: str = "a1") -> ManifestoArticle:
    return version.articles.get(code=code)


def amends(
    territory: Territory,
    version: ManifestoVersion,
    *,
    key: str = "a1-1",
    kind: AmendmentKind = AmendmentKind.REPLACE,
    text: str = "Un usage dit aux habitants, avant toute chose, quand une machine a pris part à la réponse.",
    reason: str = "C’est ce que notre atelier a demandé.",
) -> Amendment:
    paragraph = version.paragraphs.select_related("article").get(key=key)
    return amendments.deposit(
        article=paragraph.article,
        kind=kind,
        paragraph=paragraph,
        text=text,
        reason=reason,
        territory=territory,
        by=elected(territory),
    )


def says(territory: Territory, version: ManifestoVersion, choice: Choice = Choice.FOR, **fields):
    return amendments.take_position(
        manifesto=version, territory=territory, choice=choice, by=elected(territory), **fields
    )


def carried(territories: list[Territory], version: ManifestoVersion, *made: Amendment) -> ManifestoVersion:
    """All the territories support these amendments, and amendments close the day after."""
    for one in made:
        for territory in territories:
            says(territory, version, amendment=one, reason="D’accord.")
    with after(version.amendments_until):
        return manifesto.close_amendments(manifesto=version, by=coordinator())


def adopted(*, finding: Finding | None = None, fictional: bool = False, territories=None) -> ManifestoVersion:
    """Every territory called said for: adopted today at Rennes."""
    if not territories:
        signatories(1, is_fictional=fictional)
    version = open_to_vote(finding=finding, fictional=fictional)
    for voter in version.voters.select_related("territory"):
        says(voter.territory, version)
    return manifesto.close_vote(
        manifesto=version, by=coordinator(), on=timezone.localdate(), where="Rennes", whom="L’assemblée du réseau"
    )
