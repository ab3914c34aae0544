"""A network role gives nothing before a second factor."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from commun.accounts.enums import NetworkRole, Permission, Role
from commun.accounts.models import User
from tests.accounts.factories import (
    UserFactory,
    administrator,
    coordinator,
    council_member,
    member,
    network_member,
)
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rate_limit_left_over():
    cache.clear()


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def code_in(message) -> str:
    found = re.search(r"\d{4}-\d{4}", str(message.body))
    assert found
    return found[0]


def enrol(client: Client) -> str:
    page = client.get("/compte/double-verification/activer/").content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found, "the secret is written for those who cannot photograph"
    assert 'src="data:image/svg+xml;base64,' in page
    client.post("/compte/double-verification/activer/", {"code": code_of(found[1])})
    return found[1]


@pytest.mark.parametrize("role", NetworkRole)
def test_a_network_role_gives_nothing_before_the_second_factor(role) -> None:
    bare, equipped = network_member(role, second_factor=False), network_member(role)
    assert not bare.may(Permission.NETWORK_VIEW)
    assert equipped.may(Permission.NETWORK_VIEW)


def test_a_membership_needs_no_second_factor() -> None:
    territory = TerritoryFactory()
    assert member(territory, Role.REFERENT).may(Permission.TEAM_MANAGE, territory)


def test_a_network_person_is_led_to_set_it_up_then_back(client) -> None:
    user = administrator(second_factor=False)
    client.force_login(user)
    first = client.get("/espace/reseau/roles/")
    assert first.url == "/compte/double-verification/requise/?next=/espace/reseau/roles/"
    assert "Activer la double vérification" in client.get(first.url).content.decode()
    enrol(client)
    codes = client.get("/compte/codes-de-secours/").content.decode()
    assert 'href="/espace/reseau/roles/"' in codes
    assert client.get("/espace/reseau/roles/").status_code == 200


def test_the_wrong_role_is_refused_before_being_asked_for_a_second_factor(client) -> None:
    client.force_login(network_member(NetworkRole.COUNCIL, second_factor=False))
    assert client.get("/espace/reseau/roles/").status_code == 403


def test_signing_in_then_takes_both_codes(client) -> None:
    user = UserFactory()
    client.force_login(user)
    secret = enrol(client)
    other = Client()
    other.post("/connexion/", {"email": user.email})
    half = other.post("/connexion/code/", {"code": code_in(mail.outbox[-1])})
    assert half.headers["Location"] == "/connexion/double-verification/"
    assert "_auth_user_id" not in other.session
    cache.clear()  # a code serves once: let the one of the enrolment be forgotten
    other.post("/connexion/double-verification/", {"code": code_of(secret)})
    assert other.session["_auth_user_id"] == str(user.pk)


def test_a_recovery_code_serves_once(client) -> None:
    user = UserFactory()
    client.force_login(user)
    enrol(client)
    recovery = re.findall(r"<code>(\w+)</code>", client.get("/compte/codes-de-secours/").content.decode())
    assert len(recovery) == 10
    for expected in (str(user.pk), None):
        other = Client()
        other.post("/connexion/", {"email": user.email})
        other.post("/connexion/code/", {"code": code_in(mail.outbox[-1])})
        other.post("/connexion/double-verification/", {"code": recovery[0]})
        assert other.session.get("_auth_user_id") == expected


def test_setting_it_up_ends_the_sessions_opened_before_it(client) -> None:
    user = UserFactory()
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(user)
    enrol(client)
    assert client.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302


def test_a_network_person_cannot_take_it_away(client) -> None:
    user = coordinator()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    answer = client.post("/compte/double-verification/desactiver/")
    assert "elle reste active" in answer.content.decode()
    assert user.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()


def test_taking_it_away_or_changing_address_asks_for_a_code_first(client) -> None:
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    for path in ("/compte/double-verification/desactiver/", "/compte/codes-de-secours/renouveler/"):
        assert client.post(path).url.startswith("/compte/double-verification/confirmer/?next=")
    answer = client.post("/compte/adresse/", {"email": "autre@exemple.fr", "action_add": "1"})
    assert answer.url.startswith("/compte/double-verification/confirmer/?next=")
    assert User.objects.get(pk=user.pk).email == user.email


def test_the_secret_cannot_be_read_in_the_database(client) -> None:
    user = UserFactory()
    client.force_login(user)
    secret = enrol(client)
    for row in user.authenticator_set.all():
        assert secret not in str(row.data)


def test_codes_cannot_be_guessed_one_after_the_other(client) -> None:
    user = council_member()
    client.post("/connexion/", {"email": user.email})
    client.post("/connexion/code/", {"code": code_in(mail.outbox[-1])})
    for _try in range(6):
        answer = client.post("/connexion/double-verification/", {"code": "000000"})
    assert "Trop d’essais" in answer.content.decode()


def test_the_demo_spares_it_to_its_own_accounts_and_only_there(settings) -> None:
    demo = UserFactory(email="coordination@demo.commun.example", network_role=NetworkRole.COORDINATOR)
    real = coordinator(second_factor=False)
    settings.DEMO = True
    assert demo.may(Permission.NETWORK_VIEW)
    assert not real.may(Permission.NETWORK_VIEW)
    settings.DEMO = False
    assert not demo.may(Permission.NETWORK_VIEW)
