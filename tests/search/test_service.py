"""What a search answers: what is public now, whatever the index holds."""

import datetime

import pytest

from commun.search import index, service
from commun.search.indexer import Indexer
from commun.search.values import Hit, Query
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory


@pytest.fixture
def towns(territories) -> list[Territory]:
    names = ("Rothéneuf", "Paramé", "Servan")
    some: list[Territory] = [TerritoryFactory(name=f"Saint-Malo {name}") for name in names]
    Indexer().catch_up()
    return some


def test_what_stopped_being_public_is_neither_found_nor_counted_at_once(towns) -> None:
    query = Query(text="saint malo")
    assert service.search(query).total == 3
    Territory.objects.filter(pk=towns[0].pk).update(ended_on=datetime.date(2026, 1, 1))
    towns[1].delete()
    answer = service.search(query)
    assert not answer.is_degraded
    assert (answer.total, [hit.key for hit in answer.hits]) == (1, [towns[2].pk])
    assert [count.count for count in answer.counts["kind"]] == [1]
    assert (service.suggest("roth"), service.suggest("serv")) == ((), ("servan",))
    assert service.search(Query(text="rothenuef")).corrected == {}
    Territory.objects.filter(pk=towns[0].pk).update(ended_on=None)
    assert service.search(query).total == 2


def test_looking_for_what_is_hidden_costs_one_query_when_nothing_waits(towns, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert service.search(Query(text="saint malo")).total == 3
    # A new record is no reason to look further: no index holds it yet.
    with django_assert_num_queries(1):
        service.search(Query(text="saint malo"))


def test_when_too_much_changed_the_database_answers_until_the_index_knows(towns, monkeypatch) -> None:
    monkeypatch.setattr(service, "MOST_HIDDEN", 2)
    Territory.objects.update(source="partout")
    answer = service.search(Query(text="saint malo"))
    assert answer.is_degraded
    assert answer.total == 3
    live = index.live()
    assert live is not None
    assert not index.is_told_damaged(live)
    Indexer().catch_up()
    assert not service.search(Query(text="saint malo")).is_degraded


def test_without_an_index_the_database_answers_and_applies_the_filters(territories) -> None:
    one = TerritoryFactory(name="Cancale")
    TerritoryFactory(name="Cancaleville")
    TerritoryFactory(name="Cancale-sur-Loire", ended_on=datetime.date(2020, 1, 1))
    answer = service.search(Query(text="la Cancale"))
    assert answer.is_degraded
    assert answer.total == 2
    assert answer.terms == ("cancal",)
    assert service.search(Query(text="cancale", facets={"territory": (one.slug,)})).total == 1
    assert service.search(Query(text="cancale", facets={"kind": ("propositions",)})).total == 0
    assert service.search(Query(text="cancale", within="nulle-part")).total == 0
    assert service.search(Query(text="cancale", since=datetime.date(2026, 1, 1))).total == 0
    assert service.search(Query(text="cancale", start=1)).hits == answer.hits[1:]
    assert service.search(Query(text="de la")).total == 0
    assert service.search(Query()).total == 2
    assert service.suggest("canc") == ()


def test_results_say_what_the_database_says_now(towns, django_assert_num_queries) -> None:
    Territory.objects.filter(pk=towns[0].pk).update(name="Dinard")
    towns[1].delete()
    hits = [Hit("territoires", one.pk or 0, 1.0) for one in reversed(towns)] + [Hit("inconnus", 1, 0.5)]
    hits.append(Hit("territoires", towns[0].pk, 0.1))
    with django_assert_num_queries(1):
        results = service.shown(hits)
    assert [one.document.title for one in results] == ["Saint-Malo Servan", "Dinard", "Dinard"]
    assert results[0].source.kind == "territoires"


def test_what_is_near_does_not_tell_what_is_hidden(towns) -> None:
    (document,) = [one.document for one in service.shown([Hit("territoires", towns[0].pk, 1.0)])]
    assert {one.document.key for one in service.like("territoires", document)} == {towns[1].pk, towns[2].pk}
    Territory.objects.filter(pk=towns[1].pk).update(ended_on=datetime.date(2026, 1, 1))
    assert {one.document.key for one in service.like("territoires", document)} == {towns[2].pk}
