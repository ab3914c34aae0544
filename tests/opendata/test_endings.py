"""What is to go says so wherever it is given: to people, to validators, to programs."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from frictionless import Schema

from commun.api import collections
from commun.api.views import documentation
from commun.core.datasets import Deprecation
from commun.opendata import endings, registry
from commun.opendata.registry import datasets

pytestmark = pytest.mark.once("a declaration, and what is written of it")

GOES = Deprecation(datetime.date(2026, 12, 1), datetime.date(2027, 7, 1), "Lisez « source_url ».")
ON, OFF = "@1796083200", "Thu, 01 Jul 2027 00:00:00 GMT"


@pytest.fixture
def column(monkeypatch) -> Iterator[str]:
    """The name of a column of `suites` that is to go."""
    suites = datasets()["suites"]
    *kept, last = suites.columns
    going = replace(suites, columns=(*kept, replace(last, deprecated=GOES)))
    everything = {**datasets(), "suites": going}
    monkeypatch.setattr("commun.opendata.views.download.datasets", lambda: everything)
    for module in (endings, collections, documentation):
        monkeypatch.setattr(module, "datasets", lambda: everything, raising=False)
    monkeypatch.setattr("commun.api.reading.datasets", lambda: everything)
    collections.with_fields.cache_clear()
    yield last.name
    collections.with_fields.cache_clear()


def test_answers_that_hold_it_say_since_when_until_when_and_where_it_is_explained(
    world, client: Client, column: str
) -> None:
    addresses = ["/donnees/suites.csv", "/donnees/suites.json", "/donnees/suites/schema.json", "/api/v1/suites"]
    for address in addresses:
        given = client.get(address).headers
        assert (given["Deprecation"], given["Sunset"]) == (ON, OFF), address
        assert '/api/changements/#bientot-retire>; rel="deprecation"' in given["Link"], address
        assert 'rel="sunset"' in given["Link"]
    assert "Sunset" in client.get("/api/v1/suites").headers["Access-Control-Expose-Headers"]
    paged = client.get("/api/v1/suites?limite=1").headers["Link"]
    assert 'rel="next"' not in paged or paged.index('rel="next"') < paged.index('rel="deprecation"')
    for address in ("/api/v1/suites?champs=identifiant", "/api/v1/jalons", "/donnees/jalons.csv"):
        assert not {"Deprecation", "Sunset"} & client.get(address).headers.keys(), address


def test_pages_the_table_schema_and_the_description_of_the_api_say_it(world, client: Client, column: str) -> None:
    told = "Disparaît le 1 juillet 2027, annoncé le 1 décembre 2026. Lisez « source_url »."
    assert told in client.get("/donnees/suites/").content.decode()
    changes = client.get("/api/changements/").content.decode()
    assert told in changes and f"<code>{column}</code>" in changes
    schema = client.get("/donnees/suites/schema.json").json()
    assert schema["fields"][-1]["depreciation"] == {
        "annoncee_le": "2026-12-01", "fin_le": "2027-07-01", "a_la_place": "Lisez « source_url »."
    }  # fmt: skip
    assert Schema.validate_descriptor(schema).valid
    described = collections.record_schema.__wrapped__("suites").model_json_schema()["properties"]
    assert described[column]["deprecated"] is True and told in described[column]["description"]
    assert "deprecated" not in described["identifiant"]


def test_nothing_is_told_to_go_that_leaves_no_time_to_whoever_reads_it() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(datetime.date(2026, 12, 1), datetime.date(2027, 2, 1), "")
    assert registry.datasets() and endings.announced() == []
