"""People, the territories they act for, and what they may do there."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commun.accounts.enums import JoinState, NetworkRole, Permission, Role
from commun.accounts.permissions import NETWORK_PERMISSIONS, ROLE_PERMISSIONS
from commun.territories.models import Territory

DEMO_DOMAIN = "demo.commun.example"
SIGNATURE_LENGTH = 200
"""What the columns `by_role` hold; some syndicats have longer names."""


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def demo(self) -> "UserQuerySet":
        """The accounts that `commun demo` creates; their domain can receive no mail."""
        return self.active().filter(email__endswith=f"@{DEMO_DOMAIN}")

    def acting_for(self, territory: Territory, *roles: Role) -> "UserQuerySet":
        return self.active().filter(memberships__territory=territory, memberships__role__in=roles or Role.values)

    def answering_for(self, territory: Territory) -> "UserQuerySet":
        """The référents of a territory, else the coordination of the network. Two queries."""
        referents = self.acting_for(territory, Role.REFERENT)
        found = referents if referents.exists() else self.active().filter(network_role=NetworkRole.COORDINATOR)
        return found.order_by("email")

    def given_by_network(self, permission: Permission) -> "UserQuerySet":
        """Those whose role in the network gives this right."""
        roles = [role for role, given in NETWORK_PERMISSIONS.items() if permission in given]
        return self.active().filter(network_role__in=roles)

    def administrators(self) -> "UserQuerySet":
        return self.active().filter(network_role=NetworkRole.ADMINISTRATOR)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, **fields: Any) -> "User":
        """A person who has not signed in yet: the code they will receive proves that the address is theirs."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.end_sessions()
        user.save(using=self._db)
        user.emailaddress_set.create(email=user.email, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Nothing here is ever public, but a role written on what they signed."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom"), max_length=150, blank=True)
    job_title = models.CharField(_("fonction"), max_length=150, blank=True)
    network_role = models.CharField(_("rôle dans le réseau"), max_length=30, choices=NetworkRole.choices, blank=True)
    is_active = models.BooleanField(_("actif"), default=True)
    joined_at = models.DateTimeField(_("inscrit le"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # allauth's rows about this person; allauth has no types.
    emailaddress_set: Any
    socialaccount_set: Any
    authenticator_set: Any

    # Set on the person at hand while a program acts for them: what it is, as it stands beside their role.
    acting_through = ""

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("personne")
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_the_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_network(self) -> bool:
        return bool(self.network_role)

    @property
    def is_demo(self) -> bool:
        return self.email.endswith(f"@{DEMO_DOMAIN}")

    @property
    def has_second_factor(self) -> bool:
        """Whether all sessions of this person passed a second factor: sign-in asks it, enrolment ends older ones.

        The demo's accounts are spared it, in the demo only. One query.
        """
        if settings.DEMO and self.is_demo:
            return True
        return bool(self.authenticator_set.filter(type="totp").exists())

    def end_sessions(self) -> None:
        """Sign every session out, at the next save: sessions are tied to this value, which is never a password."""
        self.password = f"!{secrets.token_urlsafe(30)}"

    def network_permissions(self) -> frozenset[Permission]:
        return NETWORK_PERMISSIONS[NetworkRole(self.network_role)] if self.network_role else frozenset()

    def holds(self, permission: Permission, territory: Territory | None = None) -> bool:
        """Whether a role of this person gives the permission, second factor or not. One query at most."""
        if not self.is_active:
            return False
        return permission in self.network_permissions() or self._holds_by_membership(permission, territory)

    def may(self, permission: Permission, territory: Territory | None = None) -> bool:
        """Whether this person may do this now, for the network or for `territory`. Two queries at most.

        A network role gives nothing before the second factor is set up; a membership does.
        """
        if not self.is_active:
            return False
        if permission in self.network_permissions() and self.has_second_factor:
            return True
        return self._holds_by_membership(permission, territory)

    def rights(self, territory: Territory | None = None) -> frozenset[Permission]:
        """All that `may` would grant, for the network and for `territory`. Two queries at most."""
        if not self.is_active:
            return frozenset()
        given = self.network_permissions()
        found = given if given and self.has_second_factor else frozenset()
        if territory is None:
            return found
        roles = Membership.objects.filter(user=self, territory=territory).values_list("role", flat=True)
        return found.union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))

    def _holds_by_membership(self, permission: Permission, territory: Territory | None) -> bool:
        if territory is None:
            return False
        roles = Membership.objects.filter(user=self, territory=territory).values_list("role", flat=True)
        return any(permission in ROLE_PERMISSIONS[Role(role)] for role in roles)

    def signature(self, territory: Territory | None = None) -> str:
        """The role, never the name, that stands on what this person publishes: "Référent·e, Rennes Métropole".

        What acts for the person is told after it, whole: "…, par clé d’API « Démarches »".
        """
        through = f", {self.acting_through}" if self.acting_through else ""
        role = Truncator(self._role_in(territory)).chars(SIGNATURE_LENGTH - len(through))
        return f"{role}{through}" if role else self.acting_through

    def _role_in(self, territory: Territory | None) -> str:
        if territory is not None:
            membership = Membership.objects.filter(user=self, territory=territory).first()
            if membership is not None:
                return f"{membership.get_role_display()}, {territory.name}"
        return self.get_network_role_display() if self.network_role else ""


class Membership(models.Model):
    """A person acts for a territory, in one role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(_("depuis"), default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "territory"],
                name="membership_once",
                violation_error_message=_("Cette personne est déjà membre de ce territoire."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.territory}"


class Invitation(models.Model):
    """A mail that lets its receiver join a territory; only a hash of its secret is kept."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_accepted"
    )
    # Set on the row at hand when its mail could not leave: kept nowhere, it is for whoever is asking.
    mail_failed = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "territory",
                Lower("email"),
                condition=Q(accepted_at=None),
                name="invitation_pending_once",
                violation_error_message=_("Une invitation attend déjà cette adresse."),
            ),
            models.CheckConstraint(
                name="invitation_expires_after_it_was_sent", condition=Q(expires_at__gt=F("invited_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.territory}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def pending(self) -> "JoinRequestQuerySet":
        return self.filter(state=JoinState.PENDING)


class JoinRequest(models.Model):
    """An agent whom ProConnect says to belong to a territory asks to join it; its référent decides.

    `siren` is what ProConnect said that day: the proof on which the référent decides.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="join_requests")
    siren = models.CharField(_("SIREN"), max_length=9)
    state = models.CharField(_("état"), max_length=20, choices=JoinState.choices, default=JoinState.PENDING)
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    mail_failed = False

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "territory"],
                condition=Q(state=JoinState.PENDING),
                name="join_request_pending_once",
                violation_error_message=_("Votre demande attend déjà une réponse."),
            ),
            models.CheckConstraint(
                name="join_request_decided_when_it_has_an_answer",
                condition=Q(state=JoinState.PENDING, decided_at=None)
                | (~Q(state=JoinState.PENDING) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.territory}"
