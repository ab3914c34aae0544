"""One territory, another one, and someone of each role: the stage on which every address is tried."""

from copy import copy
from dataclasses import dataclass, field, replace

from commun.accounts.enums import NetworkRole, Permission, Role
from commun.accounts.models import User
from commun.accounts.permissions import NETWORK_PERMISSIONS, ROLE_PERMISSIONS
from commun.territories.models import Territory
from tests.accounts import factories as people
from tests.territories.factories import TerritoryFactory


@dataclass(frozen=True)
class Someone:
    """A role of the sweep: who it is, and what the table of rights gives it, for the territory and for the network."""

    user: User | None
    for_territory: frozenset[Permission] = frozenset()
    for_network: frozenset[Permission] = frozenset()


@dataclass
class World:
    """What `samples.py` may use: `territory` is the one whose members the sweep signs in."""

    territory: Territory = field(default_factory=TerritoryFactory)
    other_territory: Territory = field(default_factory=TerritoryFactory)
    people: dict[str, Someone] = field(init=False)

    def __post_init__(self) -> None:
        self.people = {
            "anonymous": Someone(None),
            "signed-in without role": Someone(people.UserFactory()),
            **{
                role.value: Someone(people.member(self.territory, role), for_territory=ROLE_PERMISSIONS[role])
                for role in Role
            },
            "référent of another territory": Someone(people.referent(self.other_territory)),
            **{
                role.value: Someone(
                    people.network_member(role),
                    for_territory=NETWORK_PERMISSIONS[role],
                    for_network=NETWORK_PERMISSIONS[role],
                )
                for role in NetworkRole
            },
        }

    def again(self) -> "World":
        """The same stage read from the database: nothing that a test before left on an object."""
        users = User.objects.in_bulk([one.user.pk for one in self.people.values() if one.user])
        read = copy(self)
        read.territory, read.other_territory = (
            Territory.objects.get(pk=one.pk) for one in (self.territory, self.other_territory)
        )
        read.people = {
            name: replace(one, user=users[one.user.pk]) if one.user else one for name, one in self.people.items()
        }
        return read

    @property
    def referent(self) -> User:
        user = self.people[Role.REFERENT.value].user
        assert user is not None
        return user


ROLES = [
    "anonymous",
    "signed-in without role",
    *Role.values,
    "référent of another territory",
    *NetworkRole.values,
]
