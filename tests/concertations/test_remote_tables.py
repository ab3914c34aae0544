"""Tables are read where they are, page after page; what is asked stays polite, and a token goes to one site only."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.urls import reverse

from commun.concertations.models import ImportedRecord
from commun.concertations.platforms import remote
from commun.concertations.platforms.remote import sheet_at
from commun.core import outbound
from commun.core.models import AuditEvent, PendingImport
from commun.core.outbound import Fetched, FetchRefused
from tests.accounts.factories import contributor
from tests.concertations.factories import ConcertationFactory
from tests.federation.other_site import drip, given, other_site

TOKEN = "jeton-tres-secret"


class FakePlatform(BaseHTTPRequestHandler):
    """Answers as a Decidim of 0.28 (no taxonomies) and as a Grist do."""

    asked: list[dict] = []
    secrets: list[str | None] = []
    ways: dict[str, str] = {}

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append(said)
        query = said["query"]
        if "taxonomies" in query:
            message = "Field 'taxonomies' doesn't exist on type 'Proposal'"
            return self._give({"errors": [{"message": message, "path": ["query", "taxonomies"]}]})
        if 'component(id: "112")' in query:
            return self._give({"data": {"component": {"__typename": "Debates"}}})
        first = 50 if 'after: "NTA="' in query else 0
        edges = [{"node": self._node(number)} for number in range(first + 1, first + (21 if first else 51))]
        page: dict[str, Any] = {
            "edges": edges,
            "pageInfo": {"hasNextPage": not first, "endCursor": "NzA=" if first else "NTA="},
        }
        return self._give({"data": {"component": {"__typename": "Proposals", "proposals": page}}})

    def _node(self, number):
        def words(text):
            return {"translations": [{"locale": "en", "text": ""}, {"locale": "fr", "text": text}]}

        return {
            "id": str(number), "title": words(f"Titre {number}"), "body": words(f"<p>Dire {number}</p>"),
            "state": "rejected" if number == 2 else None, "answer": words("Trop cher") if number == 2 else None,
            "answeredAt": "2026-06-01T09:00:00+02:00", "publishedAt": "2026-03-02T10:00:00+01:00", "category": None,
        }  # fmt: skip

    def do_GET(self):
        type(self).secrets.append(self.headers["Authorization"])
        if self.path in self.ways:
            self.send_response(302)
            self.send_header("Location", self.ways[self.path])
            self.end_headers()
            return None
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._give({"error": "access denied"}, 403)
        fields = {"Texte": "Dire où", "Courriel": "a@exemple.fr", "Publics": ["L", "jeunes", "agents"]}
        return self._give({"records": [{"id": 7, "fields": fields}]})

    def _give(self, value, status=200):
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def platform(settings, monkeypatch):
    settings.FETCH_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(FakePlatform, "asked", [])
    monkeypatch.setattr(FakePlatform, "secrets", [])
    monkeypatch.setattr(FakePlatform, "ways", {})
    with ThreadingHTTPServer(("127.0.0.1", 0), FakePlatform) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.django_db
@pytest.mark.once("what a platform answers does not depend on the database")
def test_component_of_decidim_is_taken_by_its_address_whatever_its_version(client, platform):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    url = reverse("concertations:takeaways_import", args=[record.slug])
    address = f"{platform}/processes/ia/f/111/?locale=fr"
    page = client.post(url, {"kind": "proposition", "pasted": "", "address": address}, follow=True)
    assert "70 remontées nouvelles" in page.content.decode()
    client.post(page.request["PATH_INFO"])
    assert record.takeaways.count() == 70
    one = ImportedRecord.objects.get(source_id="2")
    assert (one.takeaway.text, one.said_decision, one.said_text) == ("Titre 2\nDire 2", "non_retenue", "Trop cher")
    assert one.source_url == f"{platform}/processes/ia/f/111/proposals/2"
    assert len(FakePlatform.asked) == 3  # one refused for a field that this version lacks, then two pages
    again = client.post(url, {"kind": "proposition", "pasted": "", "address": address}, follow=True).content.decode()
    assert "70 déjà là" in again


@pytest.mark.django_db
@pytest.mark.once("what a platform answers does not depend on the database")
def test_token_is_used_once_and_kept_nowhere(client, platform, caplog):
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    url = reverse("concertations:takeaways_import", args=[record.slug])
    given = {"kind": "proposition", "pasted": "", "address": f"{platform}/api/docs/abc/tables/Idees/records"}
    refused = client.post(url, given)
    assert "refuse l’accès" in refused.content.decode()
    wrong = client.post(url, {**given, "token": "faux-jeton"})
    assert "faux-jeton" not in wrong.content.decode()
    page = client.post(url, {**given, "token": TOKEN}, follow=True)
    assert "1 remontée nouvelle" in page.content.decode()
    kept = f"{PendingImport.objects.get().content} {PendingImport.objects.get().name}"
    assert "Dire où" in kept
    for place in (kept, page.content.decode(), caplog.text, str(list(AuditEvent.objects.values("verb", "detail")))):
        assert TOKEN not in place
        assert "a@exemple.fr" not in place


def test_token_follows_no_way_out_of_the_site(platform):
    port = int(platform.rpartition(":")[2])
    FakePlatform.ways["/api/docs/abc/tables/Idees/records"] = f"http://localhost:{port}/api/docs/x/tables/y/records"
    with pytest.raises(FetchRefused, match="renvoie vers un autre site"):
        sheet_at(f"{platform}/api/docs/abc/tables/Idees", token=TOKEN)
    assert FakePlatform.secrets == [f"Bearer {TOKEN}"]


def test_airtable_is_read_to_its_last_page():
    pages = {
        "": {"records": [{"id": "rec1", "fields": {"Texte": "Dire"}}], "offset": "itr/2"},
        "itr/2": {"records": [{"id": "rec2", "fields": {"Texte": "Montrer", "Titre": "Où"}}]},
    }
    seen = []

    def ask(url, *, max_bytes, secret="", body=None):
        seen.append((url.partition("?")[0], secret))
        offset = "itr/2" if "offset=itr%2F2" in url else ""
        return Fetched(url, 200, "application/json", json.dumps(pages[offset]).encode())

    sheet = sheet_at("https://airtable.com/appABC123/Id%C3%A9es", token="t", ask=ask, pause=0)
    assert [row.cells for row in sheet.rows] == [
        ("id", "Texte", "Titre"),
        ("rec1", "Dire", ""),
        ("rec2", "Montrer", "Où"),
    ]
    assert set(seen) == {("https://api.airtable.com/v0/appABC123/Id%C3%A9es", "t")}


def answered(status, content):
    return lambda url, **_options: Fetched(url, status, "application/json", content)


@pytest.mark.parametrize(
    ("url", "ask", "said"),
    [
        ("https://d.exemple.fr/processes/ia/f/7/", answered(200, b'{"data": {"component": nul'), "coupée"),
        ("https://d.exemple.fr/processes/ia/f/7/", answered(200, b"[]"), "ne montre pas de propositions"),
        ("https://d.exemple.fr/processes/ia/f/7/", answered(200, b'{"data": {"component": null}}'), "ne montre pas"),
        ("https://d.exemple.fr/processes/ia/f/7/", answered(503, b""), "répond par une erreur"),
        ("https://d.exemple.fr/processes/ia/f/7/", answered(429, b""), "demande d’attendre"),
        ("https://g.exemple.fr/api/docs/a/tables/b", answered(200, b'{"records": 3}'), "ne donne pas les lignes"),
        ("https://g.exemple.fr/api/docs/a/tables/b", answered(200, b'{"records": []}'), "rien à lire"),
        ("https://www.exemple.fr/", answered(200, b""), "n’est ni celle d’un composant"),
        ("file:///etc/passwd", answered(200, b""), "n’est pas une adresse web"),
    ],
)
def test_platform_that_answers_wrong_is_told(url, ask, said):
    with pytest.raises(FetchRefused, match=said):
        sheet_at(url, ask=ask, pause=0)


def test_endless_pages_are_given_up():
    def ask(url, *, max_bytes, secret="", body=None):
        place = json.loads(body)["query"]
        page: dict[str, Any] = {
            "edges": [{"node": {"id": "1"}}],
            "pageInfo": {"hasNextPage": True, "endCursor": f"x{len(place)}"},
        }
        count.append(1)
        page["pageInfo"]["endCursor"] = f"c{len(count)}"
        return Fetched(url, 200, "application/json", json.dumps({"data": {"component": {"proposals": page}}}).encode())

    count: list[int] = []
    with pytest.raises(FetchRefused, match="trop longue"):
        sheet_at("https://d.exemple.fr/processes/ia/f/7/", ask=ask, pause=0)
    assert len(count) == remote.MAX_PAGES


def said(value: Any, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    content = json.dumps(value).encode()
    return status, {"Content-Length": str(len(content)), **headers}, content


def proposals(*ids: str, **info: Any) -> dict[str, Any]:
    page = {"edges": [{"node": {"id": one}} for one in ids], "pageInfo": info}
    return {"data": {"component": {"proposals": page}}}


GOOD = json.dumps(proposals("1", hasNextPage=False)).encode()
LIES = {
    "shorter than announced": (given(200, {"Content-Length": "5000"}, GOOD), "avant la fin"),
    "longer than announced": (given(200, {"Content-Length": str(len(GOOD))}, GOOD + b" et plus"), "plus longue"),
    "compressed unasked": (given(200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 50_000_000)), "compressée"),
    "without end": (given(200, {}, b"0" * (remote.MAX_BYTES + 1)), "dépasse"),
    "a slow drip": (drip, "trop lente"),
    "sent to a private network": (given(302, {"Location": "http://127.0.0.2/api"}), "un autre site"),
    "an error beside a part": (
        given(*said({**proposals("1", hasNextPage=True, endCursor="a"), "errors": [{"message": "Timeout on it"}]})),
        "Timeout on it",
    ),
    "a proposal that could not be read": (given(*said({"data": {"component": {"proposals": {
        "edges": [{"node": {"id": "1"}}, {"node": None}], "pageInfo": {"hasNextPage": False}}}}})), "en partie"),
    "the same page for ever": (given(*said(proposals("1", hasNextPage=True, endCursor="a"))), "sans fin"),
    "a next page that has no name": (given(*said(proposals("1", hasNextPage=True))), "sans fin"),
    "too many requests": (given(*said({}, 429, **{"Retry-After": "300"})), "dans 5 minutes"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.once("what a platform answers does not depend on the database")
def test_platform_that_lies_or_gives_a_part_leaves_nothing(client, settings, monkeypatch) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0)
    record = ConcertationFactory()
    client.force_login(contributor(record.territory))
    url = reverse("concertations:takeaways_import", args=[record.slug])
    with other_site() as site:
        for name, (answer, why) in LIES.items():
            site.pages["/api"] = answer
            monkeypatch.setattr(outbound, "TOTAL_SECONDS", 1 if answer is drip else 60)
            address = f"{site.url}/processes/ia/f/7/"
            page = client.post(url, {"kind": "proposition", "pasted": "", "address": address}).content.decode()
            assert why in page, name
        assert not PendingImport.objects.exists()
        table = "/api/docs/a/tables/b/records"
        site.pages[table] = given(*said({"records": [{"id": 1, "fields": {"Texte": "Dire"}}, "cassé"]}))
        with pytest.raises(FetchRefused, match="en partie"):
            sheet_at(f"{site.url}{table}")


@pytest.mark.once("what a platform answers does not depend on the database")
def test_platform_that_asks_to_wait_a_little_is_waited_for(settings, monkeypatch) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    answers = [said({}, 429, **{"Retry-After": "7"}), said({"records": [{"id": "a", "fields": {}}], "offset": "x"}),
               said({}, 503, **{"Retry-After": "2"}), said({"records": [{"id": "b", "fields": {}}]})]  # fmt: skip

    def ask(url, *, max_bytes, secret="", body=None):
        status, headers, content = answers.pop(0)
        return Fetched(url, status, "", content, {name.lower(): value for name, value in headers.items()})

    sheet = sheet_at("https://airtable.com/appABC/Idees", ask=ask, pause=0)
    assert [row.cells[0] for row in sheet.rows] == ["id", "a", "b"]
    assert [seconds for seconds in waited if seconds] == [7, 2]
    looping = Fetched("", 200, "", json.dumps({"records": [{"id": "a"}], "offset": "x"}).encode())
    with pytest.raises(FetchRefused, match="sans fin"):
        sheet_at("https://airtable.com/appABC/Idees", ask=lambda url, **_options: looping, pause=0)
