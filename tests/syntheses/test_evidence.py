"""What findings rest on is counted, never typed: the fast counts are those of a slow, obvious reading."""

import random
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commun.concertations.enums import Audience, TakeawayKind
from commun.concertations.models import Concertation, Takeaway
from commun.syntheses.enums import Stance
from commun.syntheses.models import CorpusItem, Evidence, Finding
from commun.syntheses.queries.evidence import Counted, counts_of, evidence_of, quotes_of, together
from tests.concertations.factories import TakeawayFactory, concertation_under_way, restituted_concertation
from tests.syntheses.factories import CorpusFactory, FindingFactory, evidence, item
from tests.territories.factories import TerritoryFactory

P, V = TakeawayKind.PROPOSITION, TakeawayKind.VIGILANCE


def is_public(takeaway: Takeaway) -> bool:
    return takeaway.frozen_at is not None and takeaway.concertation.published_at is not None


def slow_counts(finding: Finding) -> dict[str, int]:
    """One sentence after the other."""
    own = [
        row
        for row in Evidence.objects.filter(finding=finding)
        if is_public(row.takeaway) and row.takeaway.concertation.territory.is_fictional == finding.is_fictional
    ]
    if finding.corpus_id:
        read = [one.takeaway for one in CorpusItem.objects.filter(corpus=finding.corpus)]
    else:
        read = list(Takeaway.objects.all())
    return {
        "takeaways": len(own),
        "supports": sum(row.stance == Stance.SUPPORTS for row in own),
        "nuances": sum(row.stance == Stance.NUANCES for row in own),
        "contrary": sum(row.stance == Stance.CONTRARY for row in own),
        "territories": len({row.takeaway.concertation.territory_id for row in own}),
        "of": len(
            {
                one.concertation.territory_id
                for one in read
                if is_public(one) and one.concertation.territory.is_fictional == finding.is_fictional
            }
        ),
    }


def figures(counted: Counted) -> dict[str, int]:
    return {
        name: getattr(counted, name) for name in ("takeaways", "supports", "nuances", "contrary", "territories", "of")
    }


@pytest.fixture
def country(db) -> list[Takeaway]:
    """Four debates of four kinds of body, one of which is invented, and one not yet frozen."""
    region = TerritoryFactory(region_body=True, name="Bretagne")
    for fields in (
        {"metropole": True, "region": region, "name": "Rade-Métropole"},
        {"metropole": True, "region": region},
        {},
        {"is_fictional": True, "name": "Val-Exemple"},
    ):
        restituted_concertation(territory=TerritoryFactory(**fields), propositions=4, vigilances=2)
    TakeawayFactory(concertation=concertation_under_way(), text="Encore un brouillon.")
    return list(Takeaway.objects.select_related("concertation__territory").order_by("pk"))


def test_counts_are_those_of_a_slow_reading_whatever_the_finding(country) -> None:
    draw = random.Random(4)
    findings = []
    for number in range(6):
        corpus = None if number % 3 == 0 else CorpusFactory()
        finding = FindingFactory(corpus=corpus, is_fictional=number == 5)
        for takeaway in draw.sample(country, 15):
            if corpus:
                item(corpus, takeaway)
            if draw.random() < 0.6:
                evidence(finding, takeaway, stance=draw.choice(Stance.values))
        findings.append(finding)
    Concertation.objects.filter(pk=country[0].concertation_id).update(published_at=None)
    fast = counts_of([one.pk for one in findings])
    for finding in findings:
        assert figures(fast[finding.pk]) == slow_counts(finding)
        assert figures(evidence_of(finding.pk).counted) == slow_counts(finding)


def test_several_findings_together_count_each_sentence_once(country) -> None:
    first, second = FindingFactory(), FindingFactory()
    shared, other = country[0], country[6]
    evidence(first, shared)
    evidence(second, shared, stance=Stance.CONTRARY)
    evidence(second, other, stance=Stance.NUANCES)
    counted = together([first.pk, second.pk])
    assert figures(counted) == {"takeaways": 2, "supports": 0, "nuances": 1, "contrary": 1, "territories": 2, "of": 3}


