"""Groups that work together: their public face, and a private space that only their members read.

Everything below `GroupMember` is private, but a decision that the group has made public.
"""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.models import KeptFile, ReminderOnce, SearchedModel, SourcedModel, VersionedModel
from commun.groups.enums import GroupKind, GroupRole, Notify, Via
from commun.territories.models import HeldByTerritoryOrNetwork, Territory


class Group(HeldByTerritoryOrNetwork, SourcedModel, SearchedModel, VersionedModel):
    """People of several territories who meet on a subject. Its page is public; its space is not.

    Without a territory, it is the network's.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    kind = models.CharField(_("nature"), max_length=20, choices=GroupKind)
    title = models.CharField(_("nom"), max_length=200)
    purpose = models.TextField(_("ce sur quoi il travaille"))
    cycle = models.TextField(_("rythme de travail"), blank=True)
    themes = models.JSONField(_("thèmes"), default=list, blank=True)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="groups", verbose_name=_("territoire")
    )
    led_by = models.CharField(_("porté par"), max_length=300, blank=True)
    takes_requests = models.BooleanField(_("on peut demander à le rejoindre"), default=True)
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)
    updated_at = models.DateTimeField(_("mis à jour le"), default=timezone.now)
    closed_at = models.DateTimeField(_("fermé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("groupe")
        verbose_name_plural = _("groupes")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:detail", args=[self.slug])

    def words(self) -> Iterable[str]:
        return (self.title, self.purpose, self.cycle, self.led_by, self.uid)


class GroupMember(models.Model):
    """A person of a group. Only `organisation`, and only with `shows_organisation`, is ever public."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_members")
    role = models.CharField(_("rôle"), max_length=20, choices=GroupRole, default=GroupRole.MEMBER)
    organisation = models.CharField(_("organisme"), max_length=200, blank=True)
    shows_organisation = models.BooleanField(_("organisme cité sur la page publique"), default=False)
    notify = models.CharField(_("courriels"), max_length=20, choices=Notify, default=Notify.EACH)
    since = models.DateTimeField(_("depuis"), default=timezone.now)
    # Up to when the messages were sent, to who wants one mail a day.
    told_until = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membre d’un groupe")
        verbose_name_plural = _("membres des groupes")
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "user"], name="group_member_once")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_animator(self) -> bool:
        return self.role == GroupRole.ANIMATOR


class GroupInvitation(models.Model):
    """A mail that lets its receiver join a group; only a hash of its secret is kept."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse électronique"), max_length=254)
    role = models.CharField(_("rôle"), max_length=20, choices=GroupRole, default=GroupRole.MEMBER)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation à un groupe")
        verbose_name_plural = _("invitations à des groupes")
        ordering: ClassVar = ["invited_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("group", Lower("email"), name="group_invitation_once"),
            models.CheckConstraint(name="group_invitation_ends", condition=Q(expires_at__gt=F("invited_at"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class GroupRequest(models.Model):
    """Someone asks to join; answered, the row goes: they are a member, or have been told no."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_requests")
    organisation = models.CharField(_("organisme"), max_length=200, blank=True)
    reason = models.TextField(_("pourquoi"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("demande pour rejoindre un groupe")
        verbose_name_plural = _("demandes pour rejoindre un groupe")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "user"], name="group_request_once")]

    def __str__(self) -> str:
        return str(self.pk)


class GroupThread(models.Model):
    """A discussion, by its subject."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="threads")
    title = models.CharField(_("sujet"), max_length=200)
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        ordering: ClassVar = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class GroupMessage(models.Model):
    """What a member wrote, here or by mail. `incoming_sha256` is that of the Message-ID of the mail it came from."""

    thread = models.ForeignKey(GroupThread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="group_messages"
    )
    body = models.TextField(_("message"))
    via = models.CharField(max_length=20, choices=Via, default=Via.SITE)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by")
    incoming_sha256 = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message d’une discussion")
        verbose_name_plural = _("messages des discussions")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class GroupFile(KeptFile):
    """A file of the private space: a document of the group, or what came with a message."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey(GroupMessage, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("fichier"), upload_to="groupes")

    class Meta:
        verbose_name = _("document d’un groupe")
        verbose_name_plural = _("documents des groupes")
        ordering: ClassVar = ["-added_at", "-pk"]


class GroupDecisionQuerySet(models.QuerySet["GroupDecision"]):
    def public(self) -> "GroupDecisionQuerySet":
        return self.filter(published_at__isnull=False)


class GroupDecision(VersionedModel):
    """What the group settled, on a day; public when its animators say so, and then corrected by a new one only."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="decisions")
    decided_on = models.DateField(_("prise le"))
    title = models.CharField(_("décision"), max_length=300)
    text = models.TextField(_("ce qui est décidé"), blank=True)
    minutes_url = models.URLField(_("adresse du compte rendu"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)

    objects = GroupDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision d’un groupe")
        verbose_name_plural = _("décisions des groupes")
        ordering: ClassVar = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class GroupMailOnce(ReminderOnce):
    """A mail of a discussion to one member, sent once: of a message, or of a day."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("courriel d’un groupe")
        verbose_name_plural = _("courriels des groupes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "what", "recipient_sha256"], name="group_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.what}"
