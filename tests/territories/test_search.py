"""Finding a territory by what people type: accents or not, codes, abbreviations, homonyms told apart."""

import datetime
import itertools

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.core import freshness
from commun.territories import actions, names, queries, written_names
from commun.territories.enums import Kind
from commun.territories.forms import TerritoryField
from commun.territories.panels import register_engagement
from tests.territories.conftest import EngagedByUid
from tests.territories.factories import TerritoryFactory


@pytest.fixture
def country(db) -> None:
    seine = TerritoryFactory(departement_body=True, name="Seine-Saint-Denis", code_insee="93", population=1_600_000)
    reunion = TerritoryFactory(departement_body=True, name="La Réunion", code_insee="974", population=880_000)
    TerritoryFactory(name="Saint-Denis", code_insee="93066", population=150_000, departement=seine)
    TerritoryFactory(name="Saint-Denis", code_insee="97411", population=155_000, departement=reunion)
    TerritoryFactory(name="Saint-Denis-en-Val", code_insee="45274", population=7_000)
    TerritoryFactory(name="L’Île-Saint-Denis", code_insee="93039", population=8_000, departement=seine)
    TerritoryFactory(name="Nantes", code_insee="44109", population=327_734, siren="214401093")
    TerritoryFactory(name="Nantes-en-Ratier", code_insee="38273", population=600)
    TerritoryFactory(name="Rezé", code_insee="44143", population=43_000)
    TerritoryFactory(name="L’Haÿ-les-Roses", code_insee="94038", population=31_000)
    TerritoryFactory(name="Strasbourg", code_insee="67482", population=291_000)
    TerritoryFactory(metropole=True, name="Nantes Métropole", siren="244400404", population=683_981)
    TerritoryFactory(
        kind=Kind.COMMUNAUTE_URBAINE, code_insee="", name="CU d’Arras", siren="200033579", population=110_000
    )


def found(text: str, **options) -> list[str]:
    return [one.name for one in queries.suggest(text=text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nantes", "Nantes"),
        ("NANTES MÉTROPOLE", "Nantes Métropole"),
        ("metropole nantes", "Nantes Métropole"),
        ("reze", "Rezé"),
        ("Rézè", "Rezé"),
        ("l'hay", "L’Haÿ-les-Roses"),
        ("hay les roses", "L’Haÿ-les-Roses"),
        ("44109", "Nantes"),
        ("244 400 404", "Nantes Métropole"),
        ("24440040400129", "Nantes Métropole"),
        ("communauté urbaine d'Arras", "CU d’Arras"),
        ("mairie de reze", ""),
        ("ville reze", "Rezé"),
        ("stras", "Strasbourg"),
        ("st denis en", "Saint-Denis-en-Val"),
    ],
)
def test_what_is_typed_finds_what_is_meant(country, typed, first) -> None:
    assert (found(typed) or [""])[0] == first


def test_exact_name_comes_first_then_beginnings_then_other_words(country) -> None:
    assert found("saint-denis") == [
        "Saint-Denis",
        "Saint-Denis",
        "Saint-Denis-en-Val",
        "Seine-Saint-Denis",
        "L’Île-Saint-Denis",
    ]


def test_homonyms_are_told_apart_by_their_departement(country) -> None:
    details = [one.detail for one in queries.suggest(text="Saint-Denis", limit=2)]
    assert details == ["Commune · La Réunion (974)", "Commune · Seine-Saint-Denis (93)"]


def test_departement_code_narrows_homonyms(country) -> None:
    assert queries.suggest(text="saint denis 974")[0].detail == "Commune · La Réunion (974)"


def test_st_is_saint_or_the_beginning_of_strasbourg(country) -> None:
    assert {"Strasbourg", "Saint-Denis"} <= set(found("st"))


def test_a_territory_that_is_no_more_is_not_suggested(country) -> None:
    TerritoryFactory(name="Nantes-la-Vieille", ended_on="2019-01-01")
    assert found("nantes la") == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'", "—", "|", "123 456 789"])
