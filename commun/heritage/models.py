"""Datasets and models that territories archive in common: what is said of them, their versions, their files, and the
pieces of which a file is kept."""

import datetime
import uuid
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.models import VersionedModel
from commun.core.text import folded
from commun.heritage.enums import Kind, Licence, PersonalData, State
from commun.heritage.fields import BY_NAME, Field
from commun.territories.models import Territory


def kept_in() -> Storage:
    """Where pieces are kept: a folder, or any storage that the settings name."""
    return storages["heritage"]


def theme_mark(theme: str) -> str:
    """What stands in `search_text` for a theme: no typed word can be it."""
    return f" <{theme}>"


class HeritageItemQuerySet(models.QuerySet["HeritageItem"]):
    def public(self) -> "HeritageItemQuerySet":
        """Those of which a version was published, and that were not withdrawn."""
        return self.filter(current__isnull=False, withdrawn_at=None)


class HeritageItem(VersionedModel):
    """One dataset or one model, whatever its versions: who keeps it, until when and why.

    `current` is its last published version; it is the only one that pages and files speak of without being asked for
    another.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="heritage")
    current = models.ForeignKey(
        "HeritageVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    custodian = models.CharField(_("service qui le conserve"), max_length=200, blank=True)
    contact = models.CharField(_("service à contacter"), max_length=200, blank=True)
    kept_until = models.DateField(_("conservé jusqu’au"), null=True, blank=True)
    kept_why = models.TextField(_("pourquoi il est conservé"), blank=True)
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("public depuis"), null=True, blank=True)
    updated_at = models.DateTimeField(_("mis à jour le"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    withdrawn_by_role = models.CharField(max_length=200, blank=True)
    withdrawal_reason = models.CharField(_("raison du retrait"), max_length=300, blank=True)

    objects = HeritageItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("élément du patrimoine")
        verbose_name_plural = _("éléments du patrimoine")
        ordering: ClassVar = ["-updated_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="heritage_withdrawn_says_why",
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        return reverse("heritage:item", args=[self.uid])

    @property
    def is_public(self) -> bool:
        return self.current_id is not None and self.withdrawn_at is None


class HeritageVersionQuerySet(models.QuerySet["HeritageVersion"]):
    def public(self) -> "HeritageVersionQuerySet":
        return self.filter(published_at__isnull=False, item__withdrawn_at=None)

    def awaiting_network(self) -> "HeritageVersionQuerySet":
        return self.filter(published_at=None, signed_at__isnull=False, item__withdrawn_at=None)


class HeritageVersion(models.Model):
    """What is said of an item at one moment, with its files. Once public it never changes: a later one corrects it.

    `signed_sha256` is the digest of all that the territory signed, so that the network signs the very same.
    """

    item = models.ForeignKey(HeritageItem, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("nom"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    changes = models.TextField(_("ce qui change"), blank=True)
    creators = models.JSONField(_("qui l’a constitué"), default=list, blank=True)
    themes = models.JSONField(_("thèmes"), default=list, blank=True)
    keywords = models.JSONField(_("mots-clés"), default=list, blank=True)
    provenance = models.TextField(_("provenance"), blank=True)
    licence = models.CharField(_("licence"), max_length=30, choices=Licence, blank=True)
    licence_note = models.CharField(_("précision sur les droits"), max_length=300, blank=True)
    personal_data = models.CharField(_("données personnelles"), max_length=20, choices=PersonalData, blank=True)
    personal_data_note = models.TextField(_("comment on s’en est assuré"), blank=True)
    said = models.JSONField(_("autres réponses"), default=dict, blank=True)
    edits = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(_("signée par le territoire le"), null=True, blank=True)
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    signed_by_role = models.CharField(max_length=200, blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_by_role = models.CharField(max_length=200, blank=True)
    refusal = models.TextField(_("raison du refus"), blank=True)

    objects = HeritageVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version d’un élément du patrimoine")
        verbose_name_plural = _("versions des éléments du patrimoine")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="heritage_version_number_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(published_at=None), name="heritage_one_version_in_preparation"
            ),
            models.CheckConstraint(
                name="heritage_published_is_signed_twice",
                condition=Q(published_at=None)
                | (Q(signed_at__isnull=False) & ~Q(signed_by_role="") & ~Q(published_by_role="")),
            ),
            models.CheckConstraint(
                name="heritage_signed_by_two_people",
                condition=Q(signed_by=None) | Q(published_by=None) | ~Q(signed_by=F("published_by")),
                violation_error_message=_("Une autre personne que celle du territoire signe pour le réseau."),
            ),
            models.CheckConstraint(
                name="heritage_personal_data_never_public",
                condition=Q(published_at=None)
                | Q(personal_data__in=[PersonalData.ABSENT.value, PersonalData.PSEUDONYMISED.value]),
                violation_error_message=_("Ce qui contient des données personnelles n’est jamais public."),
            ),
            models.CheckConstraint(
                name="heritage_published_has_licence", condition=Q(published_at=None) | ~Q(licence="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("heritage:version", args=[self.item.uid, self.number])

    @property
    def state(self) -> State:
        if self.published_at is not None:
            return State.PUBLISHED
        return State.SIGNED if self.signed_at is not None else State.DRAFT

    @property
    def has_open_licence(self) -> bool:
        return bool(self.licence) and Licence(self.licence).is_open

    @property
    def creators_line(self) -> str:
        return ", ".join(self.creators)

    def value(self, field: Field | str) -> Any:
        """What is said of a field, wherever it is kept; its empty value when nobody has said."""
        one = BY_NAME[field] if isinstance(field, str) else field
        return getattr(self, one.name) if one.column else self.said.get(one.name, one.empty)

    def words(self) -> str:
        """What is searched: the words, and a mark for each theme."""
        said = folded(" ".join((self.title, self.description, self.provenance, *self.creators, *self.keywords)))
        return said + "".join(theme_mark(one) for one in self.themes)


class StoredContent(models.Model):
    """The bytes of one file, kept in pieces; versions that hold the same file share it.

    `received` bytes have come of `size`. `sha256` is what the whole was read to be, once; `checked_at` is when it was
    last read again, and `fault` what was wrong then.
    """

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField(_("taille en octets"))
    received = models.PositiveBigIntegerField(_("octets reçus"), default=0)
    announced_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(_("relu le"), null=True, blank=True)
    fault = models.CharField(_("défaut constaté"), max_length=300, blank=True)
    faulty_since = models.DateTimeField(_("abîmé depuis"), null=True, blank=True)
    columns = models.JSONField(_("colonnes d’un tableau"), default=list, blank=True)

    class Meta:
        verbose_name = _("contenu conservé")
        verbose_name_plural = _("contenus conservés")
        constraints: ClassVar = [
            models.CheckConstraint(name="stored_content_not_over_its_size", condition=Q(received__lte=F("size"))),
            models.CheckConstraint(
                name="stored_content_fault_has_a_date",
                condition=Q(fault="", faulty_since=None) | (~Q(fault="") & Q(faulty_since__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256 or f"{self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size

    @property
    def folder(self) -> str:
        return f"{self.pk % 256:02x}/{self.pk}"


class ContentPiece(models.Model):
    """A stretch of a content, kept as one object: it was written whole, or is not there."""

    content = models.ForeignKey(StoredContent, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveBigIntegerField(_("premier octet"))
    size = models.PositiveIntegerField(_("taille en octets"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=kept_in, max_length=200)

    class Meta:
        verbose_name = _("morceau d’un contenu")
        verbose_name_plural = _("morceaux des contenus")
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["content", "start"], name="content_piece_once")]

    def __str__(self) -> str:
        return f"{self.content_id} · {self.start}"


class HeritageFile(models.Model):
    """A file of a version: its name there, and its bytes."""

    version = models.ForeignKey(HeritageVersion, on_delete=models.CASCADE, related_name="files")
    content = models.ForeignKey(StoredContent, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("nom du fichier"), max_length=200)
    media_type = models.CharField(_("format"), max_length=100)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("fichier du patrimoine")
        verbose_name_plural = _("fichiers du patrimoine")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "name"],
                name="heritage_file_name_once",
                violation_error_message=_("Un fichier de cette version porte déjà ce nom."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        return PurePosixPath(self.name).suffix.lstrip(".").lower()


class Deposit(models.Model):
    """A file that is coming, part after part. Never public; forgotten when nothing comes any more."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(HeritageVersion, on_delete=models.CASCADE, related_name="deposits")
    content = models.OneToOneField(StoredContent, on_delete=models.CASCADE, related_name="deposit")
    name = models.CharField(_("nom du fichier"), max_length=200)
    media_type = models.CharField(_("format"), max_length=100)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="heritage_deposits")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("oublié le"))
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dépôt de fichier en cours")
        verbose_name_plural = _("dépôts de fichiers en cours")
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    def is_alive(self, at: datetime.datetime) -> bool:
        return self.expires_at > at
