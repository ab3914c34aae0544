"""The shared copies of public pages: always the last version, never someone else's page."""

import datetime

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from django.views.decorators.cache import never_cache

from commun.core import freshness
from commun.core.access import public
from tests.accounts.factories import UserFactory

rendered: list[str] = []


@public
def page(request: HttpRequest) -> HttpResponse:
    rendered.append(request.get_full_path())
    name = request.user.email if request.user.is_authenticated else "anonyme"
    return HttpResponse(f"{name} {request.GET.get('q', '')}".encode())


@public
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string("<form>{% csrf_token %}</form>").render({}, request))


@public
@never_cache
def moving(request: HttpRequest) -> HttpResponse:
    rendered.append("moving")
    return HttpResponse(b"toujours neuf")


@public
def failing(request: HttpRequest) -> HttpResponse:
    rendered.append("failing")
    return HttpResponse(b"introuvable", status=404)


@public
def greeting(request: HttpRequest) -> HttpResponse:
    rendered.append("greeting")
    response = HttpResponse(b"bonjour")
    response.set_cookie("choix", "1")
    return response


@public
def stream(request: HttpRequest) -> StreamingHttpResponse:
    def blocks():
        rendered.append("stream")
        yield b"un,deux"

    return StreamingHttpResponse(blocks(), content_type="text/csv")


def undeclared(request: HttpRequest) -> HttpResponse:
    rendered.append("undeclared")
    return HttpResponse(b"secret")


urlpatterns = [
    path("page/", page),
    path("form/", form),
    path("moving/", moving),
    path("failing/", failing),
    path("greeting/", greeting),
    path("stream/", stream),
    path("undeclared/", undeclared),
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _cache_on(settings) -> None:
    settings.PAGE_CACHE = True
    rendered.clear()


def test_second_visitor_gets_the_page_without_it_being_made_again(client: Client) -> None:
    first, second = client.get("/page/"), Client().get("/page/")
    assert first.content == second.content == b"anonyme "
    assert rendered == ["/page/"]
    assert {name: first[name] for name in first.headers} == {name: second[name] for name in second.headers}
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" in first["Vary"] and first["Content-Security-Policy"]


def test_browser_that_has_the_page_is_told_so_in_one_query(client: Client, django_assert_num_queries) -> None:
    etag = client.get("/page/")["ETag"]
    assert etag.startswith('W/"')
    rendered.clear()
    caches["pages"].clear()
    with django_assert_num_queries(1):
        response = client.get("/page/", headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert rendered == []


def test_an_edit_is_visible_at_once(client: Client) -> None:
    etag = client.get("/page/")["ETag"]
    freshness.touch("concertation.edited")
    response = client.get("/page/", headers={"If-None-Match": etag})
    assert response.status_code == 200 and response["ETag"] != etag
    assert rendered == ["/page/", "/page/"]


def test_delays_told_in_days_are_made_again_each_day(client: Client) -> None:
    with time_machine.travel(datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC), tick=False) as clock:
        client.get("/page/")
        clock.shift(datetime.timedelta(days=1))
        client.get("/page/")
    assert rendered == ["/page/", "/page/"]


def test_each_address_has_its_own_copy(client: Client) -> None:
    assert [client.get(f"/page/?q={q}").content for q in "abab"] == [b"anonyme a", b"anonyme b"] * 2
    assert rendered == ["/page/?q=a", "/page/?q=b"]
    client.get("/page/?q=a", headers={"HX-Request": "true"})
    assert len(rendered) == 3, "a region of a page is not the page"


def test_someone_signed_in_neither_gives_nor_receives_a_shared_copy(client: Client) -> None:
    user = UserFactory()
    signed_in = Client()
    signed_in.force_login(user)
    mine = signed_in.get("/page/")
    assert mine.content.decode().strip() == user.email
    assert mine["Cache-Control"] == "private, no-cache" and "ETag" not in mine
    anyone = client.get("/page/")
    assert anyone.content == b"anonyme "
    assert signed_in.get("/page/", headers={"If-None-Match": anyone["ETag"]}).content.decode().strip() == user.email


@pytest.mark.parametrize("address", ["/moving/", "/failing/", "/greeting/", "/undeclared/"])
def test_what_must_not_be_shared_is_made_each_time(client: Client, address: str) -> None:
    first = client.get(address)
    Client().get(address)
    assert len(rendered) == 2
    assert "ETag" not in first and "public" not in first["Cache-Control"]


def test_a_form_token_is_never_shared(client: Client) -> None:
    tokens = {Client(enforce_csrf_checks=True).get("/form/").content for _visitor in range(3)}
    assert len(tokens) == 3
    assert "ETag" not in client.get("/form/")


def test_a_form_sent_is_never_answered_from_a_copy(client: Client) -> None:
    client.get("/page/")
    client.post("/page/")
    assert rendered == ["/page/", "/page/"]


def test_a_long_download_is_known_by_its_etag_and_not_kept(client: Client) -> None:
    first = client.get("/stream/")
    assert b"".join(first) == b"un,deux"
    assert client.get("/stream/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert b"".join(client.get("/stream/")) == b"un,deux"
    assert rendered == ["stream", "stream"]


def test_a_very_long_page_is_not_kept(client: Client) -> None:
    address = f"/page/?q={'a' * 200_000}"
    assert client.get(address).content == client.get(address).content
    assert len(rendered) == 2


def test_it_can_be_turned_off(client: Client, settings) -> None:
    settings.PAGE_CACHE = False
    assert "ETag" not in client.get("/page/")
    client.get("/page/")
    assert rendered == ["/page/", "/page/"]
