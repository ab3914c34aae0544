"""The search gives through the API what its page gives."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from commun.api.searching import Question
from commun.concertations.models import Takeaway
from commun.search import index
from commun.search.asking import PARAMETERS
from tests.concertations.factories import restituted_concertation


@pytest.fixture
def indexed(db):
    concertation = restituted_concertation(propositions=3)
    for number, text in enumerate(("Un guichet humain partout", "Un guichet ouvert le soir", "Des capteurs sobres"), 1):
        Takeaway.objects.filter(concertation=concertation, kind="proposition", number=number).update(text=text)
    index.build()
    return concertation


def test_every_filter_of_the_page_is_one_of_the_operation() -> None:
    assert set(PARAMETERS) <= set(Question.model_fields)


def test_words_find_what_people_said_with_its_address(indexed, client: Client) -> None:
    found = client.get("/api/v1/recherche?q=guichet&type=propositions").json()
    assert found["total"] == 2 and not found["lacunaire"]
    assert {one["nature"] for one in found["resultats"]} == {"propositions"}
    for one in found["resultats"]:
        assert client.get(urlsplit(one["url"]).path).status_code == 200 and "guichet" in one["extrait"]


def test_results_follow_one_another(indexed, client: Client) -> None:
    first = client.get("/api/v1/recherche?q=guichet&type=propositions&limite=1").json()
    rest = client.get(first["suivant"].partition("8000")[2] or first["suivant"]).json()
    assert rest["suivant"] is None and rest["premier"] == 1
    assert first["resultats"][0]["identifiant"] != rest["resultats"][0]["identifiant"]


def test_what_is_withdrawn_is_found_no_more_at_once(indexed, client: Client) -> None:
    assert client.get("/api/v1/recherche?q=capteurs&type=propositions").json()["total"] == 1
    Takeaway.objects.filter(text="Des capteurs sobres").update(frozen_at=None)
    assert client.get("/api/v1/recherche?q=capteurs&type=propositions").json()["total"] == 0


def test_an_answer_is_never_kept(indexed, client: Client, settings) -> None:
    settings.PAGE_CACHE = True
    response = client.get("/api/v1/recherche?q=guichet")
    assert response["Cache-Control"] == "no-cache" and "ETag" not in response


@pytest.mark.parametrize("query", ["couleur=bleu", "debut=-1", "limite=101", f"q={'a' * 201}"])
def test_what_does_not_suit_is_refused(db, client: Client, query: str) -> None:
    response = client.get(f"/api/v1/recherche?{query}")
    assert response.status_code == 422 and response.json()["fautes"]


@pytest.mark.parametrize("asked", ["debut=0.0", "debut=+1", "limite=1_0", "limite=%201", "limite="])
def test_a_number_is_written_with_digits_alone_as_the_description_says(indexed, client: Client, asked: str) -> None:
    refused = client.get(f"/api/v1/recherche?q=guichet&{asked}")
    assert refused.status_code == 422
    assert refused.json()["fautes"] == [{"ou": asked.partition("=")[0], "pourquoi": "Un nombre entier est attendu."}]
