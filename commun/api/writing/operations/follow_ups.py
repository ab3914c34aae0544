"""Promising an action, and saying where it stands."""

from typing import Any

from ninja import Field

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Day, Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.operations.answers import ONE as PROPOSITION
from commun.api.writing.operations.answers import cited, proposition_found
from commun.concertations.actions import follow_ups as actions
from commun.concertations.enums import FollowUpState
from commun.concertations.models import FollowUp, Takeaway
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.territories.models import Territory

ONE = "/suites/{identifiant}"

NAMES = {
    "title": "action",
    "owner_role": "responsable",
    "due_on": "echeance",
    "budget": "moyens",
    "state": "etat",
    "on": "date",
    "text": "texte",
    "proof_url": "preuve_url",
    "deliberation": "deliberation",
}


class NewPromise(Given):
    """Une action promise : son échéance est publique, et le retard aussi."""

    action: str = Field(..., min_length=1, max_length=300, description="Une phrase que l’on pourra vérifier.")
    responsable: str = Field(..., min_length=1, max_length=200, description="La fonction ou le service, jamais un nom.")
    echeance: Day
    moyens: str = Field("", max_length=200)


class NewStep(Given):
    """Un jalon : où en est l’action, et ce qui le prouve. Il s’ajoute, il ne se change pas."""

    etat: fields.choice(FollowUpState.values)  # type: ignore[valid-type]
    date: Day
    texte: str = Field("", max_length=5000, description="Obligatoire si l’action est modifiée, abandonnée ou reportée.")
    preuve_url: str = Field("", max_length=500)
    deliberation: str | None = Field(
        None, max_length=300, description="L’identifiant, ici, de la délibération qui le prouve."
    )
    deliberation_reference: str = Field("", max_length=120)
    echeance: Day | None = Field(None, description="Seulement si elle change ; l’ancienne reste publique.")


def found(territory: Territory, identifier: str) -> FollowUp:
    row = (
        FollowUp.objects.select_related("proposition__concertation__territory")
        .filter(proposition__concertation__territory=territory, uid=identifier)
        .first()
    )
    if row is None:
        raise nowhere()
    return row


def _line(row: FollowUp, *, is_new: bool) -> Line:
    is_public = row.proposition.concertation.is_published
    return Line("suites", row.uid, row.get_absolute_url(), is_public, is_new, str(row.version))


def _promise(call: Call[Takeaway]) -> Done:
    given: NewPromise = call.given
    before = set(call.target.follow_ups.values_list("pk", flat=True))
    made = actions.promise(
        proposition=call.target,
        title=clean(given.action),
        owner_role=clean(given.responsable),
        due_on=given.echeance,
        budget=clean(given.moyens),
        by=call.by,
    )
    return Done((_line(made, is_new=made.pk not in before),))


def _step(call: Call[FollowUp]) -> Done:
    given: NewStep = call.given
    before = call.target.milestones.count()
    actions.record_milestone(
        follow_up=call.target,
        state=FollowUpState(given.etat),
        on=given.date,
        text=clean(given.texte),
        proof_url=clean(given.preuve_url),
        decision_reference=clean(given.deliberation_reference),
        due_on=given.echeance,
        deliberation=cited(given.deliberation),
        version=int(call.seen) if call.seen.isdecimal() and len(call.seen) < 10 else 0,
        by=call.by,
    )
    row = found(call.territory, call.target.uid)
    return Done((_line(row, is_new=row.milestones.count() > before),))


OPERATIONS: tuple[Operation[Any], ...] = (
    Operation(
        name="promettre",
        method="POST",
        path=f"{PROPOSITION}/suites",
        summary="Promettre une action, en suite d’une réponse",
        scope=Scope.FOLLOW_UPS,
        permission=Permission.ANSWER_PUBLISH,
        twin="concertations:promise",
        find=proposition_found,
        act=_promise,
        given=NewPromise,
        names=NAMES,
        creates=True,
    ),
    Operation(
        name="ajouter_jalon",
        method="POST",
        path=f"{ONE}/jalons",
        summary="Dire où en est une action promise",
        scope=Scope.FOLLOW_UPS,
        permission=Permission.ANSWER_PUBLISH,
        twin="concertations:milestone",
        find=found,
        act=_step,
        given=NewStep,
        version=lambda row: str(row.version),
        names=NAMES,
        creates=True,
    ),
)
