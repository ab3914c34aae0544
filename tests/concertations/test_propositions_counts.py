"""The list and its counts are computed in clever ways; here each is compared with the slow and obvious one."""

import datetime
import itertools

import pytest
import time_machine

from commun.concertations.actions import answers, follow_ups
from commun.concertations.enums import Decision, FollowUpState, Theme
from commun.concertations.models import Concertation, FollowUp, Takeaway
from commun.concertations.queries import propositions
from commun.concertations.queries.propositions import PropositionFilter
from tests.concertations.factories import (
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    referent_of,
)
from tests.territories.factories import TerritoryFactory

TODAY = datetime.date(2027, 3, 1)
ANSWERS = ("", "sans_reponse", Decision.RETAINED, Decision.NOT_OURS, Decision.UNDER_STUDY)
THEMES = ("", Theme.values[0], Theme.values[1])
DELAYS = ("", "en_attente", "plus_de_90_jours", "en_retard")
PROMISES = ("", "tenue", "en_retard", "en_cours", "sans_promesse")


@pytest.fixture
def country(db):
    """Three records, one of them invented, one led by two; every sort of answer, of promise and of delay."""
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as clock:
        region = TerritoryFactory(region_body=True)
        records = [
            concertation_awaiting_answer(propositions=7, territory=TerritoryFactory(region=region)),
            concertation_awaiting_answer(propositions=3, territory=TerritoryFactory(is_fictional=True)),
        ]
        TakeawayFactory(concertation=concertation_under_way(), text="Encore un brouillon.")
        clock.move_to("2027-01-20T10:00:00+01:00")
        records.append(concertation_awaiting_answer(propositions=4, territory=TerritoryFactory()))
        records[2].co_leads.add(records[0].territory)
        decisions = itertools.cycle(
            [Decision.RETAINED, None, Decision.NOT_OURS, Decision.UNDER_STUDY, Decision.RETAINED]
        )
        for record in records:
            for number, row in enumerate(record.takeaways.order_by("number")):
                Takeaway.objects.filter(pk=row.pk).update(theme=Theme.values[number % 2])
                if decision := next(decisions):
                    answers.answer(
                        proposition=row, decision=decision, reason="Le conseil a délibéré.", author_role="Adjointe",
                        body="", answered_on=datetime.date(2027, 1, 20), by=referent_of(record),
                    )  # fmt: skip
        retained = Takeaway.objects.filter(decision=Decision.RETAINED).order_by("pk")
        for row, days in zip(retained, (20, 300, 20), strict=False):
            made = follow_ups.promise(
                proposition=row, title="Publier l’inventaire", owner_role="Direction du numérique",
                due_on=datetime.date(2027, 1, 20) + datetime.timedelta(days), by=referent_of(row.concertation),
            )  # fmt: skip
        follow_ups.record_milestone(
            follow_up=made, state=FollowUpState.DONE, on=datetime.date(2027, 1, 20), text="En ligne.", version=1,
            by=referent_of(made.proposition.concertation),
        )  # fmt: skip
        yield records


def slowly(wanted: PropositionFilter) -> list[Takeaway]:
    """Every row, one after the other."""
    rows = Takeaway.objects.select_related("concertation__territory").prefetch_related("concertation__co_leads")
    return [row for row in rows if _answers_to(row, wanted)]


def _answers_to(row: Takeaway, wanted: PropositionFilter) -> bool:
    record = row.concertation
    promises = list(FollowUp.objects.filter(proposition=row))
    leads = {record.territory_id, *(one.pk for one in record.co_leads.all())}
    waits = row.answered_on is None
    return (
        row.kind == "proposition"
        and row.frozen_at is not None
        and record.published_at is not None
        and (wanted.with_fictional or not record.territory.is_fictional)
        and (not wanted.answer or row.decision == ("" if wanted.answer == "sans_reponse" else wanted.answer))
        and (not wanted.theme or row.theme == wanted.theme)
        and (wanted.territory is None or wanted.territory in leads)
        and (wanted.region is None or wanted.region in (record.territory_id, record.territory.region_id))
        and wanted.text.lower() in row.text.lower()
        and {
            "": True,
            "en_attente": waits,
            "plus_de_90_jours": waits and record.restituted_on is not None and (TODAY - record.restituted_on).days > 90,
            "en_retard": waits and record.answer_due_on is not None and record.answer_due_on < TODAY,
        }[wanted.delay]
        and {
            "": True,
            "tenue": any(one.state == FollowUpState.DONE for one in promises),
            "en_retard": any(one.days_late(TODAY) for one in promises),
            "en_cours": any(not one.is_settled for one in promises),
            "sans_promesse": not promises and row.decision in ("retenue", "partiellement_retenue"),
        }[wanted.follow_up]
    )


def _compare(wanted: PropositionFilter) -> int:
    found = propositions.proposition_list(wanted=wanted, page=1, on=TODAY)
    expected = slowly(wanted)
    assert sorted(line.uid for line in found.lines) == sorted(row.uid for row in expected), wanted
    assert found.total == len(expected), wanted
    for answer, count in found.answers.items():
        assert count == len(slowly(_but(wanted, answer=answer))), (wanted, answer)
    for theme, count in found.themes.items():
        if theme:
            assert count == len(slowly(_but(wanted, theme=theme))), (wanted, theme)
    return found.total


def _but(wanted: PropositionFilter, **changed) -> PropositionFilter:
    return PropositionFilter(**{name: getattr(wanted, name) for name in PropositionFilter.__slots__} | changed)


def test_every_filter_of_rows_and_its_counts_agree_with_reading_each_row(country):
    shown = [
        _compare(PropositionFilter(answer=answer, theme=theme, delay=delay, with_fictional=bool(theme)))
        for answer, theme, delay in itertools.product(ANSWERS, THEMES, DELAYS)
    ]
    assert len(set(shown)) > 4


def test_promises_places_and_words_agree_with_reading_each_row(country):
    territory = country[0].territory
    shown = [
        _compare(PropositionFilter(follow_up=promise, answer=answer)) for promise in PROMISES for answer in ANSWERS
    ]
    shown += [_compare(PropositionFilter(territory=territory.pk, delay=delay)) for delay in DELAYS]
    shown += [_compare(PropositionFilter(region=territory.region_id, delay=delay)) for delay in DELAYS]
    word = Takeaway.objects.propositions()[0].text[:6].upper()
    shown += [_compare(PropositionFilter(text=text)) for text in (word, "aucune de ces phrases")]
    assert 0 in shown
    assert max(shown) > 4


@pytest.mark.parametrize(("sort", "date"), [("attente", "restituted_on"), ("echeance", "answer_due_on")])
def test_orders_by_date_agree_with_sorting_each_row(country, sort, date):
    Concertation.objects.filter(pk=country[0].pk).update(restituted_on=None)

    def key(row: Takeaway):
        on = getattr(row.concertation, date)
        return (on is None, on or TODAY, row.concertation_id, row.number)

    found = propositions.proposition_list(wanted=PropositionFilter(sort=sort), page=1, on=TODAY)
    assert [line.uid for line in found.lines] == [row.uid for row in sorted(slowly(PropositionFilter()), key=key)]
