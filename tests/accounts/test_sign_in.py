"""Entering by a code received by e-mail."""

import re
import smtplib

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from commun.accounts.models import User
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rate_limit_left_over():
    cache.clear()


def code_in(message) -> str:
    found = re.search(r"^    (\d{4}-\d{4})$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def test_signing_in_takes_an_address_and_the_code_sent_to_it(client) -> None:
    user = UserFactory()
    asked = client.post("/connexion/", {"email": user.email.upper()})
    assert asked.url == "/connexion/code/"
    assert [message.to for message in mail.outbox] == [[user.email]]
    answer = client.post("/connexion/code/", {"code": code_in(mail.outbox[0])})
    assert answer.url == "/espace/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_code_may_be_typed_without_its_dash(client) -> None:
    user = UserFactory()
    client.post("/connexion/", {"email": user.email})
    client.post("/connexion/code/", {"code": code_in(mail.outbox[0]).replace("-", " ")})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_up_verifies_the_address_before_letting_in(client) -> None:
    asked = client.post("/connexion/creer-un-compte/", {"email": "Agent@Ville.exemple.fr"})
    assert asked.url == "/connexion/verification/"
    assert "_auth_user_id" not in client.session
    answer = client.post("/connexion/verification/", {"code": code_in(mail.outbox[0])})
    assert answer.url == "/espace/"
    user = User.objects.get(email="agent@ville.exemple.fr")
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified


def test_a_person_created_by_someone_else_enters_with_one_code_only(client) -> None:
    user = User.objects.create_user("Nouvelle@Ville.exemple.fr")
    client.post("/connexion/", {"email": user.email})
    answer = client.post("/connexion/code/", {"code": code_in(mail.outbox[0])})
    assert answer.url == "/espace/"
    assert len(mail.outbox) == 1


def test_sign_in_answers_the_same_whether_the_account_exists_or_not(client) -> None:
    known, other = UserFactory(), Client()
    pages = []
    for visitor, email in ((client, known.email), (other, "inconnue@exemple.fr")):
        visitor.post("/connexion/", {"email": email})
        page = visitor.get("/connexion/code/").content.decode().replace(email, "ADRESSE")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2
    assert "aucun compte" in mail.outbox[1].body


def test_sign_up_answers_the_same_whether_the_account_exists_or_not(client) -> None:
    known, other = UserFactory(), Client()
    pages = []
    for visitor, email in ((client, known.email), (other, "inconnue@exemple.fr")):
        visitor.post("/connexion/creer-un-compte/", {"email": email})
        page = visitor.get("/connexion/verification/").content.decode().replace(email, "ADRESSE")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
    assert pages[0] == pages[1]
    assert "il en existe déjà un" in mail.outbox[0].body
    assert User.objects.filter(email=known.email).count() == 1


def test_three_wrong_codes_throw_the_code_away(client) -> None:
    user = UserFactory()
    client.post("/connexion/", {"email": user.email})
    right = code_in(mail.outbox[0])
    wrong = "0000-0000" if right != "0000-0000" else "1111-1111"
    for _try in range(3):
        client.post("/connexion/code/", {"code": wrong})
    client.post("/connexion/code/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_is_explained_in_french(client) -> None:
    user = UserFactory()
    client.post("/connexion/", {"email": user.email})
    answer = client.post("/connexion/code/", {"code": "zzz"})
    assert "Ce code n’est pas le bon" in answer.content.decode()


def test_codes_sent_to_one_address_are_counted_across_browsers() -> None:
    user = UserFactory()
    for _browser in range(3):
        Client().post("/connexion/", {"email": user.email})
    answer = Client().post("/connexion/", {"email": user.email})
    assert len(mail.outbox) == 3
    assert "Trop d’essais" in answer.content.decode()


def test_rate_limits_are_shared_by_all_processes() -> None:
    assert isinstance(caches["default"], DatabaseCache)
    cache.set("probe", "seen", 10)
    assert cache.get("probe") == "seen"


def test_one_client_asking_for_too_many_accounts_is_told_to_wait(client) -> None:
    for number in range(20):
        client.post("/connexion/creer-un-compte/", {"email": f"robot{number}@exemple.fr"})
        client.post("/deconnexion/")
    answer = client.post("/connexion/creer-un-compte/", {"email": "robot@exemple.fr"})
    assert answer.status_code == 429
    assert "Trop de demandes" in answer.content.decode()


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_sign_in_never_leads_to_another_site(client, target) -> None:
    user = UserFactory()
    client.post("/connexion/", {"email": user.email, "next": target})
    answer = client.post("/connexion/code/", {"code": code_in(mail.outbox[0]), "next": target})
    assert answer.url == "/espace/"


def test_sign_in_leads_back_to_the_page_that_asked_for_it(client) -> None:
    user = UserFactory()
    refused = client.get("/compte/")
    assert refused.url == "/connexion/?next=/compte/"
    asked = client.post("/connexion/", {"email": user.email, "next": "/compte/"})
    assert asked.url == "/connexion/code/?next=%2Fcompte%2F"
    answer = client.post(asked.url, {"code": code_in(mail.outbox[0]), "next": "/compte/"})
    assert answer.url == "/compte/"


def test_mails_name_our_own_address_whatever_the_host_header_says(settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://commun.exemple.fr"
    Client(headers={"host": "pirate.example"}).post("/connexion/", {"email": "inconnue@exemple.fr"})
    assert "https://commun.exemple.fr/connexion/creer-un-compte/" in mail.outbox[0].body
    assert "pirate" not in str(mail.outbox[0].message())


def test_signing_in_gives_a_new_session_key(client) -> None:
    user = UserFactory()
    client.post("/connexion/", {"email": user.email})
    before = client.session.session_key
    client.post("/connexion/code/", {"code": code_in(mail.outbox[0])})
    assert client.session.session_key != before


def test_a_form_sent_from_another_site_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/connexion/", {"email": "a@exemple.fr"})
    assert answer.status_code == 403


def test_a_closed_account_does_not_enter(client) -> None:
    user = UserFactory(is_active=False)
    client.post("/connexion/", {"email": user.email})
    assert not any(re.search(r"\d{4}-\d{4}", str(message.body)) for message in mail.outbox)


def test_signing_out_takes_a_post(client) -> None:
    client.force_login(UserFactory())
    assert client.get("/deconnexion/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/deconnexion/").url == "/"
    assert "_auth_user_id" not in client.session


def test_session_cookies_are_out_of_reach_of_scripts_and_other_sites(client) -> None:
    user = UserFactory()
    client.post("/connexion/", {"email": user.email})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/connexion/", "/connexion/creer-un-compte/"])
def test_a_mail_server_that_is_down_is_said_and_says_nothing_of_accounts(client, path, monkeypatch) -> None:
    def down(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMultiAlternatives, "send", down)
    for email in (UserFactory().email, "inconnue@exemple.fr"):
        answer = Client().post(path, {"email": email})
        assert answer.status_code == 503
        assert "Le courriel n’est pas parti" in answer.content.decode()


def test_no_page_offers_a_password() -> None:
    for name in ("account_change_password", "account_set_password", "account_reset_password"):
        with pytest.raises(Exception, match=name):
            reverse(name)


def test_the_demo_sign_in_does_not_exist_outside_the_demo(client, settings) -> None:
    user = UserFactory(email="referente@demo.commun.example")
    settings.DEMO = False
    assert client.post("/connexion/demo/", {"email": user.email}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "Entrer comme" not in client.get("/connexion/").content.decode()


def test_the_demo_lets_in_by_one_click_and_only_its_own_accounts(client, settings) -> None:
    settings.DEMO = True
    demo, real = UserFactory(email="referente@demo.commun.example", name="Référente de démonstration"), UserFactory()
    assert "Entrer comme Référente de démonstration" in client.get("/connexion/").content.decode()
    assert client.post("/connexion/demo/", {"email": real.email}).status_code == 404
    assert client.post("/connexion/demo/", {"email": demo.email}).url == "/espace/"
    assert client.session["_auth_user_id"] == str(demo.pk)
