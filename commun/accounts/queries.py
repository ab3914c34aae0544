"""What the account and team pages need."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from commun.accounts.enums import Role
from commun.accounts.models import Invitation, JoinRequest, Membership, User
from commun.territories.models import Territory


@dataclass(frozen=True)
class DemoAccount:
    """One line of the demo's sign-in list."""

    email: str
    name: str
    role: str


@dataclass(frozen=True)
class Belonging:
    """A territory that a person acts for."""

    territory: str
    slug: str
    role: str
    may_manage_team: bool


@dataclass(frozen=True)
class Joinable:
    """A territory to which ProConnect attaches a person who is not in its team yet."""

    territory: str
    slug: str
    is_asked: bool


@dataclass(frozen=True)
class Member:
    """One line of the team page."""

    membership_pk: int
    name: str
    email: str
    job_title: str
    role: str
    role_label: str
    since: datetime
    is_me: bool


@dataclass(frozen=True)
class Team:
    """All that the team page shows."""

    members: list[Member]
    invitations: list[Invitation]
    join_requests: list[JoinRequest]


@dataclass(frozen=True)
class NetworkMember:
    """Someone who has a role in the network."""

    name: str
    email: str
    role: str
    has_second_factor: bool


def demo_accounts() -> list[DemoAccount]:
    """The demo's accounts, with what each is. Three queries."""
    users = User.objects.demo().order_by("pk").prefetch_related("memberships__territory")
    return [DemoAccount(email=user.email, name=str(user), role=_role(user)) for user in users]


def belongings(*, user: User) -> list[Belonging]:
    """The territories that `user` acts for, by name. One query."""
    memberships = Membership.objects.filter(user=user).select_related("territory").order_by("territory__name")
    return [
        Belonging(
            territory=one.territory.name,
            slug=one.territory.slug,
            role=one.get_role_display(),
            may_manage_team=one.role == Role.REFERENT,
        )
        for one in memberships
    ]


def proconnect_sirens(*, user: User) -> set[str]:
    """The SIREN of the bodies that ProConnect says `user` works for. One query."""
    sirets = (one.extra_data.get("siret") or "" for one in user.socialaccount_set.filter(provider="proconnect"))
    return {siret[:9] for siret in sirets if len(siret) == 14 and siret.isdigit()}


def joinable_territories(*, user: User) -> list[Joinable]:
    """Where ProConnect says that `user` works and where they have no role yet. Three queries at most."""
    sirens = proconnect_sirens(user=user)
    if not sirens:
        return []
    asked = set(JoinRequest.objects.pending().filter(user=user).values_list("territory_id", flat=True))
    territories = Territory.objects.current().filter(siren__in=sirens).exclude(memberships__user=user).order_by("name")
    return [Joinable(territory=one.name, slug=one.slug, is_asked=one.pk in asked) for one in territories]


def team(*, territory: Territory, me: User) -> Team:
    """Who acts for `territory`, who is invited, who asks to come in. Three queries."""
    memberships = (
        Membership.objects.filter(territory=territory, user__is_active=True)
        .select_related("user")
        .order_by("since", "pk")
    )
    return Team(
        members=[
            Member(
                membership_pk=one.pk,
                name=one.user.name,
                email=one.user.email,
                job_title=one.user.job_title,
                role=one.role,
                role_label=one.get_role_display(),
                since=one.since,
                is_me=one.user_id == me.pk,
            )
            for one in memberships
        ],
        invitations=list(Invitation.objects.filter(territory=territory, accepted_at=None).order_by("invited_at", "pk")),
        join_requests=list(JoinRequest.objects.pending().filter(territory=territory).select_related("user")),
    )


def network_members() -> list[NetworkMember]:
    """Who has a role in the network. Two queries."""
    users = User.objects.active().exclude(network_role="").order_by("network_role", "email")
    equipped = set(users.filter(authenticator__type="totp").values_list("pk", flat=True))
    return [
        NetworkMember(
            name=user.name,
            email=user.email,
            role=user.get_network_role_display(),
            has_second_factor=user.pk in equipped,
        )
        for user in users
    ]


def last_referent_of(*, user: User) -> list[str]:
    """The territories that would have no référent left without `user`. Two queries."""
    mine = Membership.objects.filter(user=user, role=Role.REFERENT).select_related("territory")
    territories = {one.territory_id: one.territory.name for one in mine}
    shared = Membership.objects.filter(territory_id__in=territories, role=Role.REFERENT, user__is_active=True)
    kept = set(shared.exclude(user=user).values_list("territory_id", flat=True))
    return sorted(name for pk, name in territories.items() if pk not in kept)


def invitation_for(*, token_sha256: str) -> Invitation | None:
    """The invitation of a link, while it can still be accepted. One query."""
    return (
        Invitation.objects.filter(token_sha256=token_sha256, accepted_at=None, expires_at__gt=timezone.now())
        .select_related("territory")
        .first()
    )


def _role(user: User) -> str:
    roles = [str(user.get_network_role_display())] if user.network_role else []
    roles += [f"{membership.get_role_display()}, {membership.territory.name}" for membership in user.memberships.all()]
    return " ; ".join(roles)
