"""One's data: all of it in a file, and all of it gone when asked."""

import json

import pytest
from django.db import models
from django.test import Client

from commun.accounts import actions, personal_data
from commun.accounts.enums import NetworkRole
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.core import audit
from commun.core.models import AuditEvent
from tests.accounts.factories import (
    InvitationFactory,
    JoinRequestFactory,
    UserFactory,
    administrator,
    contributor,
    referent,
)
from tests.territories.factories import TerritoryFactory


def test_every_foreign_key_to_a_person_is_in_the_export_or_left_out_for_a_reason() -> None:
    missing = set(personal_data.relations()) - personal_data.declared()
    assert not missing, f"declare them in the personal_data.py of their app: {sorted(missing)}"


def test_no_relation_that_is_gone_stays_declared() -> None:
    assert personal_data.declared() <= set(personal_data.relations())


def test_no_foreign_key_to_a_person_prevents_their_erasure() -> None:
    kept = {name: field.remote_field.on_delete for name, field in personal_data.relations().items()}
    assert {name for name, rule in kept.items() if rule not in (models.CASCADE, models.SET_NULL)} == set()


def test_no_many_to_many_leads_to_a_person() -> None:
    """The walk above follows foreign keys; a many-to-many field would need its own."""
    assert not [one for one in User._meta.get_fields(include_hidden=True) if one.many_to_many]


@pytest.fixture
def person(db):
    """Someone of whom every app of ours that can hold something holds it."""
    territory = TerritoryFactory(name="Rives-sur-Aube")
    user = contributor(territory)
    InvitationFactory(territory=territory, email="sans-rapport@exemple.fr", invited_by=user)
    JoinRequestFactory(user=user)
    user.socialaccount_set.create(provider="proconnect", uid="abc", extra_data={"siret": "21350238800019"})
    user.authenticator_set.create(type="totp", data={"secret": "jamais-dans-le-fichier"})
    audit.record("concertation.published", target=territory, by=user, by_role="Contributrice, Rives-sur-Aube")
    InvitationFactory(territory=TerritoryFactory(), email=user.email)
    return user


def test_the_export_holds_every_section_and_no_secret(person, client) -> None:
    client.force_login(person)
    answer = client.get("/compte/donnees/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mes-donnees-commun.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    data = json.loads(answer.content)
    assert data["compte"]["adresse électronique"] == person.email
    assert data["territoires"][0]["territoire"] == "Rives-sur-Aube"
    assert data["actions"][0]["en tant que"] == "Contributrice, Rives-sur-Aube"
    assert data["identités ProConnect"][0]["reçu"] == {"siret": "21350238800019"}
    assert len(data["demandes pour rejoindre un territoire"]) == len(data["double vérification"]) == 1
    assert "jamais-dans-le-fichier" not in answer.content.decode()
    assert "sans-rapport@exemple.fr" not in answer.content.decode()


def test_the_export_of_one_person_holds_nothing_of_another(person, client) -> None:
    other = UserFactory()
    client.force_login(other)
    assert person.email not in client.get("/compte/donnees/").content.decode()


def test_erasing_takes_ones_own_address_typed_again(person, client) -> None:
    client.force_login(person)
    answer = client.post("/compte/effacer/", {"email": "autre@exemple.fr"})
    assert "recopiez" in answer.content.decode()
    assert User.objects.filter(pk=person.pk).exists()


def test_erasing_leaves_no_trace_of_the_person_but_the_role_on_what_they_signed(person, client) -> None:
    email, pk = person.email, person.pk
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(person)
    assert client.post("/compte/effacer/", {"email": email.upper()}).url == "/"
    assert elsewhere.get("/compte/").status_code == 302
    assert not User.objects.filter(pk=pk).exists()
    assert not Membership.objects.exists()
    assert not JoinRequest.objects.exists()
    assert not Invitation.objects.filter(email=email).exists()
    assert Invitation.objects.get().invited_by is None
    signed = AuditEvent.objects.get(verb="concertation.published")
    assert signed.by is None
    assert signed.by_role == "Contributrice, Rives-sur-Aube"
    for model in (field.model for field in personal_data.relations().values()):
        for row in model._default_manager.values():
            assert email not in str(row), model


def test_the_last_administrator_cannot_leave_the_network_alone(db, client) -> None:
    admin = administrator()
    client.force_login(admin)
    answer = client.post("/compte/effacer/", {"email": admin.email})
    assert "dernière personne qui administre" in answer.content.decode()
    administrator()
    actions.erase(user=admin)
    assert User.objects.filter(network_role=NetworkRole.ADMINISTRATOR).count() == 1


def test_the_last_referent_is_told_whom_they_leave_alone_but_may_go(db, client) -> None:
    user = referent(TerritoryFactory(name="Rives-sur-Aube"))
    client.force_login(user)
    assert "Rives-sur-Aube" in client.get("/compte/effacer/").content.decode()
    client.post("/compte/effacer/", {"email": user.email})
    assert not User.objects.filter(pk=user.pk).exists()


def test_the_profile_is_kept_and_seen_by_the_team_only(db, client) -> None:
    territory = TerritoryFactory()
    user, boss = contributor(territory), referent(territory)
    client.force_login(user)
    client.post("/compte/", {"name": "Ada Martin", "job_title": "Chargée de mission"})
    client.force_login(boss)
    assert "Ada Martin" in client.get(f"/espace/territoires/{territory.slug}/equipe/").content.decode()


def test_ending_other_sessions_keeps_this_one(db, client) -> None:
    user, elsewhere = UserFactory(), Client()
    for browser in (client, elsewhere):
        browser.force_login(user)
    client.post("/compte/sessions/")
    assert client.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302


def test_a_new_address_replaces_the_old_one_once_its_code_is_typed(db, client, mailoutbox) -> None:
    user = UserFactory(email="ancienne@exemple.fr")
    client.force_login(user)
    asked = client.post("/compte/adresse/", {"email": "Nouvelle@exemple.fr", "action_add": "1"})
    assert asked.url == "/connexion/verification/"
    assert User.objects.get().email == "ancienne@exemple.fr"
    code = next(line.strip() for line in mailoutbox[0].body.splitlines() if line.startswith("    "))
    client.post("/connexion/verification/", {"code": code})
    assert User.objects.get().email == "nouvelle@exemple.fr"
    assert [one.email for one in user.emailaddress_set.all()] == ["nouvelle@exemple.fr"]
    assert mailoutbox[-1].to == ["ancienne@exemple.fr"], "the old address is told"


def test_an_address_that_belongs_to_someone_else_is_neither_given_nor_revealed(db, client, mailoutbox) -> None:
    other = UserFactory()
    user = UserFactory()
    client.force_login(user)
    asked = client.post("/compte/adresse/", {"email": other.email, "action_add": "1"})
    assert asked.url == "/connexion/verification/"
    assert User.objects.get(pk=user.pk).email == user.email
