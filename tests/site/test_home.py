import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commun.concertations.actions import answers
from commun.concertations.enums import Decision, PledgeState
from commun.concertations.models import Concertation
from commun.concertations.queries.country import country
from commun.library.actions import publication
from commun.library.queries.figures import figures
from commun.site import published
from tests.concertations.factories import (
    ConcertationFactory,
    PledgeFactory,
    concertation_awaiting_answer,
    published_concertation,
    referent_of,
    restituted_concertation,
)
from tests.library import factories as library
from tests.territories.factories import TerritoryFactory


def today() -> datetime.date:
    return timezone.localdate()


def test_figures_are_those_that_a_slow_count_gives(db) -> None:
    restituted_concertation(propositions=3)
    published_concertation()
    ConcertationFactory()
    PledgeFactory()
    PledgeFactory(state=PledgeState.WITHDRAWN, withdrawn_on=today(), withdrawal_reason="Pause")
    restituted_concertation(propositions=4, territory=TerritoryFactory(is_fictional=True))

    found = country(on=today())

    real = [one for one in Concertation.objects.published() if not one.territory.is_fictional]
    counted = [one.participants_count for one in real if one.participants_count is not None]
    assert found.figures.concertations == len(real) == 2
    assert (found.figures.participants, found.figures.participants_known) == (sum(counted), len(counted))
    assert found.figures.minutes == sum(one.minutes_count for one in real)
    assert (found.figures.engaged, found.figures.signed) == (3, 2)
    assert found.indicator("part_repondue").denominator == 3


def test_what_nobody_counted_is_unknown_and_not_zero(db) -> None:
    published_concertation()
    assert country(on=today()).figures.participants is None
    assert country(on=today()).figures.hours is None


def test_late_ones_are_stated_with_their_date_and_their_delay(client, db) -> None:
    due = today() - datetime.timedelta(days=12)
    concertation_awaiting_answer(title="Débat en retard", propositions=2, answer_due_on=due)
    late = country(on=today()).late
    assert [(one.days_late, one.waiting) for one in late] == [(12, 2)]
    page = client.get("/").content.decode()
    assert "Débat en retard" in page
    assert "12 jours" in page


def test_figures_of_the_network_stand_apart_with_their_source(client, db) -> None:
    page = client.get("/").content.decode()
    ours, theirs = page.split("Ce que le réseau a publié", 1)
    assert all(one.value in theirs for one in published.FIGURES)
    assert published.SOURCE_URL in theirs
    assert "303" not in ours


def test_home_costs_the_same_number_of_queries_as_the_country_grows(client, db) -> None:
    published_concertation()
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _number in range(6):
        concertation_awaiting_answer(answer_due_on=today() - datetime.timedelta(days=1))
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) <= len(few) <= 16


def test_home_calls_no_one_and_stays_light(client, db) -> None:
    for _number in range(4):
        concertation_awaiting_answer(answer_due_on=today())
    page = client.get("/").content.decode()
    assert len(page.encode()) < 120_000
    loaded = re.findall(r"<(?:script|img|iframe|link)[^>]+(?:src|href)=\"([^\"]+)\"", page)
    assert loaded
    assert all(address.startswith("/") for address in loaded)


def test_empty_country_says_what_will_come(client, db) -> None:
    page = client.get("/").content.decode()
    assert "Aucune réponse n’est encore publiée" in page
    assert "proposition restituée à ce jour" in page


@pytest.mark.parametrize("decision", [Decision.RETAINED, Decision.UNDER_STUDY])
def test_latest_answer_is_shown_with_its_decision(client, db, decision) -> None:
    concertation = concertation_awaiting_answer(propositions=1)
    proposition = concertation.takeaways.get()
    answers.answer(
        proposition=proposition,
        decision=decision,
        reason="",
        author_role="Maire",
        body="Conseil municipal",
        answered_on=today(),
        by=referent_of(concertation),
    )
    assert country(on=today()).answers[0].decision == str(decision.label)
    assert proposition.text in client.get("/").content.decode()


def test_the_home_counts_the_uses_of_the_library_and_those_measured(client, db) -> None:
    sheet = library.published().deployment
    library.result(sheet)
    publication.publish(sheet=sheet, by=None)
    library.published()
    library.published(TerritoryFactory(is_fictional=True))
    page = client.get("/").content.decode()
    assert "usages décrits ont un résultat mesuré" in page
    assert (figures().measured, figures().uses) == (1, 2)
