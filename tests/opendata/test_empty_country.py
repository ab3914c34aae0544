"""The first day: nothing is published yet, and every address answers."""

import json

import pytest
from django.test import Client

from commun.opendata.registry import datasets
from tests.opendata.test_files import SLUGS, content


def test_an_empty_dataset_still_has_its_headers(db, client: Client) -> None:
    for slug in SLUGS:
        assert content(client.get(f"/donnees/{slug}.csv")).decode() == ",".join(datasets()[slug].headers) + "\r\n"
        assert json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_of_an_empty_dataset_says_what_will_come(db, client: Client, slug: str) -> None:
    page = client.get(f"/donnees/{slug}/").content.decode()
    assert "Aucune ligne pour l’instant" in page
    assert "rien pour l’instant" in page
