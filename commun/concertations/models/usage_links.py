"""The last knots of the chain: which AI uses a debate, or one sentence said in it, is about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations.models.concertation import Concertation
from commun.concertations.models.takeaways import Takeaway
from commun.library.models import Deployment


class UsageLink(models.Model):
    """A concertation, or one of its propositions, and a use of the library that it speaks of or changed."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="usage_links")
    proposition = models.ForeignKey(
        Takeaway,
        verbose_name=_("proposition"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="usage_links",
    )
    deployment = models.ForeignKey(
        Deployment, verbose_name=_("usage d’IA"), on_delete=models.CASCADE, related_name="debate_links"
    )
    note = models.CharField(_("ce que le débat y a changé"), max_length=300, blank=True)
    linked_at = models.DateTimeField(default=timezone.now, editable=False)
    by_role = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["linked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concertation", "deployment"],
                condition=Q(proposition=None),
                name="usage_link_once_for_a_concertation",
            ),
            models.UniqueConstraint(
                fields=["proposition", "deployment"],
                condition=Q(proposition__isnull=False),
                name="usage_link_once_for_a_proposition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concertation_id} · {self.deployment_id}"
