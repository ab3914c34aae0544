"""What everyone reads of groups: never who is in them, but the organisations that agreed to be named."""

from dataclasses import dataclass

from commun.core.themes import Theme
from commun.groups.models import Group, GroupDecision, GroupMember
from commun.groups.sessions import Sessions, sessions_of


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
