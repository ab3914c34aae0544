"""A territory puts its name under a text of the network, in public, and may take it back, in public too."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.concertations.models.charter import web_url
from commun.syntheses.models.manifesto import ManifestoVersion
from commun.syntheses.models.synthesis import Synthesis
from commun.territories.models import Territory


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def standing(self) -> "EndorsementQuerySet":
        return self.filter(withdrawn_on=None)


class Endorsement(models.Model):
    """A territory supports a text. Kept for ever, with the day it left and why; coming back is another row."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="endorsements")
    manifesto = models.ForeignKey(
        ManifestoVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsements"
    )
    synthesis = models.ForeignKey(
        Synthesis, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsements"
    )
    signatory_role = models.CharField(_("qualité de qui soutient"), max_length=200)
    endorsed_on = models.DateField(_("soutenu le"))
    decision_reference = models.CharField(_("référence de la décision"), max_length=120, blank=True)
    decision_url = models.URLField(_("adresse de la décision"), max_length=500, blank=True, validators=[web_url])
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("motif du retrait"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-endorsed_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "manifesto"],
                name="endorsement_of_the_manifesto_stands_once",
                condition=Q(withdrawn_on=None, manifesto__isnull=False),
                violation_error_message=_("Ce territoire soutient déjà ce texte."),
            ),
            models.UniqueConstraint(
                fields=["territory", "synthesis"],
                name="endorsement_of_the_synthesis_stands_once",
                condition=Q(withdrawn_on=None, synthesis__isnull=False),
                violation_error_message=_("Ce territoire soutient déjà cette synthèse."),
            ),
            models.CheckConstraint(
                name="endorsement_is_of_one_text",
                condition=Q(manifesto__isnull=False, synthesis=None) | Q(manifesto=None, synthesis__isnull=False),
            ),
            models.CheckConstraint(
                name="endorsement_withdrawn_says_why",
                condition=Q(withdrawn_on=None) | ~Q(withdrawal_reason=""),
                violation_error_message=_("Dites pourquoi le territoire retire son soutien."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory} · {self.endorsed_on}"
