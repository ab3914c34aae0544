"""What everyone reads of groups: never who is in them, but the organisations that agreed to be named."""

from dataclasses import dataclass

from django.db.models import Count, Q

from commun.accounts.models import User
from commun.core.themes import Theme
from commun.groups.enums import GroupRole
from commun.groups.models import Group, GroupDecision, GroupMember
from commun.groups.sessions import Sessions, sessions_of
from commun.territories.models import Territory


@dataclass(frozen=True)
class GroupPage:
    group: Group
    themes: str
    organisations: tuple[str, ...]
    decisions: tuple[GroupDecision, ...]
    sessions: Sessions


def group_list() -> list[Group]:
    """Those at work, then those that are closed. One query."""
    rows = Group.objects.select_related("territory").order_by("title", "pk")
    return sorted(rows, key=lambda one: one.closed_at is not None)


@dataclass(frozen=True)
class DeskLine:
    """A group as whoever holds it sees it: how many are in it, and never who."""

    group: Group
    members: int
    animators: int
    is_member: bool


def desk_list(*, territory: Territory | None, user: User) -> list[DeskLine]:
    """The groups of a territory; those of the network, then every territory's, without one. One query."""
    rows = Group.objects.select_related("territory").annotate(
        counted=Count("members"),
        animating=Count("members", filter=Q(members__role=GroupRole.ANIMATOR)),
        own=Count("members", filter=Q(members__user=user)),
    )
    if territory is not None:
        rows = rows.filter(territory=territory)
    found = [DeskLine(one, one.counted, one.animating, bool(one.own)) for one in rows.order_by("title", "pk")]
    return sorted(found, key=lambda line: (line.group.closed_at is not None, line.group.territory is not None))


def group_page(group: Group) -> GroupPage:
    """Two queries, and those of the sessions."""
    named = GroupMember.objects.filter(group=group, shows_organisation=True).exclude(organisation="")
    return GroupPage(
        group=group,
        themes=", ".join(str(Theme(one).label) for one in group.themes),
        organisations=tuple(sorted({one.strip() for one in named.values_list("organisation", flat=True)})),
        decisions=tuple(GroupDecision.objects.public().filter(group=group)),
        sessions=sessions_of(group.pk),
    )