def test_the_number_of_queries_does_not_depend_on_the_number_of_proofs(country) -> None:
    corpus = CorpusFactory()
    few, many = FindingFactory(corpus=corpus), FindingFactory()
    evidence(few, country[0])
    for takeaway in country:
        evidence(many, takeaway)
        item(corpus, takeaway)
    with CaptureQueriesContext(
        connection,
    ) as counting:
        counts_of([few.pk, many.pk])
    assert len(counting) == 5
    for finding in (few, many):
        with CaptureQueriesContext(connection) as reading:
            evidence_of(finding.pk)
        assert len(reading) == 3


TWELVE = Counted(takeaways=12, supports=12, territories=7, of=29, kinds=((P, 12),))


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"contrary": 3}, "12 propositions de 7 territoires sur 29, dont 3 contraires"),
        ({"contrary": 1}, "12 propositions de 7 territoires sur 29, dont 1 contraire"),
        ({}, "12 propositions de 7 territoires sur 29, sans avis contraire"),
        (
            {"takeaways": 1, "territories": 1, "kinds": ((V, 1),)},
            "1 point de vigilance de 1 territoire sur 29, sans avis contraire",
        ),
        ({"kinds": ((P, 7), (V, 5))}, "12 remontées de 7 territoires sur 29, sans avis contraire"),
        ({"takeaways": 0, "territories": 0, "kinds": ()}, "Aucune preuve comptée"),
    ],
)
def test_the_sentence_is_written_from_the_figures(figures, sentence) -> None:
    assert replace(TWELVE, **figures).sentence == sentence


def test_spreads_give_their_denominator(country) -> None:
    finding = FindingFactory()
    takeaways = [one for one in country if is_public(one) and not one.concertation.territory.is_fictional]
    Takeaway.objects.filter(pk=takeaways[0].pk).update(audiences=[Audience.AGENTS, Audience.USERS])
    evidence(finding, takeaways[0], stance=Stance.CONTRARY)
    evidence(finding, takeaways[1])
    page = evidence_of(finding.pk)
    (kind,) = page.territory_kinds
    assert (kind.label, kind.takeaways, kind.contrary, kind.territories, kind.of) == ("Métropole", 2, 1, 1, 2)
    (region,) = page.regions
    assert (region.label, region.territories, region.of) == ("Bretagne", 1, 2)
    assert [(one.label, one.takeaways) for one in page.audiences] == [
        ("Agents", 1),
        ("Usagers du service public", 1),
        ("Public non renseigné", 1),
    ]


def test_quotes_are_those_that_someone_chose_else_the_most_central_and_dissent_stays_visible(country) -> None:
    finding = FindingFactory()
    said = [one for one in country if is_public(one) and not one.concertation.territory.is_fictional]
    for position, takeaway in enumerate(said[:8]):
        evidence(finding, takeaway, position=position)
    evidence(finding, said[8], position=20, stance=Stance.CONTRARY)
    page = evidence_of(finding.pk)
    assert [one.takeaway for one in page.quotes] == [one.pk for one in said[:5]]
    assert [one.takeaway for one in page.contrary] == [said[8].pk]
    assert page.quotes[0].place == "Rade-Métropole"
    assert page.quotes[0].url == f"/propositions/{said[0].uid}/"
    Evidence.objects.filter(takeaway=said[7]).update(is_quoted=True)
    assert [one.takeaway for one in evidence_of(finding.pk).quotes] == [said[7].pk]
    assert [one.takeaway for one in quotes_of(finding.pk, start=1, stop=3)] == [said[1].pk, said[2].pk]


def test_a_sentence_corrected_since_it_was_chosen_says_so(country) -> None:
    finding = FindingFactory()
    evidence(finding, country[0])
    Takeaway.objects.filter(pk=country[0].pk).update(text="Corrigée.", text_sha256=Takeaway.digest("Corrigée."))
    (one,) = evidence_of(finding.pk).quotes
    assert (one.text, one.has_changed) == ("Corrigée.", True)
