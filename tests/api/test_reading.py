"""The API gives the rows of the open data, with their links, page after page."""

import json
from unittest import mock
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commun.api import reading
from commun.api.changes import CHANGES
from commun.api.v1 import api
from commun.concertations.models import Takeaway
from commun.opendata.registry import datasets
from tests.opendata.test_files import content

SLUGS = tuple(datasets())


def local(address: str) -> str:
    assert address.startswith(settings.SITE_URL)
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def everything(client: Client, address: str) -> list[dict]:
    """Every record, following « suivant » as a harvester does."""
    found = []
    while address:
        response = client.get(local(address) if address.startswith("http") else address)
        assert response.status_code == 200, response.content
        page = response.json()
        found += page["donnees"]
        address = page["suivant"]
        assert ("Link" in response.headers) == bool(address)
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_a_collection_gives_the_rows_of_the_file_under_the_same_names(world, client: Client, slug: str) -> None:
    rows = json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"]
    records = everything(client, f"/api/v1/{slug}?limite=3")
    assert rows, "a collection without a row would prove nothing"
    assert [{name: value for name, value in one.items() if name != "chemins"} for one in records] == rows


@pytest.mark.parametrize("slug", SLUGS)
def test_every_link_of_a_record_leads_somewhere(world, client: Client, slug: str) -> None:
    for record in everything(client, f"/api/v1/{slug}")[:3]:
        assert local(record["chemins"]["soi"])
        for name, address in record["chemins"].items():
            response = client.get(local(address))
            assert response.status_code == 200, (slug, name, address, response.content)
        own = client.get(local(record["chemins"]["soi"])).json()["donnees"]
        assert own == record


def test_one_walks_from_a_proposition_to_its_answers_and_back(world, client: Client) -> None:
    concertation = world
    proposition = concertation.takeaways.propositions().order_by("number")[0]
    record = client.get(f"/api/v1/propositions/{proposition.uid}").json()["donnees"]
    answers = client.get(local(record["chemins"]["reponses"])).json()["donnees"]
    assert answers and {one["proposition"] for one in answers} == {proposition.uid}
    assert local(answers[0]["chemins"]["proposition"]) == f"/api/v1/propositions/{proposition.uid}"
    promises = client.get(local(record["chemins"]["suites"])).json()["donnees"]
    milestones = client.get(local(promises[0]["chemins"]["jalons"])).json()["donnees"]
    assert {one["suite"] for one in milestones} == {promises[0]["identifiant"]}


def test_only_the_fields_asked_for_are_given(world, client: Client) -> None:
    record = client.get("/api/v1/propositions?champs=texte,theme&limite=1").json()["donnees"][0]
    assert list(record) == ["identifiant", "texte", "theme", "chemins"]
    following = client.get("/api/v1/propositions?champs=texte&limite=1").json()["suivant"]
    assert "champs=texte" in following


