"""The knot "preuve": the council decisions that prove an answer, a step of a promise, a signature of the charter."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations.models.charter import Signature
from commun.concertations.models.takeaways import Answer, Milestone
from commun.deliberations.models import Deliberation


class DecisionProofQuerySet(models.QuerySet["DecisionProof"]):
    def standing(self) -> "DecisionProofQuerySet":
        return self.filter(withdrawn_at=None)


class DecisionProof(models.Model):
    """One decision cited as proof. A council often votes after the answer was given: a proof is a row that is added
    then or later, and the answer that it proves stays as it was published. Cited by mistake, it is withdrawn, and kept.
    """

    answer = models.ForeignKey(Answer, null=True, blank=True, on_delete=models.CASCADE, related_name="decision_proofs")
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.CASCADE, related_name="decision_proofs"
    )
    signature = models.ForeignKey(
        Signature, null=True, blank=True, on_delete=models.CASCADE, related_name="decision_proofs"
    )
    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="debate_proofs")
    cited_at = models.DateTimeField(default=timezone.now, editable=False)
    by_role = models.CharField(max_length=200, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("citation retirée le"), null=True, blank=True, editable=False)

    objects = DecisionProofQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cited_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="decision_proof_proves_one_thing",
                condition=Q(answer__isnull=False, milestone=None, signature=None)
                | Q(answer=None, milestone__isnull=False, signature=None)
                | Q(answer=None, milestone=None, signature__isnull=False),
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "deliberation"],
                    condition=Q(withdrawn_at=None),
                    name=f"decision_proves_a_{name}_once",
                )
                for name in ("answer", "milestone", "signature")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer or self.milestone or self.signature} · {self.deliberation_id}"
