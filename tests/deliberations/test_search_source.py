"""What decisions give to the search: what is public of them, for two million as for two."""

import datetime

import pytest
from django.db import connection

from commun.deliberations import search
from commun.deliberations.models import DeliberatingBody, Deliberation
from commun.search.documents import SearchDocument, sources, vocabularies
from tests.deliberations.factories import BodyFactory, DeliberationFactory, decision_of, with_text
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
SOURCE = sources()["deliberations"]


def document(decision: Deliberation) -> SearchDocument:
    (found,) = SOURCE.documents([decision.pk])
    return found


def test_decision_is_found_by_its_subject_its_text_its_reference_and_its_body() -> None:
    one = with_text(DeliberationFactory(subject="Vidéosurveillance", local_id="2026-77"), "Le conseil refuse.")
    found = document(one)
    assert (found.title, found.body, found.uid, found.on) == (
        "Vidéosurveillance", "Le conseil refuse.", one.uid, one.decided_on,
    )  # fmt: skip
    assert "2026-77" in found.words
    assert found.context == one.body.name
    assert found.url == one.get_absolute_url()


def test_facets_are_those_that_the_body_publishes() -> None:
    known = DeliberationFactory(
        vote_for=10, vote_against=2, matter_code="7.10", body=BodyFactory(kind="epci", department="35")
    )
    assert document(known).facets == {
        "territory": (known.body.siret,),
        "year": ("2026",),
        "matter": ("7.10",),
        "body_kind": ("epci",),
        "department": ("35",),
        "vote": ("partage",),
    }
    bare = document(DeliberationFactory(matter_code="", matter_name=""))
    assert {"matter", "vote", "department"}.isdisjoint(bare.facets)


def test_decision_is_found_within_its_territory_and_what_holds_it() -> None:
    department = TerritoryFactory(departement_body=True)
    commune = TerritoryFactory(departement=department)
    assert document(decision_of(commune)).places == (commune.slug, department.slug)
    assert document(decision_of(commune)).facets["territory"] == (commune.slug,)
    listed = DeliberationFactory(body=BodyFactory(department=department.code_insee))
    assert document(listed).places == (department.slug,)


def test_decision_taken_down_is_given_no_more() -> None:
    gone = DeliberationFactory(is_taken_down=True)
    assert list(SOURCE.documents([gone.pk])) == []
    assert list(SOURCE.keys()) == []
    assert SOURCE.find(["convention"], 10) == []


def test_keys_are_read_in_runs_and_each_is_given_once(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(search, "RUN", 3)
    made = [DeliberationFactory().pk for _number in range(7)]
    with django_assert_num_queries(3):
        assert list(SOURCE.keys()) == made


def test_documents_cost_two_queries_whatever_their_number(django_assert_max_num_queries) -> None:
    keys = [DeliberationFactory(body=BodyFactory(department="35")).pk for _number in range(5)]
    keys += [decision_of(TerritoryFactory()).pk]
    with django_assert_max_num_queries(2):
        assert len(list(SOURCE.documents(keys))) == 6


def test_without_the_index_the_newest_are_looked_through_by_subject_body_and_text() -> None:
    old = DeliberationFactory(subject="Caméras et piscine", decided_on=datetime.date(2020, 1, 2))
    new = with_text(DeliberationFactory(subject="Caméras"), "La piscine municipale")
    DeliberationFactory(subject="Piscine")
    assert SOURCE.find(["caméras", "piscine"] if connection.vendor != "sqlite" else ["Caméras", "piscine"], 10) == [
        new.pk,
        old.pk,
    ]
    assert SOURCE.find(["piscine"], 1) == [SOURCE.find(["piscine"], 10)[0]]


def test_a_body_or_a_territory_that_changes_reaches_its_decisions() -> None:
    commune = TerritoryFactory(departement=(department := TerritoryFactory(departement_body=True)))
    mine = decision_of(commune)
    DeliberationFactory()
    reaches = {watch.model.__name__: watch.reach for watch in SOURCE.watches if watch.reach}
    assert list(reaches["DeliberatingBody"]([mine.body_id])) == [mine.pk]
    assert list(reaches["Territory"]([commune.pk])) == [mine.pk]
    assert list(reaches["Territory"]([department.pk])) == [mine.pk]


def test_every_value_of_a_facet_has_a_name_that_people_read() -> None:
    body: DeliberatingBody = BodyFactory(name="Syndicat d’essai")
    TerritoryFactory(departement_body=True, code_insee="35", name="Ille-et-Vilaine")

    def named(facet: str, value: str) -> str:
        return next(labels[value] for one in vocabularies()[facet] if value in (labels := one.labels([value])))

    assert named("matter", "7.10") == "Finances locales · Divers"
    assert named("territory", body.siret) == "Syndicat d’essai"
    assert named("body_kind", "epci") == "Intercommunalité"
    assert named("vote", "unanime") == "à l’unanimité"
    assert named("department", "35") == "Ille-et-Vilaine"
