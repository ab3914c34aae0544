"""What a debate was led with: which resources of the catalogue it used, and what its organisers say of them."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations.models.concertation import Concertation
from commun.resources.models import Resource


class ResourceUse(models.Model):
    """A concertation used a resource. `said` is public with the concertation; empty when nobody says anything of it."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="resource_uses")
    resource = models.ForeignKey(
        Resource, verbose_name=_("ressource"), on_delete=models.CASCADE, related_name="debate_uses"
    )
    said = models.CharField(_("ce que vous en dites"), max_length=600, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    by_role = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("emploi d’une ressource")
        verbose_name_plural = _("emplois de ressources")
        ordering: ClassVar = ["recorded_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concertation", "resource"], name="resource_use_once_for_a_concertation")
        ]

    def __str__(self) -> str:
        return f"{self.concertation_id} · {self.resource_id}"
