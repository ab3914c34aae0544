"""What is due, for one person, over all the territories that they act for.

Each provider looks at one thing. A new one is a function added to `PROVIDERS`: it reads the desk and asks at most a
query or two, whatever the number of records.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.enums import Permission, Role
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.accounts.permissions import ROLE_PERMISSIONS
from commun.concertations import canevas, lifecycle
from commun.concertations.canevas import Section
from commun.concertations.enums import Moderation, PledgeState
from commun.concertations.models import Concertation, FollowUp, ParticipantView, Pledge
from commun.concertations.places import pledge_url
from commun.concertations.queries.workspace import records_led_by
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
    """A person at work: the territories that they act for, what they may do in each, and their records."""

    user: User
    on: datetime.date
    territories: tuple[Territory, ...]
    records: tuple[Concertation, ...]
    rights: Mapping[int, frozenset[Permission]]

    def may(self, permission: Permission, territory_id: int) -> bool:
        return permission in self.rights.get(territory_id, frozenset())

    def within(self, territory: Territory) -> "Desk":
        """The same desk, for one territory."""
        return replace(
            self,
            territories=tuple(one for one in self.territories if one.pk == territory.pk),
            records=tuple(one for one in self.records if one.territory_id == territory.pk),
        )

    def level(self, due_on: datetime.date | None) -> Level:
        if due_on is None or due_on > self.on + datetime.timedelta(days=SOON):
            return "normal"
        return "late" if due_on < self.on else "soon"


Provider: TypeAlias = Callable[[Desk], Iterable[Task]]


def charter_to_sign(desk: Desk) -> Iterable[Task]:
    signed = set(
        Pledge.objects.filter(territory__in=desk.territories, state=PledgeState.SIGNED).values_list(
            "territory_id", flat=True
        )
    )
    for territory in desk.territories:
        if territory.pk not in signed and desk.may(Permission.PLEDGE_SIGN, territory.pk):
            yield Task(_("Signer la charte"), territory.name, pledge_url(territory))


def next_steps(desk: Desk) -> Iterable[Task]:
    """A step that nothing prevents any more: someone has only to take it."""
    lifecycle.count_around(desk.records)
    for record in desk.records:
        step = lifecycle.next_step(record)
        if step is None or not desk.may(step.permission, record.territory_id) or step.missing(record):
            continue
        yield Task(
            _("Prêt : %(step)s") % {"step": step.label},
            record.title,
            reverse("concertations:workspace", args=[record.slug]),
        )


def sections_to_complete(desk: Desk) -> Iterable[Task]:
    for record in desk.records:
        if not desk.may(Permission.CONCERTATION_EDIT, record.territory_id):
            continue
        for section in Section:
            missing = len(canevas.completeness(record, section).missing)
            if missing:
                text = ngettext(
                    "Compléter « %(section)s » : %(count)d champ manque",
                    "Compléter « %(section)s » : %(count)d champs manquent",
                    missing,
                )
                yield Task(
                    text % {"section": section.title, "count": missing},
                    record.title,
                    reverse("concertations:workspace_section", args=[record.slug, section.value]),
                )


def answers_due(desk: Desk) -> Iterable[Task]:
    for record in desk.records:
        waiting = record.propositions_count - record.answered_count
        if not record.is_clock_running or not waiting:
            continue
        if not desk.may(Permission.ANSWER_PUBLISH, record.territory_id):
            continue
        text = ngettext(
            "%(count)d proposition attend sa réponse", "%(count)d propositions attendent leur réponse", waiting
        )
        yield Task(
            text % {"count": waiting},
            record.title,
            reverse("concertations:answers", args=[record.slug]),
            due_on=record.answer_due_on,
            level=desk.level(record.answer_due_on),
        )


def promises_due(desk: Desk) -> Iterable[Task]:
    """Promised actions that are late or come due soon, one line for each concertation."""
    by_key = {record.pk: record for record in desk.records}
    soon = desk.on + datetime.timedelta(days=SOON)
    due = (
        FollowUp.objects.filter(proposition__concertation__in=by_key, due_on__lte=soon)
        .open()
        .values("proposition__concertation")
        .annotate(count=Count("pk"), first=Min("due_on"))
        .order_by("first")
    )
    for row in due:
        record = by_key[row["proposition__concertation"]]
        if not desk.may(Permission.ANSWER_PUBLISH, record.territory_id):
            continue
        text = ngettext(
            "%(count)d promesse en retard ou bientôt échue",
            "%(count)d promesses en retard ou bientôt échues",
            row["count"],
        )
        yield Task(
            text % {"count": row["count"]},
            record.title,
            reverse("concertations:follow_ups", args=[record.slug]),
            due_on=row["first"],
            level=desk.level(row["first"]),
        )


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
    managed = [one for one in desk.territories if desk.may(Permission.TEAM_MANAGE, one.pk)]
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


def views_to_read(desk: Desk) -> Iterable[Task]:
    """Participants' views that wait to be read before they are shown: the network's task."""
    if Permission.NETWORK_COORDINATE not in desk.user.network_permissions():
        return
    count = ParticipantView.objects.filter(moderation=Moderation.PENDING).count()
    if count:
        text = ngettext("%(count)d avis de participant à relire", "%(count)d avis de participants à relire", count)
        yield Task(text % {"count": count}, _("Réseau"), reverse("concertations:participant_views"))


PROVIDERS: tuple[Provider, ...] = (
    invitations,
    charter_to_sign,
    answers_due,
    promises_due,
    next_steps,
    join_requests,
    views_to_read,
    sections_to_complete,
)

_ORDER: dict[Level, int] = {"late": 0, "soon": 1, "normal": 2}


def desk_of(*, user: User, on: datetime.date) -> Desk:
    """Eight queries, whatever the number of territories and records."""
    memberships = list(Membership.objects.filter(user=user).select_related("territory").order_by("territory__name"))
    territories = tuple(membership.territory for membership in memberships)
    return Desk(
        user=user,
        on=on,
        territories=territories,
        records=tuple(records_led_by(territories=territories)),
        rights={one.territory_id: ROLE_PERMISSIONS[Role(one.role)] for one in memberships},
    )


def tasks_of(desk: Desk) -> list[Task]:
    """Everything due, the late first, then by date."""
    tasks = [task for provider in PROVIDERS for task in provider(desk)]
    return sorted(tasks, key=lambda task: (_ORDER[task.level], task.due_on or datetime.date.max))
