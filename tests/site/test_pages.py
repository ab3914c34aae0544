import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from commun.opendata.registry import datasets
from commun.site import health, sitemaps
from tests.concertations.factories import ConcertationFactory, published_concertation, restituted_concertation
from tests.deliberations.factories import DeliberationFactory
from tests.resources.factories import added
from tests.syntheses.manifestos import public_finding
from tests.territories.factories import TerritoryFactory

PAGES = ["help", "about", "accessibility", "ecodesign", "personal_data", "legal"]


@pytest.mark.parametrize("name", PAGES)
def test_page_reads_without_a_question_to_the_database(client, db, name, django_assert_max_num_queries) -> None:
    client.get(reverse(f"site:{name}"))
    with django_assert_max_num_queries(1):  # the version of the public data
        response = client.get(reverse(f"site:{name}"))
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_publisher_that_is_not_named_is_said_to_be_unknown(client, db) -> None:
    assert client.get("/mentions-legales/").content.decode().count("non renseigné") >= 5


def test_publisher_of_the_settings_is_named(client, db, settings) -> None:
    settings.PUBLISHER = {**settings.PUBLISHER, "name": "Syndicat mixte d’Exemple", "contact": "contact@exemple.fr"}
    settings.SOURCE_URL = "https://exemple.fr/code"
    page = client.get("/mentions-legales/?a").content.decode()
    assert "Syndicat mixte d’Exemple" in page
    assert "https://exemple.fr/code" in page
    assert "contact@exemple.fr" in client.get("/accessibilite/?a").content.decode()


def test_length_of_sessions_told_is_the_real_one(client, db, settings) -> None:
    settings.SESSION_COOKIE_AGE = 3 * 86_400
    assert "3 jours" in client.get("/donnees-personnelles/?a").content.decode()


def test_health_tells_each_check(client, db) -> None:
    response = client.get("/sante/")
    assert response.status_code == 200
    lines = [line.split("\t")[:2] for line in response.content.decode().splitlines()]
    assert lines == [["ok", "base"], ["ok", "migrations"], ["ok", "disque"], ["ok", "recherche"], ["ok", "travaux"]]
    assert "no-store" in response["Cache-Control"]


def test_health_answers_programs_in_json_and_fails_loudly(client, db, monkeypatch) -> None:
    monkeypatch.setattr(health, "ENOUGH_BYTES", 10**18)
    response = client.get("/sante/", headers={"Accept": "application/json"})
    assert response.status_code == 503
    told = json.loads(response.content)
    assert not told["ok"]
    assert not told["controles"]["disque"]["ok"]
    assert told["controles"]["base"]["ok"]


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(client, path: str) -> dict[str, str]:
    """Each address that a file of the protocol lists, and when it last changed."""
    response = client.get(path)
    assert response.status_code == 200, path
    root = ElementTree.fromstring(b"".join(response.streaming_content) if response.streaming else response.content)
    return {
        (one.findtext(f"{SITEMAP}loc") or "").removeprefix(settings.SITE_URL): one.findtext(f"{SITEMAP}lastmod") or ""
        for one in root
    }


def every_address(client) -> dict[str, str]:
    return {path: at for file in listed(client, "/sitemap.xml") for path, at in listed(client, file).items()}


def test_sitemaps_name_every_public_kind_and_nothing_else(client, db) -> None:
    concertation = restituted_concertation(propositions=1)
    published_concertation(title="Fictive", territory=TerritoryFactory(is_fictional=True, slug="invente"))
    draft = ConcertationFactory(slug="brouillon-secret")
    proposition = concertation.takeaways.get()
    public: list[Any] = [
        concertation,
        proposition,
        public_finding(),
        added(),
        DeliberationFactory(),
    ]
    found = every_address(client)
    for one in public:
        assert one.get_absolute_url() in found, one
    assert found[proposition.get_absolute_url()] == proposition.changed_at.isoformat(timespec="seconds")
    assert "/donnees/propositions/" in found and "/api/propositions/" in found
    assert not any(draft.slug in path or "invente" in path for path in found)
    for path in found:
        assert client.get(path).status_code == 200, path


def test_a_sitemap_is_cut_where_the_protocol_says(client, db, monkeypatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 2)
    concertation = restituted_concertation(propositions=5)
    files = [path for path in listed(client, "/sitemap.xml") if "propositions" in path]
    assert files == [f"/sitemap/propositions-{number}.xml" for number in (1, 2, 3)]
    pages = [list(listed(client, path)) for path in files]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {path for page in pages for path in page} == {one.get_absolute_url() for one in concertation.takeaways.all()}
    for gone in ("propositions-4", "propositions-0", "brouillons-1"):
        assert client.get(f"/sitemap/{gone}.xml").status_code == 404


def test_robots_leads_to_the_sitemap_and_keeps_out_of_the_workspace(client, db) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /espace/" in text
    assert "/sitemap.xml" in text


def test_what_programs_that_read_texts_are_told_leads_somewhere(client, db) -> None:
    text = client.get("/llms.txt").content.decode()
    paths = re.findall(rf"\({re.escape(settings.SITE_URL)}([^)]*)\)", text)
    assert {f"/donnees/{slug}.csv" for slug in datasets()} <= set(paths)
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        # Read to its end rather than closed: closing one that is not streamed closes the connection of the test.
        assert b"".join(response), path


def test_security_contact_is_given_when_known(client, db, settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "securite@exemple.fr"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:securite@exemple.fr" in text
    assert "Expires: " in text


def test_the_help_leads_coordinators_to_findings_and_manifesto_and_to_the_guide(db, client, settings) -> None:
    settings.SOURCE_URL = "https://forge.exemple.fr/commun"
    page = client.get(reverse("site:help")).content.decode()
    for target in ("/constats/", "/manifeste/", settings.SOURCE_URL):
        assert f'href="{target}"' in page
    named = re.search(r"docs/utilisateurs/[a-z]+\.md", page)
    assert named is not None
    assert (settings.BASE_DIR / named[0]).is_file()
