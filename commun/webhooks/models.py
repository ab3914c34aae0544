"""Where public news are sent, and each of the sendings."""

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.territories.models import Territory
from commun.webhooks.kinds import label_of
from commun.webhooks.signing import new_salt


class Webhook(models.Model):
    """An address to which news of these kinds are sent, for a territory, or for the network when there is none.

    `is_ours_only`: only what concerns the territory. The secret is not here: it comes from `salt` (`signing`); the one
    before signs too, until `old_until`.
    """

    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.CASCADE, related_name="webhooks")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("nom"), max_length=60)
    url = models.URLField(_("adresse"), max_length=500)
    kinds = models.JSONField(_("nouvelles"), default=list)
    is_ours_only = models.BooleanField(_("de ce territoire seulement"), default=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    old_salt = models.CharField(max_length=32, blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_for = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="webhook_suspended_for_a_reason",
                condition=Q(suspended_at=None, suspended_for="")
                | (Q(suspended_at__isnull=False) & ~Q(suspended_for="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        if self.territory is None:
            return reverse("webhooks:network_one", args=[self.pk])
        return reverse("webhooks:one", args=[self.territory.slug, self.pk])

    def salts(self, now: datetime.datetime) -> list[str]:
        """The living ones, the newest first."""
        is_old_alive = bool(self.old_salt) and self.old_until is not None and now < self.old_until
        return [self.salt, self.old_salt] if is_old_alive else [self.salt]


class WebhookDelivery(models.Model):
    """One news sent to one address, once or until it arrives. `uid` is the `webhook-id`: a receiver knows by it what it
    already had. What is sent is told again at each attempt: it says only what is public then.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    news = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["webhook", "-created_at", "-id"], name="deliveries_of_webhook")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "news"], name="news_once_for_its_webhook"),
            models.CheckConstraint(
                name="webhook_delivery_arrives_or_is_given_up",
                condition=Q(delivered_at=None) | Q(given_up_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.news} → {self.webhook_id}"

    @property
    def kind_label(self) -> str:
        return label_of(self.kind)

    @property
    def is_over(self) -> bool:
        return self.delivered_at is not None or self.given_up_at is not None
