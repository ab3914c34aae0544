"""What this app holds of a person: the groups that they are in or asked to join, what they wrote there."""

import datetime
from typing import Any

from django.utils import timezone

from commun.accounts.models import User
from commun.accounts.personal_data import addresses_of, declare, on_erase, on_purge
from commun.groups.models import GroupInvitation, GroupMailOnce, GroupRequest


def _memberships(user: User) -> list[dict[str, Any]]:
    return [
        {
            "groupe": one.group.title,
            "rôle": one.get_role_display(),
            "organisme": one.organisation,
            "organisme cité en public": one.shows_organisation,
            "depuis": one.since,
        }
        for one in user.group_members.select_related("group").order_by("since", "pk")
    ]


def _requests(user: User) -> list[dict[str, Any]]:
    return [
        {"groupe": one.group.title, "raison": one.reason, "demandé le": one.asked_at}
        for one in user.group_requests.select_related("group").order_by("asked_at", "pk")
    ]


def _messages(user: User) -> list[dict[str, Any]]:
    rows = user.group_messages.select_related("thread__group").order_by("at", "pk")
    return [
        {"groupe": one.thread.group.title, "discussion": one.thread.title, "message": one.body, "écrit le": one.at}
        for one in rows
    ]


@on_erase
def _erase_invitations(user: User) -> None:
    """What they wrote stays with the group, without their name."""
    GroupInvitation.objects.filter(email__in=addresses_of(user)).delete()


@on_purge("invitations et demandes des groupes")
def _old(before: datetime.datetime) -> int:
    """An invitation once its link is dead; a request that nobody answered, and the marks of mails sent, in time."""
    return sum(
        rows.delete()[0]
        for rows in (
            GroupInvitation.objects.filter(expires_at__lt=timezone.now()),
            GroupRequest.objects.filter(asked_at__lt=before),
            GroupMailOnce.objects.filter(sent_at__lt=before),
        )
    )


declare("groups.GroupMember.user", "groupes dont vous êtes membre", _memberships)
declare("groups.GroupRequest.user", "groupes que vous demandez à rejoindre", _requests)
declare("groups.GroupMessage.author", "messages écrits dans des groupes", _messages)
