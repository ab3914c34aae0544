"""Everything that changes who may do what."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts import mails, personal_data
from commun.accounts.enums import JoinState, NetworkRole, Role
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.accounts.permissions import ROLE_PERMISSIONS
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.mails import send_after_commit
from commun.territories.models import Territory

INVITATION_LIFE = timedelta(days=14)


class AlreadyMember(DomainError):
    """The person already acts for this territory."""


class InvitationUnusable(DomainError):
    """The link is unknown, already used, withdrawn or too old."""


class WrongAddress(DomainError):
    """The invitation was sent to someone else."""


class LastReferent(DomainError):
    """The territory would have no référent left; say so again to go on."""


class LastAdministrator(DomainError):
    """The network would have no administrator left."""


class AlreadyDecided(DomainError):
    """Someone else answered the request first."""


def token_digest(token: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, territory: Territory, email: str, role: Role, by: User) -> Invitation:
    """Mail `email` a link to join `territory`; an invitation that was waiting there is replaced."""
    email = email.strip().lower()
    if email == by.email:
        raise AlreadyMember(_("Vous ne pouvez pas vous inviter vous-même : demandez-le à une autre personne."))
    if Membership.objects.filter(territory=territory, user__email__iexact=email).exists():
        raise AlreadyMember(_("Cette personne est déjà dans l’équipe. Vous pouvez changer son rôle ci-dessous."))
    Invitation.objects.filter(territory=territory, email__iexact=email, accepted_at=None).delete()
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                territory=territory,
                email=email,
                role=role,
                token_sha256=token_digest(token),
                invited_by=by,
                invited_at=now,
                expires_at=now + INVITATION_LIFE,
            )
    except IntegrityError:
        raise AlreadyMember(_("Quelqu’un vient d’inviter cette personne : rien de plus n’a été envoyé.")) from None
    audit.record(
        "invitation.sent", target=territory, by=by, by_role=by.signature(territory), detail={"role": str(role)}
    )
    send_after_commit(
        partial(mails.invitation, invitation=invitation, token=token),
        what="invitation",
        if_not_sent=partial(setattr, invitation, "mail_failed", True),
    )
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, by: User) -> Membership:
    """Join the territory; only the account that answers to the invited address may."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("territory")
        .filter(token_sha256=token_digest(token))
        .first()
    )
    if invitation is None or invitation.accepted_at is not None or invitation.is_expired:
        raise InvitationUnusable(
            _("Cette invitation n’est plus valable : elle a déjà servi, a été retirée, ou date de plus de 14 jours.")
        )
    if invitation.email != by.email:
        raise WrongAddress(
            _("Cette invitation a été envoyée à une autre adresse que celle de votre compte (%s).") % by.email
        )
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        accepted_at=timezone.now(), accepted_by=by
    ):
        raise InvitationUnusable(_("Cette invitation a déjà servi."))
    role = Role(invitation.role)
    membership = _join(user=by, territory=invitation.territory, role=role)
    audit.record(
        "invitation.accepted",
        target=invitation.territory,
        by=by,
        by_role=by.signature(invitation.territory),
        detail={"role": str(role)},
    )
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """The link no longer works."""
    deleted, _rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
    if not deleted:
        raise InvitationUnusable(_("Cette invitation a déjà été acceptée ou retirée."))
    audit.record(
        "invitation.withdrawn",
        target=invitation.territory,
        by=by,
        by_role=by.signature(invitation.territory),
        detail={"role": invitation.role},
    )


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User, leave_without_referent: bool = False) -> None:
    """Give a member another role in the same territory. Nobody gives themselves rights that they had not."""
    membership = _locked(membership)
    if membership.role == role:
        return
    if membership.user_id == by.pk and ROLE_PERMISSIONS[role] - ROLE_PERMISSIONS[Role(membership.role)]:
        raise DomainError(
            _("Ce rôle vous donnerait des droits que vous n’avez pas : demandez-le à une autre personne de l’équipe.")
        )
    if role != Role.REFERENT:
        _keep_a_referent(membership, allowed=leave_without_referent)
    before = membership.role
    membership.role = role
    membership.save(update_fields=["role"])
    audit.record(
        "membership.role_changed",
        target=membership.territory,
        by=by,
        by_role=by.signature(membership.territory),
        detail={"before": before, "after": str(role)},
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: User, leave_without_referent: bool = False) -> None:
    """End a membership; what the person signed keeps the role they had."""
    membership = _locked(membership)
    _keep_a_referent(membership, allowed=leave_without_referent)
    audit.record(
        "membership.ended",
        target=membership.territory,
        by=by,
        by_role=by.signature(membership.territory),
        detail={"role": membership.role},
    )
    membership.delete()


