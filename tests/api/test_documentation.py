"""The pages that teach the API answer with the API's own words."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commun.api.changes import CHANGES, CLIENTS
from commun.api.v1 import api
from commun.opendata.registry import datasets
from tests.concertations.factories import concertation_under_way
from tests.keys.factories import opened


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


def test_the_commands_that_teach_writing_work(db, client: Client) -> None:
    """Each one as it stands on the page, with a key, against a record of its territory."""
    record = concertation_under_way()
    secret = opened(record.territory)[1]
    page = html.unescape(client.get("/api/ecrire/").content.decode())
    commands = [one for one in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL) if "curl" in one]
    assert len(commands) == 4
    for command in commands:
        method = "PATCH" if "-X PATCH" in command else "POST"
        address = urlsplit(re.findall(r"'(http[^']+)'", command)[0].replace("cta-2027-0001", record.uid))
        headers = dict(re.findall(r"-H '([\w-]+): ([^']+)'", command)) | {"Authorization": f"Bearer {secret}"}
        if "If-Match" in headers:
            headers["If-Match"] = "*"
        if "fichier=@" in command:
            form = dict(re.findall(r"-F '?(\w+)=([^'@\\]+?)'?(?= -F| \\)", command))
            form["fichier"] = SimpleUploadedFile("rapport.pdf", b"%PDF-1.4\n%%EOF\n")
            joined = client.post(address.path, form, headers=headers)
            assert joined.status_code == 201, joined.content.decode()
            assert record.documents.get().title == "Compte rendu de l’atelier"
            continue
        said = client.generic(
            method,
            f"{address.path}?{address.query}",
            re.findall(r"-d '(\{.*\})'", command)[0],
            content_type="application/json",
            headers=headers,
        )
        assert said.status_code in (200, 201), (command, said.content)


def test_the_journal_says_the_version_that_is_served_and_its_clients_are_there(db, client: Client) -> None:
    page = client.get("/api/changements/").content.decode()
    assert f'id="v{api.version}"' in page and CHANGES[0].version == api.version
    assert [one.on for one in CHANGES] == sorted((one.on for one in CHANGES), reverse=True)
    assert all(client.get(one.url).status_code == 200 for one in CLIENTS if one.url.startswith("/"))


@pytest.mark.parametrize("address", ["/api/", "/api/v1/docs", "/api/erreurs/"])
def test_the_pages_name_every_collection_or_refusal(db, client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    wanted = ["422", "429"] if "erreurs" in address else [f"/api/v1/{slug}" for slug in datasets()]
    assert all(one in page.content.decode() for one in wanted)


def test_a_collection_that_does_not_exist_is_not_found(db, client: Client) -> None:
    assert client.get("/api/rien/").status_code == 404
