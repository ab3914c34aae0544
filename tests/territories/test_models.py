"""Each kind requires exactly its identifier, and the database itself refuses the rest."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from commun.territories.enums import EPCI, IDENTIFIER_OF, Identifier, Kind
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory, siren


def a_body(kind: Kind, **fields):
    country = "BE" if kind == Kind.VILLE_ETRANGERE else "FR"
    return Territory(
        **{"uid": f"t:{kind}", "slug": f"t-{kind}".replace("_", "-"), "kind": kind, "name": "Lieu", "country": country}
        | fields
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if IDENTIFIER_OF[kind] == Identifier.INSEE])
def test_kind_with_an_insee_code_needs_it_and_nothing_else(db, kind) -> None:
    a_body(kind, code_insee="44109").save()
    with pytest.raises(IntegrityError, match="has_the_insee_code"):
        a_body(kind, uid="other", slug="other", siren=siren(1)).save()


@pytest.mark.parametrize("kind", [kind for kind in Kind if IDENTIFIER_OF[kind] == Identifier.SIREN])
def test_kind_with_a_siren_needs_it_and_nothing_else(db, kind) -> None:
    a_body(kind, siren=siren(1)).save()
    with pytest.raises(IntegrityError, match="has_the_siren"):
        a_body(kind, uid="other", slug="other").save()


@pytest.mark.parametrize("kind", [kind for kind in Kind if IDENTIFIER_OF[kind] == Identifier.NAME])
def test_kind_without_official_code_needs_only_its_name_and_country(db, kind) -> None:
    a_body(kind).save()


@pytest.mark.parametrize("kind", [kind for kind in Kind if IDENTIFIER_OF[kind] != Identifier.INSEE])
def test_no_insee_code_is_accepted_where_none_exists(db, kind) -> None:
    code = "" if kind == Kind.VILLE_ETRANGERE else siren(1)
    with pytest.raises(IntegrityError, match="insee_code_only_where"):
        a_body(kind, siren=code, code_insee="44109").save()


def test_foreign_city_has_a_country_and_no_french_number(db) -> None:
    for wrong in ({"country": "FR"}, {"siren": siren(1)}):
        with pytest.raises(IntegrityError, match="abroad"), transaction.atomic():
            a_body(Kind.VILLE_ETRANGERE, **wrong).save()


def test_only_foreign_cities_lie_abroad_among_bodies_with_french_codes(db) -> None:
    with pytest.raises(IntegrityError):
        a_body(Kind.METROPOLE, siren=siren(1), country="BE").save()


def test_one_commune_code_is_one_commune_whatever_its_status(db) -> None:
    TerritoryFactory(code_insee="75056", kind=Kind.SPECIAL_COMMUNE)
    with pytest.raises(IntegrityError):
        TerritoryFactory(code_insee="75056", uid="again", slug="again")


def test_departement_and_region_may_share_a_code(db) -> None:
    TerritoryFactory(departement_body=True, code_insee="75")
    TerritoryFactory(region_body=True, code_insee="75")


def test_paris_bears_the_siren_that_its_departement_left_it(db) -> None:
    paris = TerritoryFactory(kind=Kind.SPECIAL_COMMUNE, code_insee="75056", siren="217500016")
    ended = {"ended_on": datetime.date(2019, 1, 1), "successor": paris}
    TerritoryFactory(departement_body=True, code_insee="75", siren="217500016", **ended)
    with pytest.raises(IntegrityError):
        TerritoryFactory(kind=Kind.METROPOLE, code_insee="", siren="217500016")


def test_siren_has_nine_digits(db) -> None:
    with pytest.raises(IntegrityError, match="nine_digits"):
        a_body(Kind.METROPOLE, siren="24440040").save()


def test_siret_of_another_body_is_refused(db) -> None:
    with pytest.raises(IntegrityError, match="siret_is_that"):
        a_body(Kind.METROPOLE, siren="243100518", siret="24410051800170").save()


def test_name_is_given_once_in_a_country_where_it_identifies(db) -> None:
    TerritoryFactory(abroad=True, name="Namur")
    TerritoryFactory(abroad=True, name="Namur", country="CA")
    with pytest.raises(IntegrityError):
        TerritoryFactory(abroad=True, name="Namur")


def test_successor_needs_an_end(db) -> None:
    heir = TerritoryFactory()
    with pytest.raises(IntegrityError, match="successor"):
        TerritoryFactory(successor=heir)


def test_what_is_searched_follows_what_is_written(db) -> None:
    territory = TerritoryFactory(name="Saint-Étienne")
    territory.name = "L’Haÿ-les-Roses"
    territory.save(update_fields=["name"])
    territory.refresh_from_db()
    assert territory.search_key.startswith(" l hay les roses | ")


def test_every_kind_has_one_identifier() -> None:
    assert set(IDENTIFIER_OF) == set(Kind)
    assert len(Kind) == 17
    assert all(IDENTIFIER_OF[kind] == Identifier.SIREN for kind in EPCI)


def test_within_finds_what_lies_in_a_territory_at_each_level(db) -> None:
    region = TerritoryFactory(region_body=True)
    departement = TerritoryFactory(departement_body=True, region=region)
    epci = TerritoryFactory(metropole=True, departement=departement, region=region)
    commune = TerritoryFactory(epci=epci, departement=departement, region=region)
    TerritoryFactory()
    assert set(Territory.objects.within(region)) == {departement, epci, commune}
    assert set(Territory.objects.within(epci)) == {commune}
