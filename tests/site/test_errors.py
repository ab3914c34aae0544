"""Error pages say what happened, what was kept and what to do."""

from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory

from commun.site.views import errors


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/nulle-part/")


def test_unknown_address_says_what_to_do(db, client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Cette page n’existe pas" in html
    assert "Ce qui est conservé" in html
    assert 'href="/"' in html


def test_unknown_address_costs_no_query(db, client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/nulle-part/")


def test_refusal_gives_its_reason_escaped(request_: HttpRequest) -> None:
    response = errors.permission_denied(request_, PermissionDenied("Il faut <script>"))
    assert response.status_code == 403
    assert "Il faut &lt;script&gt;" in response.content.decode()


def test_bad_request_is_answered_without_a_session(request_: HttpRequest) -> None:
    response = errors.bad_request(request_)
    assert response.status_code == 400
    assert "Rien n’a été modifié" in response.content.decode()


def test_server_error_is_shown_when_the_database_is_down(request_: HttpRequest) -> None:
    """No `db` fixture: any query would raise; and no context processor may run."""
    with mock.patch("commun.core.context.site", side_effect=AssertionError):
        response = errors.server_error(request_)
    assert response.status_code == 500
    assert "rien n’est écrit à moitié" in response.content.decode()


def test_changed_session_tells_that_answers_are_still_in_the_browser(db) -> None:
    response = Client(enforce_csrf_checks=True).post("/nulle-part/")
    assert response.status_code in {403, 404}
    refused = errors.csrf_failure(RequestFactory().post("/"), reason="CSRF cookie not set.")
    assert refused.status_code == 403
    assert "encore dans votre navigateur" in refused.content.decode()
    assert "CSRF" not in refused.content.decode()
