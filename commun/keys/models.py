"""The keys of a territory. What an answer was is kept in the app of the API, which knows what an answer is."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.accounts.models import User
from commun.keys.enums import Scope
from commun.territories.models import Territory


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def alive(self, on: datetime.date) -> "ApiKeyQuerySet":
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), revoked_at=None)


class ApiKey(models.Model):
    """A program acts for a member of a territory's team: with their rights there at each moment, within its scopes.

    `prefix` is the beginning of the secret, that anyone may see; of the whole, only its digest is kept.
    """

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="api_keys")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(gettext_lazy("nom"), max_length=60)
    scopes = models.JSONField(gettext_lazy("portée"), default=list)
    prefix = models.CharField(max_length=20, unique=True, editable=False)
    secret_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(gettext_lazy("ouverte le"), default=timezone.now)
    expires_on = models.DateField(gettext_lazy("dernier jour"), null=True, blank=True)
    last_used_at = models.DateTimeField(gettext_lazy("utilisée le"), null=True, blank=True)
    revoked_at = models.DateTimeField(gettext_lazy("révoquée le"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "name"],
                condition=Q(revoked_at=None),
                name="api_key_name_once_while_it_lives",
                violation_error_message=gettext_lazy("Une autre clé porte déjà ce nom."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}_…)"

    def is_alive(self, on: datetime.date) -> bool:
        return self.revoked_at is None and (self.expires_on is None or on <= self.expires_on)

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(one).label) for one in self.scopes]

    @property
    def signed_as(self) -> str:
        """What stands beside the role of the person, in every trace of what the key did."""
        return _("par clé d’API « %(name)s »") % {"name": self.name}
