"""What happens to a decision once it is here: reported by a reader, taken down."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.deliberations.enums import TakedownReason
from commun.deliberations.models.deliberation import Deliberation


class Takedown(models.Model):
    """A decision whose words were removed. What remains says that it exists, of whom, when, and why it is not shown.

    `seal` is a keyed digest of what was removed: it tells whether a later file says the same, and nothing else.
    Once lifted, the next file that holds the decision brings it back.
    """

    deliberation = models.OneToOneField(
        Deliberation, primary_key=True, on_delete=models.PROTECT, related_name="takedown"
    )
    reason = models.CharField(_("raison"), max_length=30, choices=TakedownReason)
    at = models.DateTimeField(_("retirée le"), default=timezone.now)
    by_role = models.CharField(_("retirée par (fonction)"), max_length=200)
    seal = models.CharField(max_length=64)
    newer_seen_at = models.DateTimeField(_("autre version reçue le"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("retrait levé le"), null=True, blank=True)
    lifted_by_role = models.CharField(_("levé par (fonction)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("retrait")
        verbose_name_plural = _("retraits")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.deliberation_id} · {self.get_reason_display()}"


class DeliberationReport(models.Model):
    """« Signaler un nom de personne »: what a reader says should not be public. Never public itself.

    What was typed goes as soon as the report is settled: it may well quote the name.
    """

    deliberation = models.ForeignKey(Deliberation, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField(_("ce qui ne devrait pas être public"), blank=True)
    email = models.EmailField(_("votre adresse, si vous voulez une réponse"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_founded = models.BooleanField(_("fondé"), null=True, blank=True)

    class Meta:
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.deliberation_id} · {self.asked_at:%Y-%m-%d}"
