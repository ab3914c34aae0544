"""Citing a council decision as proof of an answer or of a step, once they are published; taking the citation back."""

from typing import Any

from django.db.models import Q, Value
from django.utils.translation import gettext as _
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Given
from commun.api.writing.operation import Call, Done, Line, Operation
from commun.api.writing.operations.answers import NAMES, ONE, cited, proposition_found
from commun.api.writing.parts import part_id, part_of
from commun.concertations.actions import proofs as actions
from commun.concertations.models import DecisionProof, Takeaway
from commun.concertations.queries.cited import provable
from commun.keys.enums import Scope
from commun.territories.models import Territory

_KIND = "deliberations-citees"


class NewProof(Given):
    """La délibération qui prouve une réponse, ou un jalon."""

    prouve: str = Field(..., max_length=60, description="L’identifiant de la réponse ou du jalon.")
    deliberation: str = Field(..., min_length=1, max_length=300, description="L’identifiant, ici, de la délibération.")


def _line(proof: DecisionProof, proposition: Takeaway, *, is_new: bool) -> Line:
    is_public = proposition.concertation.is_published
    return Line(_KIND, part_id(proposition.uid, _KIND, proof), proposition.get_absolute_url(), is_public, is_new)


def _cite(call: Call[Takeaway]) -> Done:
    proven = next((one for one in provable(call.target) if one.uid == call.given.prouve), None)
    if proven is None:
        why = _("Aucune réponse, aucun jalon de cette proposition ne porte cet identifiant.")
        raise fields.unsuitable([("prouve", why)])
    decision = cited(call.given.deliberation)
    assert decision is not None  # an empty one is refused before
    before = set(DecisionProof.objects.standing().filter(deliberation=decision).values_list("pk", flat=True))
    proof = actions.cite_decision(proven=proven, deliberation=decision, by=call.by)
    return Done((_line(proof, call.target, is_new=proof.pk not in before),))


def _found(territory: Territory, identifier: str) -> tuple[DecisionProof, Takeaway]:
    """The proposition is read in the identifier; what is proven is one of its answers, or of its steps."""
    proposition = proposition_found(territory, identifier.partition(f"-{_KIND}-")[0])
    mine = Q(answer__proposition=proposition) | Q(milestone__follow_up__proposition=proposition)
    rows = DecisionProof.objects.standing().filter(mine).annotate(owner=Value(proposition.uid))
    return part_of(rows, identifier, kind=_KIND, owner="owner"), proposition


def _withdraw(call: Call[tuple[DecisionProof, Takeaway]]) -> Done:
    proof, proposition = call.target
    told = _line(proof, proposition, is_new=False)
    actions.withdraw_citation(proposition=proposition, pk=proof.pk, by=call.by)
    return Done((told,))


def _operation(**told: Any) -> Operation[Any]:
    return Operation(
        scope=Scope.ANSWERS, permission=Permission.ANSWER_PUBLISH, twin="concertations:proofs", names=NAMES, **told
    )


OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        name="citer_deliberation",
        method="POST",
        path=f"{ONE}/deliberations-citees",
        summary="Citer une délibération, preuve d’une réponse ou d’un jalon",
        find=proposition_found,
        act=_cite,
        given=NewProof,
        creates=True,
    ),
    _operation(
        name="ne_plus_citer_deliberation",
        method="DELETE",
        path="/deliberations-citees/{identifiant}",
        summary="Retirer une citation faite par erreur ; l’histoire en garde la trace",
        find=_found,
        act=_withdraw,
    ),
)
