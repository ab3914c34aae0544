"""The trades of the territorial civil service, and what of the commons speaks of each."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations.models import Takeaway
from commun.core.dates import PartialDateField
from commun.core.models import VersionedModel
from commun.core.text import folded
from commun.jobs.enums import Branch
from commun.library.models import Deployment
from commun.resources.models import Resource


class TradeQuerySet(models.QuerySet["Trade"]):
    def touched(self) -> "TradeQuerySet":
        """Those of which a real use or a real debate speaks, in public."""
        return self.filter(Exists(TradeLink.objects.public().real().filter(trade=OuterRef("pk"))))

    def untouched(self) -> "TradeQuerySet":
        return self.exclude(Exists(TradeLink.objects.public().real().filter(trade=OuterRef("pk"))))


class Trade(VersionedModel):
    """A *métier*: here a cadre d'emplois, as its decree makes it, or a trade that the network added with its source.

    It says nothing of AI itself: what its page tells is gathered from what territories publish.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("intitulé"), max_length=300)
    branch = models.CharField(_("filière"), max_length=20, choices=Branch)
    legal_text = models.CharField(_("texte"), max_length=200, blank=True)
    is_closing = models.BooleanField(_("en voie d’extinction"), default=False)
    other_names = models.JSONField(_("autres appellations"), default=list, blank=True)
    source_title = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    known_on = PartialDateField(_("date de la source"))
    resources = models.ManyToManyField(Resource, blank=True, related_name="trades")
    search_text = models.TextField(editable=False, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("métier")
        verbose_name_plural = _("métiers")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is searched follows what is written."""
        self.search_text = folded(" ".join((self.title, *self.other_names, self.legal_text, self.uid)))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("jobs:trade", args=[self.slug])


class TradeLinkQuerySet(models.QuerySet["TradeLink"]):
    def public(self) -> "TradeLinkQuerySet":
        """To a use that is published now, or to a sentence that anyone may read."""
        return self.filter(
            Q(deployment__public__isnull=False, deployment__public__is_template=False)
            | Q(takeaway__frozen_at__isnull=False, takeaway__concertation__published_at__isnull=False)
        )

    def real(self) -> "TradeLinkQuerySet":
        """To something that exists."""
        return self.exclude(deployment__public__is_fictional=True).exclude(
            takeaway__concertation__territory__is_fictional=True
        )

    def with_what_they_link(self) -> "TradeLinkQuerySet":
        return self.select_related("trade", "deployment__public", "takeaway__concertation__territory")


class TradeLink(models.Model):
    """That a use of AI, or a sentence of a debate, speaks of a trade: somebody of the territory, or of the network,
    said so. It is public with what it links."""

    trade = models.ForeignKey(Trade, on_delete=models.CASCADE, related_name="links")
    deployment = models.ForeignKey(
        Deployment, null=True, blank=True, on_delete=models.CASCADE, related_name="trade_links"
    )
    takeaway = models.ForeignKey(Takeaway, null=True, blank=True, on_delete=models.CASCADE, related_name="trade_links")
    by_role = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = TradeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("rattachement à un métier")
        verbose_name_plural = _("rattachements aux métiers")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="trade_link_to_one_thing",
                condition=Q(deployment__isnull=False, takeaway=None) | Q(deployment=None, takeaway__isnull=False),
            ),
            models.UniqueConstraint(fields=["trade", "deployment"], name="trade_link_deployment_once"),
            models.UniqueConstraint(fields=["trade", "takeaway"], name="trade_link_takeaway_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trade_id} · {self.deployment_id or self.takeaway_id}"

    @property
    def about(self) -> Deployment | Takeaway:
        found = self.deployment or self.takeaway
        assert found is not None
        return found