def test_a_filter_keeps_what_bears_the_value_and_is_carried_from_page_to_page(world, client: Client) -> None:
    whole = everything(client, "/api/v1/propositions")
    answers = {one["reponse"] for one in whole if one["reponse"]}
    assert len(answers) >= 2
    for answer in answers:
        kept = everything(client, f"/api/v1/propositions?reponse={answer}&limite=1")
        assert kept == [one for one in whole if one["reponse"] == answer]
    both = sorted(answers)[:2]
    kept = everything(client, f"/api/v1/propositions?reponse={both[0]}&reponse={both[1]}")
    assert kept == [one for one in whole if one["reponse"] in both]
    assert client.get(f"/api/v1/propositions?reponse={both[0]}").json()["total"] is None


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/api/v1/propositions?limite=0", "limite"),
        ("/api/v1/propositions?limite=1001", "limite"),
        ("/api/v1/propositions?limite=1.0", "limite"),
        ("/api/v1/propositions?limite=1_0", "limite"),
        ("/api/v1/propositions?limite=38539889561370569474048", "limite"),
        ("/api/v1/propositions?reponse=oui", "reponse.0"),
        ("/api/v1/propositions?repondue_le_depuis=hier", "repondue_le_depuis"),
        ("/api/v1/propositions?champs=texte,secret", "champs"),
        ("/api/v1/propositions?couleur=bleu", "couleur"),
    ],
)
def test_a_value_that_does_not_suit_is_refused_in_french_and_named(world, client: Client, address: str, where) -> None:
    response = client.get(address)
    assert response.status_code == 422 and response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422 and problem["title"] == "Des valeurs ne conviennent pas"
    assert [one["ou"] for one in problem["fautes"]] == ([where] if where else [])
    assert "Input should" not in response.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/rien", 404),
        ("/api/v1/propositions/cta-1", 404),
        ("/api/v1/propositions?apres=cta-0000-0000-p1", 404),
        ("/api/v1/propositions/%00", 400),
        ("/api/v1/propositions?apres=%00", 400),
    ],
)
def test_whoever_refuses_says_it_as_a_problem(db, client: Client, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json" and response.json()["status"] == status


def test_a_failure_of_ours_is_a_problem_without_a_word_of_what_failed(db, monkeypatch) -> None:
    def fail(*_args, **_kwargs):
        raise RuntimeError("secret")

    monkeypatch.setattr(reading, "page", fail)
    response = Client(raise_request_exception=False).get("/api/v1/propositions")
    assert response.status_code == 500 and response["Content-Type"] == "application/problem+json"
    assert b"secret" not in response.content


def test_a_full_disk_is_a_problem_that_says_what_to_do(db, client: Client, monkeypatch) -> None:
    monkeypatch.setattr(reading, "page", mock.Mock(side_effect=OperationalError("database or disk is full")))
    response = client.get("/api/v1/propositions")
    assert response.status_code == 507 and response["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Plus de place de notre côté"
    assert "Plus de place de notre côté" in client.get("/api/erreurs/").content.decode()


def test_nothing_is_written_here(db, client: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/api/v1/propositions")
        assert response.status_code == 405 and response["Content-Type"] == "application/problem+json"
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_another_site_may_read_it(db, client: Client) -> None:
    assert client.get("/api/v1/propositions")["Access-Control-Allow-Origin"] == "*"
    before = client.options("/api/v1/propositions", headers={"access-control-request-method": "GET"})
    assert before.status_code == 204 and "GET" in before["Access-Control-Allow-Methods"]


def test_what_has_not_changed_is_not_sent_again(world, client: Client, settings) -> None:
    settings.PAGE_CACHE = True
    first = client.get("/api/v1/propositions")
    again = client.get("/api/v1/propositions", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and not again.content


def test_head_answers_as_get_without_content(db, client: Client) -> None:
    response = client.head("/api/v1/propositions")
    assert response.status_code == 200 and response["Content-Type"] == "application/json"


def test_who_asks_too_often_is_told_when_to_come_back(db, client: Client, settings) -> None:
    settings.API_READS_A_MINUTE = 2
    caches["pages"].clear()
    seen = [client.get(f"/api/v1/propositions?limite={number}") for number in range(1, 5)]
    assert [one.status_code for one in seen] == [200, 200, 429, 429]
    assert seen[2]["Retry-After"] == "60" and "r=0" in seen[2]["RateLimit"]
    assert seen[0]["RateLimit-Policy"] == '"lecture";q=2;w=60'


def test_a_withdrawn_record_is_found_no_more(world, client: Client) -> None:
    concertation = world
    proposition = concertation.takeaways.propositions()[0]
    assert client.get(f"/api/v1/propositions/{proposition.uid}").status_code == 200
    Takeaway.objects.filter(pk=proposition.pk).update(frozen_at=None)
    caches["pages"].clear()
    assert client.get(f"/api/v1/propositions/{proposition.uid}").status_code == 404


def test_a_list_costs_the_same_number_of_queries_whatever_its_length(world, client: Client) -> None:
    counts = set()
    for limit in (1, 5, 15):
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/api/v1/propositions?limite={limit}")
        counts.add(len(asked))
    assert len(counts) == 1 and counts.pop() <= 8


def test_the_description_names_every_dataset_and_is_of_openapi_3_1(db, client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    for slug in SLUGS:
        assert f"/api/v1/{slug}" in described["paths"] and f"/api/v1/{slug}/{{identifiant}}" in described["paths"]
        refusals = described["paths"][f"/api/v1/{slug}"]["get"]["responses"]["422"]["content"]
        assert list(refusals) == ["application/problem+json"]
    identifiers = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(identifiers) == len(set(identifiers))
    assert api.version == CHANGES[0].version
