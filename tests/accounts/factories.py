"""People for tests, told by what they are for a territory or for the network."""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from factory.django import DjangoModelFactory

from commun.accounts.enums import NetworkRole, Role
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory


class UserFactory(DjangoModelFactory):
    """Someone who signed in and belongs to nothing yet."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    name = factory.Sequence(lambda n: f"Personne {n}")
    password = factory.Sequence(lambda n: f"!{n}")

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        if create:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    territory = factory.SubFactory(TerritoryFactory)
    role = Role.REFERENT


class InvitationFactory(DjangoModelFactory):
    """Sent, not yet accepted."""

    class Meta:
        model = Invitation

    territory = factory.SubFactory(TerritoryFactory)
    email = factory.Sequence(lambda n: f"invitee{n}@exemple.fr")
    role = Role.CONTRIBUTOR
    token_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class JoinRequestFactory(DjangoModelFactory):
    """An agent who waits for the answer of the territory that ProConnect names."""

    class Meta:
        model = JoinRequest

    user = factory.SubFactory(UserFactory)
    territory = factory.SubFactory(TerritoryFactory)
    siren = factory.SelfAttribute("territory.siren")


def member(territory: Territory, role: Role = Role.REFERENT, **fields) -> User:
    """Someone who acts for `territory`."""
    user: User = MembershipFactory(territory=territory, role=role, user=UserFactory(**fields)).user
    return user


def contributor(territory: Territory) -> User:
    return member(territory, Role.CONTRIBUTOR)


def referent(territory: Territory) -> User:
    return member(territory, Role.REFERENT)


def elected(territory: Territory) -> User:
    return member(territory, Role.ELU)


def network_member(role: NetworkRole, *, second_factor: bool = True) -> User:
    """Someone who has a role in the network; without second factor it gives no right."""
    user: User = UserFactory(network_role=role)
    if second_factor:
        TOTP.activate(user, generate_totp_secret())
    return user


def coordinator(*, second_factor: bool = True) -> User:
    return network_member(NetworkRole.COORDINATOR, second_factor=second_factor)


def council_member(*, second_factor: bool = True) -> User:
    return network_member(NetworkRole.COUNCIL, second_factor=second_factor)


def administrator(*, second_factor: bool = True) -> User:
    return network_member(NetworkRole.ADMINISTRATOR, second_factor=second_factor)
