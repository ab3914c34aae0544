"""People for tests, told by what they are for a territory or for the network."""

import factory
from factory.django import DjangoModelFactory

from commun.accounts.enums import NetworkRole, Role
from commun.accounts.models import Membership, User
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory


class UserFactory(DjangoModelFactory):
    """Someone who signed in and belongs to nothing yet."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    name = factory.Sequence(lambda n: f"Personne {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    territory = factory.SubFactory(TerritoryFactory)
    role = Role.REFERENT


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


def coordinator() -> User:
    return UserFactory(network_role=NetworkRole.COORDINATOR)


def council_member() -> User:
    return UserFactory(network_role=NetworkRole.COUNCIL)


def administrator() -> User:
    return UserFactory(network_role=NetworkRole.ADMINISTRATOR)
