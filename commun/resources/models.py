"""Tools, kits, games, courses, guides and model documents that help a debate on AI; ordered collections of them."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.dates import PartialDate, PartialDateField
from commun.core.models import KeptFile, SearchedModel, SourcedModel, VersionedModel
from commun.resources.enums import Cost, Licence, ResourceKind


class ResourceQuerySet(models.QuerySet["Resource"]):
    def public(self) -> "ResourceQuerySet":
        """Those that were not taken down: the catalogue holds nothing else that waits."""
        return self.filter(taken_down_at=None)


class Resource(SourcedModel, SearchedModel, VersionedModel):
    """One resource of the catalogue. What nobody knows is empty; what is said comes from a source, on a day.

    A suggestion is not one yet (`ResourceSuggestion`): every row here is public, or was.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("nom"), max_length=200)
    description = models.TextField(_("description"))
    kind = models.CharField(_("nature"), max_length=20, choices=ResourceKind)
    producers = models.JSONField(_("producteurs"), default=list, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    published_on = PartialDateField(_("parution"))
    themes = models.JSONField(_("thèmes"), default=list, blank=True)
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    age_min = models.PositiveSmallIntegerField(_("âge, au moins"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("âge, au plus"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("durée en minutes"), null=True, blank=True)
    group_min = models.PositiveIntegerField(_("groupe, au moins"), null=True, blank=True)
    group_max = models.PositiveIntegerField(_("groupe, au plus"), null=True, blank=True)
    languages = models.JSONField(_("langues"), default=list, blank=True)
    cost = models.CharField(_("coût"), max_length=20, choices=Cost, blank=True)
    cost_note = models.CharField(_("précision sur le coût"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, blank=True)
    added_at = models.DateTimeField(_("ajoutée le"), default=timezone.now)
    updated_at = models.DateTimeField(_("mise à jour le"), default=timezone.now)
    taken_down_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    taken_down_by_role = models.CharField(max_length=200, blank=True)
    takedown_reason = models.CharField(_("raison du retrait"), max_length=300, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="resource_ages_in_order",
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_min__lte=F("age_max")),
                violation_error_message=_("L’âge le plus grand est inférieur au plus petit."),
            ),
            models.CheckConstraint(
                name="resource_group_in_order",
                condition=Q(group_min=None) | Q(group_max=None) | Q(group_min__lte=F("group_max")),
                violation_error_message=_("Le groupe le plus grand est inférieur au plus petit."),
            ),
            models.CheckConstraint(
                name="resource_taken_down_says_why",
                condition=Q(taken_down_at=None, takedown_reason="")
                | (Q(taken_down_at__isnull=False) & ~Q(takedown_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resources:detail", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.taken_down_at is None

    @property
    def producers_line(self) -> str:
        return ", ".join(self.producers)

    @property
    def known_or_published_on(self) -> PartialDate | None:
        return self.published_on or self.known_on

    def words(self) -> Iterable[str]:
        return (self.title, self.description, *self.producers, self.uid)


class ResourceDocument(KeptFile):
    """A file kept here (model charter, clauses, impact assessment), always sent as a download."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(_("fichier"), upload_to="ressources")

    class Meta:
        verbose_name = _("document d’une ressource")
        verbose_name_plural = _("documents des ressources")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "sha256"], name="resource_document_once"),
        ]


class ResourceSuggestion(models.Model):
    """What someone signed in proposes to add. Never public: accepted, it becomes a resource; refused, it says why.

    `content` holds the fields as the form read them (`fields.Field.to_json`).
    """

    content = models.JSONField()
    title = models.CharField(_("nom"), max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="resource_suggestions")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_role = models.CharField(max_length=200, blank=True)
    refusal = models.TextField(_("raison du refus"), blank=True)
    resource = models.OneToOneField(
        Resource, null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestion"
    )

    class Meta:
        verbose_name = _("ressource proposée")
        verbose_name_plural = _("ressources proposées")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="resource_suggestion_refused_once_settled", condition=Q(refusal="") | Q(settled_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title


class ResourceCollection(VersionedModel):
    """Resources that someone chose and put in order, with a word of introduction."""

    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("titre"), max_length=200)
    introduction = models.TextField(_("introduction"))
    updated_at = models.DateTimeField(default=timezone.now)
    resources = models.ManyToManyField(Resource, through="CollectionItem", related_name="collections")

    class Meta:
        verbose_name = _("collection de ressources")
        verbose_name_plural = _("collections de ressources")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resources:collection", args=[self.slug])


class CollectionItem(models.Model):
    """The place of a resource in a collection."""

    collection = models.ForeignKey(ResourceCollection, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("place dans une collection")
        verbose_name_plural = _("places dans les collections")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "resource"], name="collection_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} · {self.resource_id}"