def test_what_says_nothing_finds_nothing(country, typed) -> None:
    assert found(typed) == []


def test_engaged_come_first_when_asked(country) -> None:
    register_engagement(EngagedByUid("insee:45274"))
    assert found("saint", engaged_first=True)[0] == "Saint-Denis-en-Val"


def test_suggesting_costs_two_queries_once_the_names_are_known(country, django_assert_num_queries) -> None:
    queries.suggest(text="saint")
    with django_assert_num_queries(2):
        queries.suggest(text="saint")


_PARTS = [
    "saint",
    "st",
    "sainte",
    "ste",
    "denis",
    "de",
    "la",
    "d'",
    "en",
    "val",
    "nantes",
    "44",
    "93066",
    "s",
    "cu",
    "n",
]


@pytest.fixture
def many(country) -> None:
    """Names made of the same few words, so that each rank is disputed."""
    for number, parts in enumerate(itertools.permutations(["Saint", "Denis", "de", "La", "Val"], 3)):
        TerritoryFactory(name=" ".join(parts), code_insee=f"{60000 + number}", population=number or None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4).map(" ".join), st.integers(1, 12))
def test_names_in_memory_answer_as_the_database_does(many, text: str, limit: int) -> None:
    typed = written_names.typed_name(text)
    assert typed is not None
    expected = queries.matching(text).filter(ended_on=None).values_list("pk", flat=True)[:limit]
    assert names.now().find(typed, limit) == list(expected)


def test_a_new_a_corrected_and_an_ended_name_are_known_at_once(country) -> None:
    assert found("orvault") == []
    entered = actions.create_territory(kind=Kind.UNIVERSITE, name="Orvault citoyenne", by=None)
    assert found("orvault") == ["Orvault citoyenne"]
    actions.correct_territory(territory=entered, by=None, name="Assemblée d’Orvault")
    assert found("assemblee") == ["Assemblée d’Orvault"]
    actions.correct_territory(territory=entered, by=None, ended_on=datetime.date(2026, 1, 1))
    assert found("assemblee") == []


def test_names_are_read_again_only_when_territories_changed(country, django_assert_max_num_queries) -> None:
    known = names.now()
    freshness.touch("something.else")
    with django_assert_max_num_queries(3):
        assert names.now() is known
    freshness.touch("territories.loaded")
    assert names.now() is not known


@given(st.text(max_size=60))
def test_normalising_is_stable_and_keeps_only_plain_words(text) -> None:
    once = written_names.normalise(text)
    assert written_names.normalise(once) == once
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert written_names.normalise(text.upper().lower()) is not None


@given(st.lists(st.sampled_from(["Saint", "Œuilly", "Haÿ", "d’Arc", "Ételan", "42"]), min_size=1, max_size=5))
def test_any_beginning_of_a_name_is_a_beginning_of_its_key(parts) -> None:
    name = " ".join(parts)
    key = written_names.search_key(name=name, kind=Kind.COMMUNE)
    typed = written_names.normalise(name)
    assert all(key.startswith(f" {typed[:length]}") for length in range(1, len(typed) + 1))


def test_field_reads_a_name_a_code_or_a_suggestion(country) -> None:
    field = TerritoryField()
    for typed in ("Nantes Métropole", "244400404", "siren:244400404", "Nantes Métropole (siren:244400404)"):
        chosen = field.clean(typed)
        assert chosen is not None
        assert chosen.uid == "siren:244400404"
    assert field.prepare_value(chosen) == "Nantes Métropole (siren:244400404)"
    assert TerritoryField(required=False).clean("") is None


def test_field_says_which_homonyms_it_hesitates_between(country) -> None:
    with pytest.raises(ValidationError, match="insee:97411"):
        TerritoryField().clean("saint denis")
    with pytest.raises(ValidationError, match="Aucun territoire"):
        TerritoryField().clean("Nulle-Part")
