"""People, the territories they act for, and what they may do there."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.enums import NetworkRole, Permission, Role
from commun.accounts.permissions import NETWORK_PERMISSIONS, ROLE_PERMISSIONS
from commun.territories.models import Territory


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


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

    objects = UserManager()

    class Meta:
        verbose_name = _("personne")
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_the_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_network(self) -> bool:
        return bool(self.network_role)

    def network_permissions(self) -> frozenset[Permission]:
        return NETWORK_PERMISSIONS[NetworkRole(self.network_role)] if self.network_role else frozenset()

    def may(self, permission: Permission, territory: Territory | None = None) -> bool:
        """Whether this person may do this, for the network or for `territory`. One query at most."""
        if not self.is_active:
            return False
        if permission in self.network_permissions():
            return True
        if territory is None:
            return False
        roles = Membership.objects.filter(user=self, territory=territory).values_list("role", flat=True)
        return any(permission in ROLE_PERMISSIONS[Role(role)] for role in roles)

    def signature(self, territory: Territory | None = None) -> str:
        """The role, never the name, that stands on what this person publishes: "Référent·e, Rennes Métropole"."""
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
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "email"],
                condition=Q(accepted_at=None),
                name="invitation_pending_once",
                violation_error_message=_("Une invitation attend déjà cette adresse."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.territory}"
