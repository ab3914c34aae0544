"""Entering a group, leaving it, and what one is there."""

import secrets
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.accounts.personal_data import addresses_of
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.mails import send_after_commit
from commun.groups import mails
from commun.groups.enums import GroupRole, Notify
from commun.groups.models import Group, GroupInvitation, GroupMember, GroupRequest

VALID = timedelta(days=14)
MOST = 500


@transaction.atomic
def invite(*, group: Group, email: str, role: GroupRole, by: User) -> GroupInvitation:
    """A mail that lets its receiver in, for two weeks; sent again, the first link works no more."""
    if group.members.filter(user__email__iexact=email).exists():
        raise DomainError(_("Cette personne est déjà membre du groupe."))
    if group.members.count() + group.invitations.count() >= MOST:
        raise DomainError(_("Ce groupe est complet."))
    token = secrets.token_urlsafe(24)
    group.invitations.filter(email__iexact=email).delete()
    now = timezone.now()
    made = GroupInvitation.objects.create(
        group=group, email=email, role=role, token_sha256=_hash(token), invited_at=now, expires_at=now + VALID
    )
    _trace("group.invited", group, by=by)
    send_after_commit(partial(mails.invitation, made, token=token), what="invitation to a group")
    return made


def invitation_of(token: str) -> GroupInvitation:
    """Raises DomainError for a link that is not, or no more, one of ours."""
    rows = GroupInvitation.objects.select_related("group__territory")
    found = rows.filter(token_sha256=_hash(token), expires_at__gt=timezone.now()).first()
    if found is None:
        raise DomainError(
            _("Cette invitation n’est plus valable : demandez-en une autre à la personne qui anime le groupe.")
        )
    return found


@transaction.atomic
def accept(*, token: str, user: User) -> GroupMember:
    """Enter by an invitation sent to one of one's own addresses: a link that was passed on opens nothing."""
    found = invitation_of(token)
    if found.email.lower() not in addresses_of(user):
        raise DomainError(_("Cette invitation a été envoyée à une autre adresse que celle de votre compte."))
    member, _is_new = GroupMember.objects.get_or_create(group=found.group, user=user, defaults={"role": found.role})
    found.group.requests.filter(user=user).delete()
    found.delete()
    _trace("group.joined", member.group, by=user)
    return member


@transaction.atomic
def ask(*, group: Group, organisation: str, reason: str, user: User) -> None:
    if not group.takes_requests or group.closed_at is not None:
        raise DomainError(_("On n’entre dans ce groupe que sur invitation."))
    if group.members.filter(user=user).exists():
        raise DomainError(_("Vous êtes déjà membre de ce groupe."))
    asked, is_new = GroupRequest.objects.get_or_create(
        group=group, user=user, defaults={"organisation": organisation.strip(), "reason": reason.strip()}
    )
    if not is_new:
        raise DomainError(_("Votre demande attend déjà une réponse."))
    _trace("group.join_asked", group, by=user)
    send_after_commit(partial(mails.asked, asked), what="request to join a group")


@transaction.atomic
def answer(*, asked: GroupRequest, accepts: bool, by: User) -> None:
    found = (
        GroupRequest.objects.select_for_update(of=("self",)).select_related("group", "user").filter(pk=asked.pk).first()
    )
    if found is None:
        raise DomainError(_("Cette demande a déjà reçu une réponse."))
    if accepts:
        GroupMember.objects.get_or_create(
            group=found.group, user=found.user, defaults={"organisation": found.organisation}
        )
    found.delete()
    _trace("group.join_accepted" if accepts else "group.join_refused", found.group, by=by)
    send_after_commit(partial(mails.answered, found, accepted=accepts), what="answer to a request to join a group")


@transaction.atomic
def name_animator(*, group: Group, email: str, by: User) -> None:
    """By the network or the territory that holds the group: an account there is, or an invitation."""
    user = User.objects.active().filter(email__iexact=email).first()
    if user is None:
        invite(group=group, email=email, role=GroupRole.ANIMATOR, by=by)
        return
    GroupMember.objects.update_or_create(group=group, user=user, defaults={"role": GroupRole.ANIMATOR})
    _trace("group.animator_named", group, by=by)


@transaction.atomic
def change_role(*, member: GroupMember, role: GroupRole, by: User) -> None:
    held = _held(member)
    if role != GroupRole.ANIMATOR:
        _refuse_last(held)
    held.role = role
    held.save(update_fields=["role"])
    _trace("group.role_changed", held.group, by=by)


@transaction.atomic
def remove(*, member: GroupMember, by: User) -> None:
    """Someone else's place, or one's own: what they wrote stays, and they read nothing more."""
    held = _held(member)
    _refuse_last(held)
    _trace("group.left", held.group, by=by)
    held.delete()


def change_own(*, member: GroupMember, organisation: str, shows_organisation: bool, notify: Notify) -> None:
    member.organisation, member.shows_organisation = organisation.strip(), shows_organisation
    if member.notify != notify:
        member.told_until = timezone.now()
    member.notify = notify
    with transaction.atomic():
        member.save(update_fields=["organisation", "shows_organisation", "notify", "told_until"])
        _trace("group.member_changed", member.group, by=member.user)


def _held(member: GroupMember) -> GroupMember:
    """The row as it is now; the group's is held too, so that two animators do not leave it together."""
    Group.objects.select_for_update().get(pk=member.group_id)
    found = GroupMember.objects.select_related("group__territory").filter(pk=member.pk).first()
    if found is None:
        raise DomainError(_("Cette personne n’est plus membre du groupe."))
    return found


def _refuse_last(member: GroupMember) -> None:
    others = member.group.members.filter(role=GroupRole.ANIMATOR).exclude(pk=member.pk)
    if member.is_animator and not others.exists():
        raise DomainError(_("Un groupe garde au moins une personne qui l’anime : nommez-en une autre d’abord."))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _trace(verb: str, group: Group, *, by: User) -> None:
    """Never public, and says nothing of whom."""
    audit.record(verb, target=group, by=by, by_role=by.signature(group.territory))
