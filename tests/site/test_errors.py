"""Error pages say what happened, what was kept and what to do."""

import errno
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from commun.core.errors import DomainError
from commun.site.views import errors
from tests.accounts.factories import UserFactory


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


def test_a_rule_that_no_view_caught_is_said_and_is_no_failure_of_ours(db, client: Client, monkeypatch) -> None:
    def refuse(**kwargs: object) -> None:
        raise DomainError("Ce nom est déjà pris.")

    monkeypatch.setattr("commun.accounts.actions.change_profile", refuse)
    client.force_login(UserFactory())
    response = client.post(reverse("accounts:account"), {"name": "Ada", "job_title": ""})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Cela n’a pas pu être fait" in html
    assert "Ce nom est déjà pris." in html


def test_a_form_sent_after_the_session_ended_is_not_thrown_away(db, client: Client) -> None:
    response = client.post(reverse("accounts:account"), {"name": "Ada", "job_title": ""})
    assert response.status_code == 403
    html = response.content.decode()
    assert "Votre session a pris fin" in html
    assert "encore dans votre navigateur" in html
    assert f'href="{reverse("account_login")}" target="_blank"' in html


def test_what_was_written_before_the_session_ended_is_read_again_and_never_run(db, client: Client) -> None:
    sent = {"name": "Ada de <script>", "job_title": "Adjointe\nà la vie citoyenne", "choice": "code"}
    html = client.post(reverse("accounts:account"), sent).content.decode()
    assert "Ada de &lt;script&gt;" in html
    assert "à la vie citoyenne" in html
    assert "code" not in html.partition("Ce que vous aviez écrit")[2].partition("</main>")[0]


def test_a_form_longer_than_what_is_read_at_once_says_how_to_save_it(db, client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    client.force_login(UserFactory())
    response = client.post(reverse("accounts:account"), {"name": "a" * 2_000})
    assert response.status_code == 413
    assert "Cet envoi est trop long" in response.content.decode()
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    response = client.post(reverse("accounts:account"), {"a": "1", "b": "2", "c": "3"})
    assert response.status_code == 413


def test_a_locked_database_is_busy_and_no_failure_of_ours(db, client: Client, monkeypatch, caplog) -> None:
    def locked(**kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("commun.accounts.actions.change_profile", locked)
    client.force_login(UserFactory())
    response = client.post(reverse("accounts:account"), {"name": "Ada", "job_title": ""})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    html = response.content.decode()
    assert "Le site est occupé" in html
    assert "rien n’est écrit à moitié" in html
    assert "database is locked" in caplog.text
    assert "locked" not in html


@pytest.mark.parametrize(
    "fault", [OperationalError("database or disk is full"), OSError(errno.ENOSPC, "No space left on device")]
)
def test_a_full_disk_says_what_to_do(db, client: Client, monkeypatch, caplog, fault: Exception) -> None:
    monkeypatch.setattr("commun.accounts.actions.change_profile", mock.Mock(side_effect=fault))
    client.force_login(UserFactory())
    response = client.post(reverse("accounts:account"), {"name": "Ada", "job_title": ""})
    assert response.status_code == 507
    html = response.content.decode()
    assert "Le site n’a plus de place" in html and "Prévenez la personne qui tient le site" in html
    assert "No room left on the disk" in caplog.text
    assert "No space" not in html and "disk" not in html