@transaction.atomic
def request_to_join(*, territory: Territory, siren: str, by: User) -> JoinRequest:
    """Ask the référents of `territory` to be let in, on the strength of the SIREN that ProConnect gave."""
    if not siren or siren != territory.siren:
        raise DomainError(_("ProConnect ne vous rattache pas à ce territoire."))
    if Membership.objects.filter(user=by, territory=territory).exists():
        raise AlreadyMember(_("Vous êtes déjà dans l’équipe de ce territoire."))
    request, is_new = JoinRequest.objects.get_or_create(
        user=by, territory=territory, state=JoinState.PENDING, defaults={"siren": siren}
    )
    if is_new:
        audit.record("join_request.sent", target=territory, by=by)
        _tell(request, partial(mails.join_request, request=request), what="join_request")
    return request


@transaction.atomic
def accept_join_request(*, request: JoinRequest, role: Role, by: User) -> Membership:
    """Let the agent in; someone else than the agent decides it."""
    if request.user_id == by.pk:
        raise DomainError(_("C’est votre propre demande : une autre personne de l’équipe doit y répondre."))
    _decide(request, JoinState.ACCEPTED, by)
    membership = _join(user=request.user, territory=request.territory, role=role)
    _tell(request, partial(mails.join_answer, request=request, accepted=True), what="join_answer")
    return membership


@transaction.atomic
def refuse_join_request(*, request: JoinRequest, by: User) -> None:
    """Keep the agent out; they may ask again."""
    _decide(request, JoinState.REFUSED, by)
    _tell(request, partial(mails.join_answer, request=request, accepted=False), what="join_answer")


@transaction.atomic
def set_network_role(*, user: User, network_role: NetworkRole | None, by: User | None) -> None:
    """Give or take back a role of the network; `by` is None from the command line only."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before = user.network_role
    after = network_role.value if network_role else ""
    if before == after:
        return
    if before == NetworkRole.ADMINISTRATOR:
        _keep_an_administrator(user)
    user.network_role = after
    user.save(update_fields=["network_role"])
    audit.record(
        "network_role.changed",
        target=user,
        by=by,
        by_role=by.signature() if by else "",
        detail={"before": before, "after": after},
    )


@transaction.atomic
def change_profile(*, user: User, name: str, job_title: str) -> None:
    """How a person is called by their team. No audit: the trace would hold what it must not."""
    user.name = name
    user.job_title = job_title
    user.save(update_fields=["name", "job_title"])


@transaction.atomic
def end_other_sessions(*, user: User) -> None:
    """Sign out everywhere; the caller keeps its own session by `update_session_auth_hash`."""
    user.end_sessions()
    user.save(update_fields=["password"])
    audit.record("account.sessions_ended", target=user, by=user)


@transaction.atomic
def erase(*, user: User) -> None:
    """Forget a person: account, memberships, invitations, requests. What they signed keeps the role only."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.network_role == NetworkRole.ADMINISTRATOR:
        _keep_an_administrator(user)
    Invitation.objects.filter(email__iexact=user.email).delete()
    Invitation.objects.filter(accepted_by=user).delete()
    personal_data.erase_traces(user)
    audit.record("account.erased", target=user, by=None)
    user.delete()


def _tell(request: JoinRequest, make: Callable[[], list[EmailMessage]], *, what: str) -> None:
    send_after_commit(make, what=what, if_not_sent=partial(setattr, request, "mail_failed", True))


def _join(*, user: User, territory: Territory, role: Role) -> Membership:
    """A person has one role in a territory; joining again never lowers it silently: the last decision counts."""
    membership, _is_new = Membership.objects.update_or_create(user=user, territory=territory, defaults={"role": role})
    return membership


def _locked(membership: Membership) -> Membership:
    """The row, with all those of its territory locked: two référents cannot leave at the same instant."""
    team = list(Membership.objects.select_for_update().filter(territory_id=membership.territory_id).order_by("pk"))
    for member in team:
        if member.pk == membership.pk:
            return member
    raise DomainError(_("Cette personne n’est plus dans l’équipe."))


def _keep_a_referent(membership: Membership, *, allowed: bool) -> None:
    if allowed or membership.role != Role.REFERENT:
        return
    if (
        not Membership.objects.filter(territory_id=membership.territory_id, role=Role.REFERENT, user__is_active=True)
        .exclude(pk=membership.pk)
        .exists()
    ):
        raise LastReferent(
            _(
                "C’est la dernière personne référente de ce territoire : personne ne pourrait plus inviter, publier ni "
                "répondre. Confirmez si c’est bien ce que vous voulez."
            )
        )


def _keep_an_administrator(user: User) -> None:
    others = User.objects.select_for_update().administrators().exclude(pk=user.pk)
    if not others.exists():
        raise LastAdministrator(
            _("Vous êtes la dernière personne qui administre le réseau : donnez d’abord ce rôle à quelqu’un d’autre.")
        )


def _decide(request: JoinRequest, state: JoinState, by: User) -> None:
    pending = JoinRequest.objects.pending().filter(pk=request.pk)
    if not pending.update(state=state, decided_at=timezone.now(), decided_by=by):
        raise AlreadyDecided(_("Quelqu’un a déjà répondu à cette demande."))
    audit.record(
        f"join_request.{'accepted' if state == JoinState.ACCEPTED else 'refused'}",
        target=request.territory,
        by=by,
        by_role=by.signature(request.territory),
    )
