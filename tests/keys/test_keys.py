"""A key: shown once, kept as a digest, as strong as its person and no longer than wanted."""

import datetime
import html
import json
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commun.accounts import personal_data
from commun.accounts.actions import remove_member
from commun.accounts.desk import desk_of, tasks_of
from commun.accounts.enums import Permission, Role
from commun.core.models import AuditEvent
from commun.keys import actions, secrets
from commun.keys.enums import Scope
from commun.keys.models import ApiKey
from tests.accounts.factories import coordinator, elected, member, referent
from tests.keys.factories import opened
from tests.territories.factories import TerritoryFactory


@pytest.fixture
def territory(db):
    return TerritoryFactory()


def test_the_secret_is_shown_once_and_only_its_digest_is_kept(territory, client: Client) -> None:
    by = referent(territory)
    client.force_login(by)
    address = f"/espace/territoires/{territory.slug}/cles/"
    shown = client.post(address, {"name": "Plateforme", "scopes": ["remontees"]})
    assert shown.status_code == 201 and "no-store" in shown["Cache-Control"]
    secret = re.findall(secrets.PATTERN, shown.content.decode())[0]
    listed = html.unescape(client.get(address).content.decode())
    key = ApiKey.objects.get()
    assert key.prefix in listed and secret not in listed
    kept = {str(value) for value in ApiKey.objects.values().get().values()}
    events = json.dumps(list(AuditEvent.objects.values_list("detail", flat=True)))
    exported = json.dumps(personal_data.export(by), default=str)
    assert all(secret not in text for text in (*kept, events, exported, repr(secrets.Secret(secret)), str(key)))
    assert secrets.digest(secret) == key.secret_sha256 and secrets.digest(secret) not in exported
    assert actions.holder(secret).pk == key.pk


def test_a_key_opens_nothing_once_revoked_or_past_its_last_day(territory) -> None:
    today = timezone.localdate()
    key, secret = opened(territory, until=today)
    assert actions.holder(secret) == key
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)), pytest.raises(actions.UnknownKey):
        actions.holder(secret)
    actions.revoke(key=key, by=key.user)
    actions.revoke(key=key, by=key.user)
    with pytest.raises(actions.UnknownKey):
        actions.holder(secret)
    assert AuditEvent.objects.filter(verb="api_key.revoked").count() == 1


@pytest.mark.parametrize(
    "text", ["", "commun_", "commun_00000000_" + "0" * 64, "é" * 80, "commun_00000000_" + "0" * 65]
)
def test_what_is_no_key_opens_nothing(territory, text: str) -> None:
    opened(territory)
    with pytest.raises(actions.UnknownKey):
        actions.holder(text)


def test_what_a_key_does_says_its_name_and_stops_with_its_person(territory) -> None:
    key, secret = opened(territory, name="Plateforme")
    acting = actions.holder(secret).user
    assert acting.may(Permission.CONCERTATION_PUBLISH, territory)
    assert acting.signature(territory) == f"Référente ou référent, {territory.name}, par clé d’API « Plateforme »"
    assert key.user.signature(territory) == f"Référente ou référent, {territory.name}"
    remove_member(membership=key.user.memberships.get(), by=key.user, leave_without_referent=True)
    assert not actions.holder(secret).user.may(Permission.CONCERTATION_PUBLISH, territory)


def test_a_long_name_of_territory_never_hides_the_key(territory) -> None:
    type(territory).objects.filter(pk=territory.pk).update(name="S" * 200)
    _key, secret = opened(territory, name="x" * 60)
    signature = actions.holder(secret).user.signature(type(territory).objects.get(pk=territory.pk))
    assert len(signature) <= 200 and signature.endswith(f"par clé d’API « {'x' * 60} »")


def test_a_key_acts_for_a_member_of_the_team_only(territory) -> None:
    with pytest.raises(actions.KeyRefused, match="membre de l’équipe"):
        opened(territory, by=coordinator())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": ()}, "scopes"),
        ({"expires_on": datetime.date(2020, 1, 1)}, "expires_on"),
        ({"name": "Déjà là"}, "name"),
    ],
)
def test_a_key_that_says_too_little_is_refused(territory, given: dict, field: str) -> None:
    by = referent(territory)
    opened(territory, by=by, name="Déjà là")
    with pytest.raises(actions.KeyRefused) as refused:
        actions.open_key(**({"territory": territory, "name": "Autre", "scopes": [Scope.ANSWERS], "by": by} | given))
    assert refused.value.field == field and ApiKey.objects.count() == 1


def test_whoever_answers_for_keys_is_told_that_one_ends_soon(territory) -> None:
    today = timezone.localdate()
    opened(territory, name="Bientôt", until=today + datetime.timedelta(days=10))
    opened(territory, name="Plus tard", until=today + datetime.timedelta(days=90))
    said = [task.title for task in tasks_of(desk_of(user=referent(territory), on=today)) if "clé" in task.title]
    assert len(said) == 1 and "Bientôt" in said[0]
    for other in (elected(territory), member(territory, Role.CONTRIBUTOR)):
        assert not [task for task in tasks_of(desk_of(user=other, on=today)) if "clé" in task.title]
