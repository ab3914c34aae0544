"""Citing a council decision as proof of an answer, of a step of a promise or of a signature, and taking it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions.records import lock
from commun.concertations.models import Answer, DecisionProof, Milestone, Signature, Takeaway
from commun.core import audit
from commun.core.errors import DomainError, Gone
from commun.core.models import AuditEvent
from commun.deliberations.models import Deliberation
from commun.territories.models import Territory

Proven = Answer | Milestone | Signature


class ProofRefused(DomainError):
    """This decision cannot be cited; `field` is that of the forms where it is chosen."""

    field = "deliberation"


@transaction.atomic
def cite_decision(*, proven: Answer | Milestone, deliberation: Deliberation, by: User) -> DecisionProof:
    """Cite a decision, later than the answer or the milestone was published: these do not change.

    The same decision cited twice is cited once. Raises ProofRefused.
    """
    concertation = lock(proposition_of(proven).concertation)
    return cite(proven=proven, deliberation=deliberation, by=by, role=by.signature(concertation.territory))


def cite(*, proven: Proven, deliberation: Deliberation, by: User | None, role: str) -> DecisionProof:
    """The same, inside the action that publishes what is proven, whose rows are locked."""
    territory = territory_of(proven)
    if deliberation.taken_down_at is not None:
        raise ProofRefused(_("Cette délibération a été retirée : elle ne peut plus être citée."))
    if deliberation.body.is_fictional and not territory.is_fictional:
        raise ProofRefused(_("Cette délibération est inventée : elle ne prouve rien d’un territoire réel."))
    name = _column(proven)
    known = DecisionProof.objects.standing().filter(**{name: proven}, deliberation=deliberation).first()
    if known is not None:
        return known
    made = DecisionProof.objects.create(**{name: proven}, deliberation=deliberation, by_role=role)
    _tell("proof.cited", made, by=by, role=role)
    return made


@transaction.atomic
def withdraw_citation(*, proposition: Takeaway, pk: int, by: User) -> None:
    """Take back a citation made by mistake: it is shown no more, and the history says so. Raises Gone."""
    concertation = lock(proposition.concertation)
    mine = DecisionProof.objects.standing().select_related("answer", "milestone__follow_up", "deliberation")
    proof = mine.filter(pk=pk).first()
    proven = (proof.answer or proof.milestone) if proof else None
    if proof is None or proven is None or proposition_of(proven).pk != proposition.pk:
        raise Gone(_("Cette citation a déjà été retirée."))
    proof.withdrawn_at = timezone.now()
    proof.save(update_fields=["withdrawn_at"])
    _tell("proof.withdrawn", proof, by=by, role=by.signature(concertation.territory))


def proposition_of(proven: Answer | Milestone) -> Takeaway:
    return proven.proposition if isinstance(proven, Answer) else proven.follow_up.proposition


def territory_of(proven: Proven) -> Territory:
    if isinstance(proven, Signature):
        return proven.pledge.territory
    return proposition_of(proven).concertation.territory


def _column(proven: Proven) -> str:
    return {Answer: "answer", Milestone: "milestone", Signature: "signature"}[type(proven)]


def _tell(verb: str, proof: DecisionProof, *, by: User | None, role: str) -> AuditEvent:
    """The public trace, on the page that tells the whole story of what is proven."""
    proven = proof.answer or proof.milestone
    cited = {"deliberation": proof.deliberation.uid, "date_deliberation": proof.deliberation.decided_on.isoformat()}
    if proven is None:
        assert proof.signature is not None
        return audit.record(verb, target=proof.signature.pledge, by=by, by_role=role, detail=cited, public=True)
    proposition = proposition_of(proven)
    proposition.changed_at = timezone.now()
    proposition.save(update_fields=["changed_at"])
    detail = {"identifiant": proven.uid, **cited}
    return audit.record(verb, target=proposition, by=by, by_role=role, detail=detail, public=True)
