"""What every app leaves behind: a trace of each action, and the previous versions of what is public."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.dates import PartialDateField
from commun.core.horizon import TransactionNumber
from commun.core.text import folded


class VersionedModel(models.Model):
    """A record that two people may edit: a save names the version it started from, and loses the race otherwise."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class SourcedModel(models.Model):
    """A record that says where what it states was read, and when."""

    source_title = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    known_on = PartialDateField(_("date de la source"))

    class Meta:
        abstract = True


class SearchedModel(models.Model):
    """A record that one finds by its words: what is searched follows what is written, at each save."""

    search_text = models.TextField(editable=False, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = folded(" ".join(self.words()))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    def words(self) -> Iterable[str]:
        """The texts that are searched."""
        raise NotImplementedError


class KeptFile(models.Model):
    """A file kept here (see `core.kept_files`), and what it was found to be: always sent as a download.

    Each model says its folder by declaring `file` again.
    """

    title = models.CharField(_("titre"), max_length=200)
    file = models.FileField(_("fichier"))
    file_name = models.CharField(_("nom du fichier"), max_length=200)
    media_type = models.CharField(_("format"), max_length=100)
    size = models.PositiveIntegerField(_("taille en octets"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def public(self) -> "AuditEventQuerySet":
        return self.filter(is_public=True)

    def about(self, target: models.Model) -> "AuditEventQuerySet":
        return self.filter(target_type=ContentType.objects.get_for_model(target), target_id=target.pk)


class AuditEvent(models.Model):
    """One action, once done: who, when, what, to which record. Never changed, never deleted.

    `by_role` outlives the account: when a person erases theirs, `by` becomes null and the role remains.
    `detail` holds public facts only (states, dates, numbers), never a personal datum.
    """

    verb = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="audit_events"
    )
    by_role = models.CharField(max_length=200, blank=True)
    target_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    target_id = models.PositiveBigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    is_public = models.BooleanField(default=False)
    # Orders what is read by a cursor (`core.horizon`).
    horizon = models.BigIntegerField(editable=False, db_default=TransactionNumber())

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id", "-at"], name="audit_of_target"),
            models.Index(fields=["horizon", "id"], name="audit_in_order", condition=models.Q(is_public=True)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, target: models.Model) -> "RevisionQuerySet":
        return self.filter(target_type=ContentType.objects.get_for_model(target), target_id=target.pk)


class Revision(models.Model):
    """An immutable snapshot of what the public could read of a record, from `at` until the next one.

    `content` is the list of [French label, plain text] in the order of the page (a JSON object would lose it on
    PostgreSQL); `sha256` is that of the canonical JSON of the object, so that a copy kept elsewhere can be checked.
    """

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by_role = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target_type", "target_id", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.content)

    @staticmethod
    def digest(content: Any) -> str:
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def alive(self) -> "PendingImportQuerySet":
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> "PendingImportQuerySet":
        return self.filter(expires_at__lte=timezone.now())


class PendingImport(models.Model):
    """What was read of a file, between the preview and the confirmation: its owner's alone, for two hours.

    The table as read is kept, not the file: no web process needs a disk of its own, and nothing sent stays here.
    """

    token = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    target_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    name = models.CharField(max_length=200, blank=True)
    content = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    objects = PendingImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "kind", "target_type", "target_id"], name="pending_import_once_for_its_owner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.name}"


class ReminderOnce(models.Model):
    """A mail sent once: the row is written before the mail, unique for its recipient and its day (see `reminders`).

    `claimed_at` is the lease of the process that is sending it, so that two processes never send it twice; a failure
    gives it back, a crash lets it lapse. The address is kept as a keyed digest only.
    """

    recipient_sha256 = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class CheckedAddress(models.Model):
    """What the last visit of an address outside said. Only `commun check-links` writes it; pages only read."""

    url = models.URLField(_("adresse"), max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(_("réponse"), null=True, blank=True)
    fault = models.CharField(_("ce qui ne va pas"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("visitée le"))
    is_dead = models.BooleanField(_("morte"), default=False)
    dead_since = models.DateField(_("morte depuis"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="checked_address_dead_since_a_day",
                condition=models.Q(is_dead=True, dead_since__isnull=False)
                | models.Q(is_dead=False, dead_since__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.url


class BackgroundWorker(models.Model):
    """A process that runs tasks. It says that it lives by `seen_at`, told by the clock of the database.

    `machine`, `pid` and `birth` let another process of the same machine see at once that it is dead.
    """

    name = models.CharField(max_length=64, unique=True)
    machine = models.CharField(max_length=300, blank=True)
    pid = models.PositiveIntegerField()
    birth = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("processus de travail")
        verbose_name_plural = _("processus de travail")

    def __str__(self) -> str:
        return f"{self.machine.partition(' ')[0]} {self.pid}"


class ScheduledSlot(models.Model):
    """A job of fixed hours, enqueued for one of them: the line is written with the task, by one machine alone."""

    job = models.CharField(max_length=100)
    slot = models.DateTimeField()

    class Meta:
        verbose_name = _("heure d’un travail")
        verbose_name_plural = _("heures des travaux")
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "slot"], name="scheduled_once_for_each_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot:%Y-%m-%d %H:%M}"
