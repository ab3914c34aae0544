"""Who follows what, and each mail that leaves once. Addresses of readers live here and nowhere else."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.following.enums import DigestKind, Rhythm


class Reader(models.Model):
    """An address that news are sent to: of someone with an account, or of someone who only reads.

    `suspended_at` is when mails to it came back for good: nothing more is sent until its owner confirms it again.
    """

    email = models.EmailField(_("adresse électronique"), max_length=254)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="reader"
    )
    created_at = models.DateTimeField(default=timezone.now)
    bounces = models.PositiveSmallIntegerField(default=0)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="reader_one_for_an_address")]

    def __str__(self) -> str:
        return str(self.pk)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def sent(self, rhythm: Rhythm) -> "SubscriptionQuerySet":
        """Those to which something is sent at this rhythm."""
        return self.confirmed().filter(rhythm=rhythm, reader__suspended_at=None)


class Subscription(models.Model):
    """A reader follows a topic (`commun.following.declared`). Nothing is sent before the address has said yes."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.CharField(max_length=500)
    label = models.CharField(max_length=300)
    rhythm = models.CharField(max_length=20, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reader", "topic"], name="topic_followed_once")]
        indexes: ClassVar = [models.Index(fields=["topic", "rhythm"], name="followers_of_topic")]

    def __str__(self) -> str:
        return self.label


class FollowedSearch(models.Model):
    """A question of `/recherche/` that someone follows: asked once for all who do, it knows what it has found already.

    `seen` is what answered at the last look and before, keys by kind: nothing of it is told. `watermark` is how far the
    index had read then; `is_full` that the question had more answers than are looked at.
    """

    topic = models.CharField(max_length=500, unique=True)
    seen = models.JSONField(default=dict)
    looked_at = models.DateTimeField(null=True, blank=True)
    watermark = models.BigIntegerField(default=-1)
    is_full = models.BooleanField(default=False)
    round = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.topic


class Find(models.Model):
    """What a followed search found at one look, and had not found before. Told in one mail, or in that of the week."""

    search = models.ForeignKey(FollowedSearch, on_delete=models.CASCADE, related_name="finds")
    round = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    key = models.BigIntegerField()
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["search", "kind", "key"], name="found_once")]
        indexes: ClassVar = [models.Index(fields=["search", "round"], name="finds_of_a_look")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


class StreamCursor(models.Model):
    """How far one of those who read the stream of news has read it."""

    name = models.CharField(max_length=60, unique=True)
    cursor = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.cursor}"


class Digest(models.Model):
    """A mail that gathers what became public between two cursors, for whoever asked for this rhythm.

    `finds_after` and `finds_until` bound in the same way what followed searches found (`Find.pk`).
    """

    kind = models.CharField(max_length=20, choices=DigestKind.choices)
    slot = models.DateTimeField()
    after = models.CharField(max_length=60, blank=True)
    until = models.CharField(max_length=60, blank=True)
    finds_after = models.BigIntegerField(default=0)
    finds_until = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "slot"], name="digest_once_for_its_slot")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slot:%Y-%m-%d}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(sent_at=None, refused_at=None)


class Delivery(models.Model):
    """One mail to one reader: a news or a digest. The row is unique, and says that the mail left just before it does.

    `sent_at` is written at the last instant before the server takes the mail, by one process alone; a refusal takes it
    back (`commun.following.sending`), and so does the machine `sent_from` (a hash) when its process died before the
    mail left (`commun.following.departures`).
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=60)
    batch = models.CharField(max_length=40)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_from = models.CharField(max_length=32, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "key"], name="delivered_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["batch", "id"], name="delivery_of_batch")]

    def __str__(self) -> str:
        return f"{self.key} → {self.reader_id}"
