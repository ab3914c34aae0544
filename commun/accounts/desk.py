"""What is due, for one person, over all the territories that they act for: the page "À faire".

Each app looks at its own things: it registers providers from a module called `todo`. A provider reads the desk and asks
at most a few queries, whatever the number of records.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.enums import Permission, Role
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.accounts.permissions import ROLE_PERMISSIONS
from commun.territories.models import Territory

Level: TypeAlias = Literal["late", "soon", "normal"]
SOON = 30
"""Days before a date from which it is said to come soon."""


@dataclass(frozen=True)
class Task:
    """One thing to do: what, about what, where, by when."""

    title: str
    detail: str
    url: str
    due_on: datetime.date | None = None
    level: Level = "normal"


@dataclass(frozen=True)
class Desk:
    """A person at work: the territories that they act for, and what they may do in each."""

    user: User
    on: datetime.date
    territories: tuple[Territory, ...]
    rights: Mapping[int, frozenset[Permission]]

    def may(self, permission: Permission, territory_id: int) -> bool:
        return permission in self.rights.get(territory_id, frozenset())

    def where(self, permission: Permission) -> tuple[Territory, ...]:
        """The territories for which this person may do that."""
        return tuple(one for one in self.territories if self.may(permission, one.pk))

    def within(self, territory: Territory) -> "Desk":
        """The same desk, for one territory."""
        return replace(self, territories=tuple(one for one in self.territories if one.pk == territory.pk))

    def level(self, due_on: datetime.date | None) -> Level:
        if due_on is None or due_on > self.on + datetime.timedelta(days=SOON):
            return "normal"
        return "late" if due_on < self.on else "soon"


Provider: TypeAlias = Callable[[Desk], Iterable[Task]]

_PROVIDERS: dict[Provider, int] = {}


def add_tasks(*providers: Provider, order: int) -> None:
    """Show the tasks of `providers`; among those of one date, the lower order stands first."""
    for provider in providers:
        _PROVIDERS.setdefault(provider, order)


def invitations(desk: Desk) -> Iterable[Task]:
    """Those sent to the person and not accepted: the link is in their mail, of which we keep only a hash."""
    pending = Invitation.objects.filter(
        email__iexact=desk.user.email, accepted_at=None, expires_at__gt=timezone.now()
    ).select_related("territory")
    for invitation in pending:
        yield Task(
            _("Accepter une invitation : le lien est dans votre messagerie"),
            invitation.territory.name,
            invitation.territory.get_absolute_url(),
            due_on=timezone.localdate(invitation.expires_at),
        )


def join_requests(desk: Desk) -> Iterable[Task]:
    """Agents who ask to join a territory whose team the person manages."""
    managed = desk.where(Permission.TEAM_MANAGE)
    waiting = JoinRequest.objects.filter(territory__in=managed).pending()
    counts = dict(waiting.values_list("territory").annotate(count=Count("pk")))
    for territory in managed:
        if count := counts.get(territory.pk):
            text = ngettext(
                "%(count)d personne demande à rejoindre l’équipe",
                "%(count)d personnes demandent à rejoindre l’équipe",
                count,
            )
            yield Task(text % {"count": count}, territory.name, reverse("accounts:team", args=[territory.slug]))


add_tasks(invitations, order=0)
add_tasks(join_requests, order=20)

_ORDER: dict[Level, int] = {"late": 0, "soon": 1, "normal": 2}


def desk_of(*, user: User, on: datetime.date) -> Desk:
    """One query, whatever the number of territories."""
    memberships = list(Membership.objects.filter(user=user).select_related("territory").order_by("territory__name"))
    return Desk(
        user=user,
        on=on,
        territories=tuple(membership.territory for membership in memberships),
        rights={one.territory_id: ROLE_PERMISSIONS[Role(one.role)] for one in memberships},
    )


def tasks_of(desk: Desk) -> list[Task]:
    """Everything due, the late first, then by date."""
    in_order = sorted(_PROVIDERS, key=_PROVIDERS.__getitem__)
    tasks = [task for provider in in_order for task in provider(desk)]
    return sorted(tasks, key=lambda task: (_ORDER[task.level], task.due_on or datetime.date.max))
