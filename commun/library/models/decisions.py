"""The council decisions that prove what a sheet says: the vote that launched a use, framed it, or ended it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.deliberations.models import Deliberation
from commun.library.models import columns
from commun.library.models.deployment import Deployment
from commun.library.models.rows import SheetRow


class SheetDecision(SheetRow):
    """One decision cited by a sheet. Like its other lines, it is public from the next publication on."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="decisions")
    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="sheet_proofs")
    note = columns.line(_("ce qu’elle décide de cet usage"), 300)
    cited_at = models.DateTimeField(default=timezone.now, editable=False)
    by_role = columns.line(_("citée par (fonction)"), 200)

    class Meta:
        ordering: ClassVar = ["cited_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "deliberation"], name="sheet_cites_a_decision_once")
        ]

    def __str__(self) -> str:
        return f"{self.deployment_id} · {self.deliberation_id}"
