"""The pages that teach the API answer with the API's own words."""

import html

import pytest
from django.test import Client

from commun.opendata.registry import datasets


@pytest.mark.parametrize("slug", tuple(datasets()))
def test_a_collection_is_tried_from_its_page_without_a_script(world, client: Client, slug: str) -> None:
    page = client.get(f"/api/{slug}/?limite=1")
    assert page.status_code == 200
    answer = client.get(f"/api/v1/{slug}?limite=1").json()
    said = html.unescape(page.content.decode())
    assert answer["donnees"] and f'"identifiant": "{answer["donnees"][0]["identifiant"]}"' in said
    assert "200 · application/json" in said and "<script>" not in page.content.decode()


def test_what_is_refused_is_shown_as_the_api_says_it(db, client: Client) -> None:
    page = html.unescape(client.get("/api/propositions/?limite=0&repondue_le_depuis=hier").content.decode())
    assert "422 · application/problem+json" in page and "Au moins 1." in page and "écrite 2026-03-11" in page


def test_an_empty_field_asks_for_nothing(world, client: Client) -> None:
    page = client.get("/api/propositions/?theme=&apres=&champs=&limite=").content.decode()
    assert "200 · application/json" in page and "/api/v1/propositions?limite=2" in page


@pytest.mark.parametrize("address", ["/api/", "/api/v1/docs", "/api/erreurs/"])
def test_the_pages_name_every_collection_or_refusal(db, client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    wanted = ["422", "429"] if "erreurs" in address else [f"/api/v1/{slug}" for slug in datasets()]
    assert all(one in page.content.decode() for one in wanted)


def test_a_collection_that_does_not_exist_is_not_found(db, client: Client) -> None:
    assert client.get("/api/rien/").status_code == 404
