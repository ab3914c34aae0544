"""A decision of a council: the columns of SCDL "délibérations" 2.1.5, and its text when it was given."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.deliberations.enums import TextSource, VoteOutcome
from commun.deliberations.models.origin import DeliberatingBody, DeliberationSource


class DeliberationQuerySet(models.QuerySet["Deliberation"]):
    def public(self) -> "DeliberationQuerySet":
        """Those that were not taken down."""
        return self.filter(taken_down_at=None)

    def of_body(self, body: DeliberatingBody) -> "DeliberationQuerySet":
        return self.filter(body=body)


class Deliberation(models.Model):
    """One decision. Its identity is the body's SIRET, the body's own identifier, and the day: none suffices alone.

    A later publication of the same decision replaces these values, and keeps the earlier ones as a revision.
    """

    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    body = models.ForeignKey(DeliberatingBody, on_delete=models.PROTECT, related_name="deliberations")
    local_id = models.CharField(_("identifiant local"), max_length=120)
    decided_on = models.DateField(_("date de la séance"))
    matter_code = models.CharField(_("code de la matière"), max_length=5, blank=True)
    matter_name = models.CharField(_("matière"), max_length=300, blank=True)
    subject = models.TextField(_("objet"))
    budget_year = models.CharField(_("année du budget"), max_length=9, blank=True)
    budget_name = models.CharField(_("nom du budget"), max_length=300, blank=True)
    prefecture_id = models.CharField(_("préfecture"), max_length=20, blank=True)
    received_on = models.DateField(_("reçue en préfecture le"), null=True, blank=True)
    vote_members = models.PositiveIntegerField(_("membres en exercice"), null=True, blank=True)
    vote_present = models.PositiveIntegerField(_("votants"), null=True, blank=True)
    vote_for = models.PositiveIntegerField(_("pour"), null=True, blank=True)
    vote_against = models.PositiveIntegerField(_("contre"), null=True, blank=True)
    vote_abstained = models.PositiveIntegerField(_("abstentions"), null=True, blank=True)
    url = models.URLField(_("document"), max_length=1000, blank=True)
    source = models.ForeignKey(DeliberationSource, on_delete=models.PROTECT, related_name="deliberations")
    version = models.PositiveIntegerField(_("version"), default=1)
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_down_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = _("délibération")
        verbose_name_plural = _("délibérations")
        ordering: ClassVar = ["-decided_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "local_id", "decided_on"], name="deliberation_once"),
            models.CheckConstraint(
                name="deliberation_matter_is_of_actes",
                condition=Q(matter_code="") | Q(matter_code__regex=r"^[0-9]\.[0-9]{1,2}$"),
            ),
            models.CheckConstraint(
                name="deliberation_taken_down_says_nothing",
                condition=Q(taken_down_at=None) | Q(subject="", url="", budget_name="", sha256=""),
            ),
            models.CheckConstraint(
                name="deliberation_not_received_before_it_is_taken",
                condition=Q(received_on=None) | Q(received_on__gte=F("decided_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-decided_on", "-id"], name="deliberation_newest")]

    def __str__(self) -> str:
        return self.subject[:100]

    def get_absolute_url(self) -> str:
        return reverse("deliberations:detail", args=[self.uid])

    @property
    def title(self) -> str:
        return self.subject

    @property
    def is_fictional(self) -> bool:
        return self.body.is_fictional

    @property
    def year(self) -> int:
        return self.decided_on.year

    @property
    def vote(self) -> VoteOutcome | None:
        """What the counts say, when the body publishes those for and those against."""
        if self.vote_for is None or self.vote_against is None:
            return None
        is_divided = self.vote_against or self.vote_abstained
        return VoteOutcome.DIVIDED if is_divided else VoteOutcome.UNANIMOUS

    def is_after(self, day: datetime.date) -> bool:
        return self.decided_on > day


class DeliberationText(models.Model):
    """The words of a decision, apart from its line: SCDL has none, they come from the document behind its address."""

    deliberation = models.OneToOneField(Deliberation, primary_key=True, on_delete=models.CASCADE, related_name="text")
    body = models.TextField(_("texte"))
    source = models.CharField(_("lu dans"), max_length=10, choices=TextSource, default=TextSource.GIVEN)
    sha256 = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("texte de délibération")
        verbose_name_plural = _("textes de délibérations")

    def __str__(self) -> str:
        return self.body[:80]
