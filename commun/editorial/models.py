"""Pages and news, the pictures in them, and the words of the glossary."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.models import SearchedModel, VersionedModel
from commun.editorial.enums import ArticleKind, ArticleState, PictureLicence


def address(kind: str, slug: str) -> str:
    """Of a text that is public, whatever it is."""
    return reverse("editorial:news" if kind == ArticleKind.NEWS else "editorial:page", args=[slug])


class Article(VersionedModel):
    """A page or a piece of news as editors write it. Never public: what is published is copied to `PublishedArticle`.

    `origin` names the file of ours that it was first made from; `origin_sha256` is what that file said then.
    `edited_by_role` is empty until a person writes: a release updates only what nobody touched.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    kind = models.CharField(_("nature"), max_length=12, choices=ArticleKind)
    title = models.CharField(_("titre"), max_length=160)
    summary = models.CharField(_("chapô"), max_length=400)
    body = models.TextField(_("texte"))
    position = models.PositiveSmallIntegerField(_("rang"), default=100)
    state = models.CharField(max_length=12, choices=ArticleState, default=ArticleState.DRAFT, editable=False)
    origin = models.CharField(max_length=60, blank=True, editable=False)
    origin_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    edited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="edited_articles", editable=False
    )
    edited_by_role = models.CharField(max_length=200, blank=True, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)
    note = models.CharField(_("mot de la relecture"), max_length=300, blank=True, editable=False)
    reviewed_by_role = models.CharField(max_length=200, blank=True, editable=False)
    publish_at = models.DateTimeField(_("à publier le"), null=True, blank=True, editable=False)
    unpublish_at = models.DateTimeField(_("à retirer le"), null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_fictional = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("texte")
        verbose_name_plural = _("textes")
        ordering: ClassVar = ["-edited_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="article_scheduled_has_its_hour",
                condition=~Q(state=ArticleState.SCHEDULED) | Q(publish_at__isnull=False),
            ),
            models.CheckConstraint(
                name="article_unpublished_after_published",
                condition=Q(publish_at=None) | Q(unpublish_at=None) | Q(unpublish_at__gt=F("publish_at")),
                violation_error_message=_("La date de retrait précède la date de publication."),
            ),
            models.UniqueConstraint(fields=["origin"], name="article_origin_once", condition=~Q(origin="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address(self.kind, self.slug)

    @property
    def is_news(self) -> bool:
        return self.kind == ArticleKind.NEWS


class PublishedArticleQuerySet(models.QuerySet["PublishedArticle"]):
    def real(self) -> "PublishedArticleQuerySet":
        """Not those of the demo: they are read on pages, marked, and told nowhere else."""
        return self.filter(is_fictional=False)

    def news(self) -> "PublishedArticleQuerySet":
        """The last published first."""
        return self.filter(kind=ArticleKind.NEWS).order_by("-published_at", "-pk")

    def pages(self, kind: ArticleKind) -> "PublishedArticleQuerySet":
        return self.filter(kind=kind).order_by("position", "title", "pk")


class PublishedArticle(SearchedModel):
    """What the public reads. Its existence is what makes a text public: unpublished, the row goes."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="public")
    uid = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=ArticleKind)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400)
    body = models.TextField()
    position = models.PositiveSmallIntegerField(default=100)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    signed_role = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField(default=1)
    is_fictional = models.BooleanField(default=False)

    objects = PublishedArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("texte publié")
        verbose_name_plural = _("textes publiés")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title

    def words(self) -> Iterable[str]:
        return (self.title, self.summary, self.body, self.uid)

    def get_absolute_url(self) -> str:
        return address(self.kind, self.slug)

    @property
    def is_corrected(self) -> bool:
        return self.number > 1


class Picture(models.Model):
    """A picture of one text, made again by us without what the file told of its author, its place or its device.

    Written `![](image:2)` in the text, 2 being `number`. It never changes: a better one is another picture.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="editorial")
    alt = models.CharField(_("ce que l’image montre"), max_length=300, blank=True)
    is_decorative = models.BooleanField(_("décorative"), default=False)
    credit = models.CharField(_("crédit"), max_length=200)
    licence = models.CharField(_("licence"), max_length=20, choices=PictureLicence)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    published_in = models.ManyToManyField(PublishedArticle, related_name="pictures")

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering: ClassVar = ["number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="picture_number_once"),
            models.CheckConstraint(
                name="picture_says_what_it_shows_or_is_decorative",
                condition=(Q(is_decorative=True) & Q(alt="")) | (Q(is_decorative=False) & ~Q(alt="")),
                violation_error_message=_("Dites ce que l’image montre, ou qu’elle est décorative."),
            ),
        ]

    def __str__(self) -> str:
        return f"image {self.number}"


class Term(SearchedModel, VersionedModel):
    """A word of the glossary: public as soon as it is saved, its previous versions stay readable."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    name = models.CharField(_("terme"), max_length=80)
    definition = models.TextField(_("définition"))
    source_title = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    see_also = models.ManyToManyField("self", verbose_name=_("voir aussi"), blank=True)
    origin_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    is_edited = models.BooleanField(default=False, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("terme du glossaire")
        verbose_name_plural = _("termes du glossaire")
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.name

    def words(self) -> Iterable[str]:
        return (self.name, self.definition, self.uid)

    def get_absolute_url(self) -> str:
        return reverse("editorial:term", args=[self.slug])

    @property
    def title(self) -> str:
        """As the pages of versions name any record."""
        return self.name
