"""The figures of the droit de suite, against a slow and obvious way of counting, in worlds that nobody thought of."""

import datetime
import statistics

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from commun.concertations.enums import FINAL_DECISIONS, Decision, FollowUpState, State, TakeawayKind
from commun.concertations.models import Concertation, FollowUp, Takeaway
from commun.concertations.queries.indicators import Scope, indicators
from tests.concertations.factories import ConcertationFactory
from tests.territories.factories import TerritoryFactory

ON = datetime.date(2027, 1, 31)
DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 6, 30)

follow_up = st.tuples(st.sampled_from(FollowUpState), st.integers(-200, 200))
proposition = st.tuples(
    st.sampled_from([None, *Decision]), st.integers(0, 400), st.booleans(), st.lists(follow_up, max_size=3)
)
debate = st.tuples(
    st.integers(0, 2),  # which territory leads
    st.booleans(),  # published
    st.none() | st.integers(0, 100),  # days from START to the restitution
    st.none() | st.integers(0, 400),  # days to the promised date
    st.sampled_from(["runs", "suspended", "documented"]),  # what the clock does
    st.lists(proposition, max_size=5),
)


def _state(due, clock):
    if clock == "suspended":
        return State.INTERRUPTED
    return State.UNDER_WAY if due is None and clock == "runs" else State.RESTITUTION


def build(debates):
    """Rows written as they are: what is tested is the counting, not the life cycle."""
    region = TerritoryFactory(region_body=True)
    places = [TerritoryFactory(region=region), TerritoryFactory(), TerritoryFactory(is_fictional=True, region=region)]
    for place, is_public, restituted, due, clock, rows in debates:
        concertation = ConcertationFactory(
            territory=places[place],
            state=_state(due, clock),
            interrupted_from=State.ANSWER_DUE if _state(due, clock) == State.INTERRUPTED else "",
            is_documented_by_network=clock == "documented",
            published_at=timezone.now() if is_public else None,
            restituted_on=None if restituted is None else START + restituted * DAY,
            answer_due_on=None if due is None else START + due * DAY,
        )
        for number, (decision, answered, is_frozen, promises) in enumerate(rows, start=1):
            row = Takeaway.objects.create(
                uid=f"{concertation.uid}-p{number}",
                concertation=concertation,
                kind=TakeawayKind.PROPOSITION,
                number=number,
                text="Publier.",
                text_sha256=Takeaway.digest("Publier."),
                frozen_at=timezone.now() if is_frozen else None,
                decision=decision or "",
                answered_on=START + answered * DAY if decision in FINAL_DECISIONS else None,
            )
            for rank, (state, due_in) in enumerate(promises, start=1):
                FollowUp.objects.create(
                    uid=f"{row.uid}-s{rank}",
                    proposition=row,
                    number=rank,
                    title="Agir",
                    owner_role="DSI",
                    due_on=ON + due_in * DAY,
                    state=state,
                    state_reason="Motif.",
                )
    return region, places


def _is_late(concertation):
    if concertation.state == "interrompue" or concertation.is_documented_by_network:
        return False
    return concertation.answer_due_on is not None and concertation.answer_due_on < ON


def slowly(keep):
    """Every figure, by reading every row; `keep` says whether a concertation is in the scope."""
    rows = [
        row
        for row in Takeaway.objects.select_related("concertation__territory__region")
        if row.kind == "proposition" and row.frozen_at and row.concertation.published_at and keep(row.concertation)
    ]
    promises = [one for row in rows for one in row.follow_ups.all()]
    answered = [row for row in rows if row.decision and row.decision != "a_l_etude"]
    delays = [
        (row.answered_on - row.concertation.restituted_on).days
        for row in answered
        if row.answered_on and row.concertation.restituted_on
    ]
    late = [row for row in rows if row not in answered and _is_late(row.concertation)]
    settled = ("realise", "modifie", "abandonne")
    return {
        "part_repondue": (len(answered), len(rows)),
        "delai_median": (statistics.median(delays) if delays else None, len(delays)),
        "part_retenue": (sum(row.decision in ("retenue", "partiellement_retenue") for row in answered), len(answered)),
        "reponses_en_retard": (len(late), len(rows)),
        "promesses_tenues": (sum(one.state == "realise" for one in promises), len(promises)),
        "promesses_en_retard": (
            sum(one.due_on < ON and one.state not in settled for one in promises),
            len(promises),
        ),
    }


def quickly(scope):
    caches["pages"].clear()
    return {
        one.key: (one.value if one.unit == "jours" else one.numerator, one.denominator)
        for one in indicators(scope=scope, on=ON)
    }


class TestAgainstTheSlowWay(TestCase):
    @given(st.lists(debate, max_size=4))
    @settings(max_examples=25, deadline=None)
    def test_each_figure_is_what_one_counts_by_hand(self, debates):
        region, places = build(debates)
        partner = TerritoryFactory()
        for concertation in Concertation.objects.filter(territory=places[1])[:1]:
            concertation.co_leads.add(partner, places[0])
        is_real = lambda concertation: not concertation.territory.is_fictional  # noqa: E731
        assert quickly(Scope.country()) == slowly(is_real)
        assert quickly(Scope.of_region(region)) == slowly(
            lambda one: is_real(one) and one.territory.region_id == region.pk
        )
        for place in (*places, partner):
            assert quickly(Scope.of_territory(place)) == slowly(
                lambda one, place=place: (
                    (is_real(one) or place.is_fictional) and place in (one.territory, *one.co_leads.all())
                )
            )
        for concertation in Concertation.objects.select_related("territory"):
            assert quickly(Scope.of_concertation(concertation)) == slowly(
                lambda one, concertation=concertation: one == concertation
            )


def test_each_figure_says_its_date_its_definition_and_leads_to_its_rows(db, client):
    for one in indicators(scope=Scope.country(), on=ON):
        assert (one.on, one.value) == (ON, None)
        assert str(one.definition).endswith(".")
        assert one.rows_url.startswith("/propositions/")


def test_a_share_is_a_percentage(db):
    build([(0, True, 10, 100, "runs", [(Decision.RETAINED, 20, True, []), (None, 0, True, []), (None, 0, True, [])])])
    figures = {one.key: one for one in indicators(scope=Scope.country(), on=ON)}
    assert (figures["part_repondue"].value, figures["part_repondue"].unit) == (33.3, "%")
    assert (figures["delai_median"].value, figures["delai_median"].unit) == (10, "jours")


@pytest.mark.parametrize("size", [1, 6])
def test_the_figures_cost_the_same_number_of_queries_whatever_the_size(db, size):
    row = (Decision.RETAINED, 20, True, [(FollowUpState.DONE, 5)])
    with transaction.atomic():
        build([(0, True, 10, 100, "runs", [row] * 4)] * size)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        indicators(scope=Scope.country(), on=ON)
    assert len(queries) == 6
