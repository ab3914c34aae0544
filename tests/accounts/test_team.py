"""Who joins a territory, in what role, and who lets them in."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.accounts import actions
from commun.accounts.enums import JoinState, NetworkRole, Role
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from tests.accounts.factories import (
    InvitationFactory,
    JoinRequestFactory,
    UserFactory,
    administrator,
    contributor,
    coordinator,
    member,
    referent,
)
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rate_limit_left_over():
    cache.clear()


@pytest.fixture
def territory():
    return TerritoryFactory(name="Rives-sur-Aube")


def link_in(message) -> str:
    found = re.search(r"http://127.0.0.1:8000(/invitations/\S+)", str(message.body))
    assert found
    return found[1]


def invite(territory, email, role=Role.CONTRIBUTOR, by=None, *, on_commit) -> str:
    """The path of the link that was mailed."""
    mail.outbox.clear()
    with on_commit(execute=True):
        actions.invite(territory=territory, email=email, role=role, by=by or referent(territory))
    return link_in(mail.outbox[0])


def test_only_a_hash_of_the_invitation_is_kept(territory, django_capture_on_commit_callbacks) -> None:
    path = invite(territory, "Agent@Ville.exemple.fr", on_commit=django_capture_on_commit_callbacks)
    token = path.split("/")[2]
    kept = Invitation.objects.get()
    assert kept.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert kept.email == "agent@ville.exemple.fr"
    assert timedelta(days=13, hours=23) < kept.expires_at - timezone.now() <= timedelta(days=14)


def test_someone_without_account_signs_up_then_joins(territory, client, django_capture_on_commit_callbacks) -> None:
    path = invite(territory, "agent@ville.exemple.fr", on_commit=django_capture_on_commit_callbacks)
    page = client.get(path).content.decode()
    assert "Rives-sur-Aube" in page
    sign_up = re.search(r'href="(/connexion/creer-un-compte/\?next=[^"]+)"', page)
    assert sign_up
    client.post(sign_up[1], {"email": "agent@ville.exemple.fr", "next": path})
    code = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert code
    assert client.post("/connexion/verification/", {"code": code[0]}).url == path
    assert client.post(path).url == "/compte/"
    assert Membership.objects.get(user__email="agent@ville.exemple.fr").role == Role.CONTRIBUTOR


def test_following_the_link_is_not_enough_to_join(territory, client, django_capture_on_commit_callbacks) -> None:
    user = UserFactory()
    path = invite(territory, user.email, on_commit=django_capture_on_commit_callbacks)
    client.force_login(user)
    client.get(path)
    assert not Membership.objects.filter(user=user).exists()
    client.post(path)
    assert Membership.objects.filter(user=user, territory=territory).exists()


def test_an_invitation_serves_only_the_address_it_was_sent_to(
    territory, client, django_capture_on_commit_callbacks
) -> None:
    path = invite(territory, "agent@ville.exemple.fr", on_commit=django_capture_on_commit_callbacks)
    thief = UserFactory()
    client.force_login(thief)
    answer = client.post(path)
    assert "à une autre adresse" in answer.content.decode()
    assert not Membership.objects.filter(user=thief).exists()


def test_the_page_of_an_invitation_does_not_show_the_invited_address_to_others(
    territory, client, django_capture_on_commit_callbacks
) -> None:
    path = invite(territory, "agent@ville.exemple.fr", on_commit=django_capture_on_commit_callbacks)
    assert "agent@ville.exemple.fr" not in client.get(path).content.decode()
    assert (
        client.get(path).headers["Referrer-Policy"] == "same-origin"
    )  # with none, the browser hides the origin and the form is refused


@pytest.mark.parametrize("fate", ["used", "withdrawn", "expired", "unknown"])
def test_an_invitation_that_is_over_says_so(territory, client, fate) -> None:
    user = UserFactory()
    invitation = InvitationFactory(
        territory=territory, email=user.email, token_sha256=actions.token_digest("jeton"), role=Role.CONTRIBUTOR
    )
    if fate == "used":
        actions.accept_invitation(token="jeton", by=user)
    elif fate == "withdrawn":
        actions.withdraw_invitation(invitation=invitation, by=referent(territory))
    elif fate == "expired":
        day = timezone.now() - timedelta(days=15)
        Invitation.objects.update(invited_at=day, expires_at=day + timedelta(days=14))
    client.force_login(user)
    for answer in (
        client.get(f"/invitations/{'autre' if fate == 'unknown' else 'jeton'}/"),
        client.post("/invitations/x/"),
    ):
        assert answer.status_code == 410
        assert "plus valable" in answer.content.decode()
    with pytest.raises(actions.InvitationUnusable):
        actions.accept_invitation(token="autre" if fate == "unknown" else "jeton", by=user)


def test_inviting_again_replaces_the_first_link(territory, django_capture_on_commit_callbacks) -> None:
    by = referent(territory)
    first = invite(territory, "a@exemple.fr", by=by, on_commit=django_capture_on_commit_callbacks)
    second = invite(territory, "A@exemple.fr", Role.ELU, by=by, on_commit=django_capture_on_commit_callbacks)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert Invitation.objects.get().role == Role.ELU


def test_no_one_invites_themselves_nor_a_member(territory) -> None:
    by = coordinator()
    with pytest.raises(actions.AlreadyMember):
        actions.invite(territory=territory, email=by.email.upper(), role=Role.REFERENT, by=by)
    with pytest.raises(actions.AlreadyMember):
        actions.invite(territory=territory, email=contributor(territory).email, role=Role.REFERENT, by=by)


def test_the_last_referent_leaves_only_after_saying_so_again(territory, client) -> None:
    only = referent(territory)
    membership = only.memberships.get()
    client.force_login(only)
    path = f"/espace/territoires/{territory.slug}/equipe/{membership.pk}"
    for answer in (client.post(f"{path}/retirer/"), client.post(f"{path}/role/", {"role": Role.CONTRIBUTOR})):
        assert answer.status_code == 409
        assert "dernière personne référente" in answer.content.decode()
    assert Membership.objects.get().role == Role.REFERENT
    assert client.post(f"{path}/retirer/", {"confirm": "1"}).url == "/compte/"
    assert not Membership.objects.exists()


def test_one_of_two_referents_may_leave(territory) -> None:
    first, second = referent(territory), referent(territory)
    actions.remove_member(membership=first.memberships.get(), by=second)
    assert not first.memberships.exists()


def test_a_referent_whose_account_is_closed_does_not_count(territory) -> None:
    member(territory, Role.REFERENT, is_active=False)
    only = referent(territory)
    with pytest.raises(actions.LastReferent):
        actions.remove_member(membership=only.memberships.get(), by=only)


def test_a_member_of_another_territory_cannot_be_reached_through_mine(territory, client) -> None:
    stranger = contributor(TerritoryFactory())
    client.force_login(referent(territory))
    path = f"/espace/territoires/{territory.slug}/equipe/{stranger.memberships.get().pk}/retirer/"
    assert client.post(path).status_code == 404
    assert stranger.memberships.exists()


def test_the_team_page_costs_the_same_number_of_queries_whatever_its_size(
    territory, client, django_assert_max_num_queries
) -> None:
    client.force_login(referent(territory))
    for _person in range(6):
        contributor(territory)
        InvitationFactory(territory=territory)
        JoinRequestFactory(territory=territory)
    with django_assert_max_num_queries(9):
        page = client.get(f"/espace/territoires/{territory.slug}/equipe/")
    assert page.content.decode().count("Retirer de l’équipe") == 6


def test_an_agent_asks_to_join_the_territory_that_proconnect_names(client, django_capture_on_commit_callbacks) -> None:
    territory = TerritoryFactory(metropole=True, name="Métropole d’essai")
    boss, agent = referent(territory), UserFactory()
    agent.socialaccount_set.create(provider="proconnect", uid="abc", extra_data={"siret": territory.siren + "00011"})
    client.force_login(agent)
    assert "Demander à rejoindre Métropole d’essai" in client.get("/compte/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/compte/rejoindre/{territory.slug}/")
    assert [message.to for message in mail.outbox] == [[boss.email]]
    assert "attend une réponse" in client.get("/compte/").content.decode()
    asked = JoinRequest.objects.get()
    client.force_login(boss)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/espace/territoires/{territory.slug}/equipe/demandes/{asked.pk}/",
            {"answer": "accept", "role": Role.CONTRIBUTOR},
        )
    assert Membership.objects.get(user=agent).role == Role.CONTRIBUTOR
    assert mail.outbox[-1].to == [agent.email]
    assert "acceptée" in mail.outbox[-1].body


def test_no_one_asks_to_join_a_territory_that_proconnect_does_not_name(client) -> None:
    territory, agent = TerritoryFactory(metropole=True), UserFactory()
    agent.socialaccount_set.create(provider="proconnect", uid="abc", extra_data={"siret": "12345678200011"})
    client.force_login(agent)
    client.post(f"/compte/rejoindre/{territory.slug}/")
    assert not JoinRequest.objects.exists()
    with pytest.raises(DomainError):
        actions.request_to_join(territory=territory, siren="", by=agent)


def test_without_referent_those_who_administer_the_network_are_asked(django_capture_on_commit_callbacks) -> None:
    territory, admin = TerritoryFactory(metropole=True), administrator()
    with django_capture_on_commit_callbacks(execute=True):
        actions.request_to_join(territory=territory, siren=territory.siren, by=UserFactory())
    assert [message.to for message in mail.outbox] == [[admin.email]]


def test_a_request_is_answered_once() -> None:
    asked, boss = JoinRequestFactory(), administrator()
    actions.refuse_join_request(request=asked, by=boss)
    with pytest.raises(actions.AlreadyDecided):
        actions.accept_join_request(request=asked, role=Role.REFERENT, by=boss)
    assert JoinRequest.objects.get().state == JoinState.REFUSED
    assert not Membership.objects.exists()


def test_every_change_of_rights_leaves_a_trace_without_personal_datum(
    territory, django_capture_on_commit_callbacks
) -> None:
    by = referent(territory)
    actions.invite(territory=territory, email="agent@ville.exemple.fr", role=Role.ELU, by=by)
    actions.change_role(membership=contributor(territory).memberships.get(), role=Role.ELU, by=by)
    actions.remove_member(membership=contributor(territory).memberships.get(), by=by)
    events = AuditEvent.objects.order_by("pk")
    assert [event.verb for event in events] == ["invitation.sent", "membership.role_changed", "membership.ended"]
    assert all(event.by == by and not event.is_public for event in events)
    assert not any("@" in str(event.detail) + event.by_role for event in events)


def test_the_last_administrator_stays(client) -> None:
    only = administrator()
    with pytest.raises(actions.LastAdministrator):
        actions.set_network_role(user=only, network_role=None, by=only)
    client.force_login(only)
    answer = client.post("/espace/reseau/roles/", {"email": only.email, "network_role": ""})
    assert "dernière personne qui administre" in answer.content.decode()
    assert User.objects.get(pk=only.pk).network_role == NetworkRole.ADMINISTRATOR


def test_an_administrator_gives_a_network_role(client) -> None:
    person = UserFactory()
    client.force_login(administrator())
    client.post("/espace/reseau/roles/", {"email": person.email.upper(), "network_role": NetworkRole.COUNCIL})
    assert User.objects.get(pk=person.pk).network_role == NetworkRole.COUNCIL
    assert "Aucun compte" in client.post("/espace/reseau/roles/", {"email": "x@exemple.fr"}).content.decode()


def test_someone_who_runs_the_site_names_its_first_administrator(capsys) -> None:
    call_command("grant_role", "Admin@Reseau.exemple.fr", "administration")
    assert User.objects.get(email="admin@reseau.exemple.fr").network_role == NetworkRole.ADMINISTRATOR
    with pytest.raises(CommandError):
        call_command("grant_role", "admin@reseau.exemple.fr", "aucun")


def test_nobody_answers_their_own_request(territory) -> None:
    """A coordinator may answer requests anywhere: not the one that they made themselves."""
    by = coordinator()
    asked = JoinRequestFactory(territory=territory, user=by)
    with pytest.raises(DomainError, match="votre propre demande"):
        actions.accept_join_request(request=asked, role=Role.REFERENT, by=by)
    asked.refresh_from_db()
    assert asked.state == JoinState.PENDING
    assert not by.memberships.exists()
    actions.refuse_join_request(request=asked, by=by)


@pytest.mark.parametrize("role", [Role.REFERENT, Role.ELU])
def test_nobody_gives_themselves_rights(territory, role) -> None:
    by = coordinator()
    mine = Membership.objects.create(user=by, territory=territory, role=Role.CONTRIBUTOR)
    with pytest.raises(DomainError, match="autre personne de l’équipe"):
        actions.change_role(membership=mine, role=role, by=by)
    mine.refresh_from_db()
    assert mine.role == Role.CONTRIBUTOR


def test_one_may_give_up_rights(territory) -> None:
    referent(territory)
    by = referent(territory)
    actions.change_role(membership=by.memberships.get(), role=Role.CONTRIBUTOR, by=by)
    assert by.memberships.get().role == Role.CONTRIBUTOR


@pytest.fixture
def _no_mail_server(monkeypatch):
    """The mail server does not answer."""

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError(111, "agent@ville.exemple.fr")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)


@pytest.mark.usefixtures("_no_mail_server")
def test_an_invitation_that_could_not_be_mailed_is_said_and_can_be_sent_again(
    client, territory, django_capture_on_commit_callbacks, caplog
) -> None:
    client.force_login(referent(territory))
    form = {"email": "agent@ville.exemple.fr", "role": Role.CONTRIBUTOR}
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        actions.invite(territory=territory, by=referent(territory), email=form["email"], role=Role.CONTRIBUTOR)
    assert callbacks
    assert "ConnectionRefusedError" in caplog.text
    assert "agent@ville" not in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_mail_server")
def test_the_page_says_that_the_mail_did_not_leave_and_keeps_the_form_filled(client, territory) -> None:
    client.force_login(referent(territory))
    form = {"email": "agent@ville.exemple.fr", "role": Role.CONTRIBUTOR}
    response = client.post(reverse("accounts:invite", args=[territory.slug]), form)
    assert response.status_code == 503
    html = response.content.decode()
    assert "Le courriel n’est pas parti" in html
    assert 'value="agent@ville.exemple.fr"' in html


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_mail_server")
def test_a_join_request_is_answered_even_when_nobody_can_be_told(client, territory) -> None:
    client.force_login(referent(territory))
    asked = JoinRequestFactory(territory=territory)
    url = reverse("accounts:answer_join_request", args=[territory.slug, asked.pk])
    page = client.post(url, {"answer": "refuse"}, follow=True).content.decode()
    assert "prévenez-la vous-même" in page
    asked.refresh_from_db()
    assert asked.state == JoinState.REFUSED


def test_an_address_too_long_is_refused_by_the_form(client, territory) -> None:
    client.force_login(referent(territory))
    form = {"email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.fr", "role": Role.CONTRIBUTOR}
    response = client.post(reverse("accounts:invite", args=[territory.slug]), form)
    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_the_signature_of_a_long_name_fits_where_it_is_kept() -> None:
    territory = TerritoryFactory(name=("Syndicat mixte " * 20)[:200])
    by = referent(territory)
    actions.invite(territory=territory, email="agent@ville.exemple.fr", role=Role.CONTRIBUTOR, by=by)
    kept = AuditEvent.objects.get(verb="invitation.sent").by_role
    assert len(kept) <= 200
    assert kept.startswith("Référent")
