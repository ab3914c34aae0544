"""Groups for tests, told by situations."""

from typing import Any

from commun.accounts.models import User
from commun.groups.actions import groups
from commun.groups.enums import GroupRole
from commun.groups.models import Group, GroupMember
from commun.territories.models import Territory
from tests.accounts.factories import UserFactory


def group(title: str = "Groupe d’essai", territory: Territory | None = None, **given: Any) -> Group:
    values = {"kind": "groupe_de_travail", "title": title, "purpose": "On y prépare des clauses.", **given}
    return groups.open_group(values=values, by=None, territory=territory)


def joined(one: Group, user: User | None = None, *, role: str = GroupRole.MEMBER, **given: Any) -> GroupMember:
    return GroupMember.objects.create(group=one, user=user or UserFactory(), role=role, **given)
