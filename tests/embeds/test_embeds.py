"""Pages made for a frame of another site, and the protocol by which its tools find them."""

import html
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from tests.concertations.factories import concertation_awaiting_answer, prepared_concertation
from tests.library.factories import published

SITE = settings.SITE_URL


def ask(client: Client, path: str, **more: object):
    return client.get(f"/oembed?{urlencode({'url': f'{SITE}{path}', **more})}")


@pytest.fixture
def debate(db):
    return concertation_awaiting_answer()


def test_frame_opens_on_these_pages_alone_even_when_nothing_is_made_again(client: Client, debate, settings) -> None:
    settings.PAGE_CACHE = True
    path = f"/incorporer/concertations/{debate.slug}/"
    first = client.get(path)
    answers = [first, client.get(path), client.get(path, headers={"if-none-match": first["ETag"]})]
    assert [one.status_code for one in answers] == [200, 200, 304]
    for one in answers:
        assert "frame-ancestors *" in one["Content-Security-Policy"]
        assert "script-src" not in one["Content-Security-Policy"]
        assert "default-src 'none'" in one["Content-Security-Policy"]
        assert "X-Frame-Options" not in one
        assert not one.cookies
    for elsewhere in (debate.get_absolute_url(), "/incorporer/", "/", "/incorporer"):
        found = client.get(elsewhere)
        assert "frame-ancestors *" not in found.get("Content-Security-Policy", "frame-ancestors 'none'")


def test_follow_up_tells_what_the_public_page_tells_without_script(client: Client, debate) -> None:
    page = client.get(f"/incorporer/concertations/{debate.slug}/").content.decode()
    assert html.escape(debate.title) in page or debate.title.replace("'", "’") in page
    assert "<script" not in page
    assert "<form" not in page
    links = page.count("<a ")
    assert links == page.count('target="_blank" rel="noopener"') >= 2


def test_uses_of_a_territory_are_those_that_it_published(client: Client, db) -> None:
    sheet = published(title="Tri du courrier reçu")
    page = client.get(f"/incorporer/territoires/{sheet.territory.slug}/usages/").content.decode()
    assert "Tri du courrier reçu" in page
    assert sheet.get_absolute_url() in page


def test_figure_says_its_total_its_definition_and_its_source(client: Client, debate) -> None:
    page = client.get(f"/incorporer/territoires/{debate.territory.slug}/chiffres/part_repondue/").content.decode()
    assert "figure-of" in page
    assert "sur l’ensemble des propositions" in page
    assert "Source" in page
    assert f"/propositions/?territoire={debate.territory.slug}" in page


def test_what_is_not_public_says_so_in_its_frame_and_nothing_else(client: Client, db) -> None:
    draft = prepared_concertation()
    for path in (f"concertations/{draft.slug}", "concertations/rien", "chiffres/rien", "territoires/rien/usages"):
        found = client.get(f"/incorporer/{path}/")
        assert found.status_code == 404
        assert "public" in found.content.decode()
        assert draft.title not in found.content.decode()
        assert "frame-ancestors *" in found["Content-Security-Policy"]
    assert ask(client, f"/concertations/{draft.slug}/").status_code == 404


def test_public_page_gives_the_code_and_announces_itself(client: Client, debate) -> None:
    page = client.get(debate.get_absolute_url()).content.decode()
    guide = html.unescape(page.split('href="/incorporer/')[1].split('"')[0])
    code = client.get(f"/incorporer/{guide}").content.decode().split("<textarea")[1]
    assert f"{SITE}/incorporer/concertations/{debate.slug}/" in html.unescape(code)
    discovered = html.unescape(page.split('type="application/json+oembed" href="')[1].split('"')[0])
    found = client.get(discovered.removeprefix(SITE))
    assert found.json()["title"] == debate.title


def test_oembed_answers_by_the_protocol(client: Client, debate) -> None:
    found = ask(client, debate.get_absolute_url(), maxwidth=320, maxheight=200)
    said = found.json()
    assert (said["type"], said["version"], said["width"], said["height"]) == ("rich", "1.0", 320, 200)
    assert 'width="320" height="200"' in said["html"]
    assert "sandbox=" in said["html"]
    assert said["author_url"] == f"{SITE}{debate.territory.get_absolute_url()}"
    assert found["Access-Control-Allow-Origin"] == "*"
    written = ask(client, debate.get_absolute_url(), format="xml")
    root = ElementTree.fromstring(written.content)
    assert written["Content-Type"].startswith("text/xml")
    assert root.tag == "oembed"
    assert root.findtext("html") == ask(client, debate.get_absolute_url()).json()["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("url=https://ailleurs.exemple.fr/concertations/x/", 404),
        (f"url={SITE}/charte/", 404),
        (f"url={SITE}/concertations/inconnue/", 404),
        ("url=http://[", 404),
        (f"url={SITE}/charte/&format=yaml", 501),
        (f"url={SITE}/charte/&maxwidth=large", 400),
        ("format=json", 400),
    ],
)
def test_oembed_refuses_by_the_protocol(client: Client, db, query: str, status: int) -> None:
    assert client.get(f"/oembed?{query}").status_code == status


def test_title_typed_by_someone_is_never_code(client: Client, debate) -> None:
    debate.title = '"></iframe><script>alert(1)</script>'
    debate.save()
    for text in (
        ask(client, debate.get_absolute_url()).json()["html"],
        client.get(f"/incorporer/concertations/{debate.slug}/").content.decode(),
        client.get("/incorporer/").content.decode(),
    ):
        assert "<script>alert" not in text
