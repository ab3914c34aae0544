"""Answering propositions, one or many."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Field
from pydantic import StrictInt

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Day, Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.operations.concertations import ONE as CONCERTATION
from commun.api.writing.operations.concertations import found as concertation_found
from commun.api.writing.operations.takeaways import found as takeaway_found
from commun.concertations.actions import answers as actions
from commun.concertations.actions.answers import NewAnswer
from commun.concertations.enums import Decision, TakeawayKind
from commun.concertations.forms.answers import MAX_REASON
from commun.concertations.models import Answer, Concertation, Takeaway
from commun.core.text import clean
from commun.deliberations.models import Deliberation
from commun.deliberations.queries.pick import named
from commun.keys.enums import Scope
from commun.territories.models import Territory

ONE = "/propositions/{identifiant}"
MOST = 200

NAMES = {
    "decision": "reponse",
    "reason": "motif",
    "author_role": "qualite",
    "body": "instance",
    "answered_on": "date",
    "decision_reference": "deliberation_reference",
    "decision_url": "deliberation_url",
    "deliberation": "deliberation",
}


class NewReply(Given):
    """La réponse à une proposition. Elle ne se change pas : une nouvelle s’ajoute, la première reste lisible."""

    reponse: fields.choice(Decision.values)  # type: ignore[valid-type]
    motif: str = Field("", max_length=MAX_REASON, description="Obligatoire, sauf « retenue » et « a_l_etude ».")
    qualite: str = Field(..., min_length=1, max_length=200, description="La fonction de qui répond, jamais un nom.")
    instance: str = Field("", max_length=200, description="L’instance qui répond.")
    date: Day = Field(..., description="Le jour où la réponse a été donnée.")
    deliberation: str | None = Field(
        None, max_length=300, description="L’identifiant, ici, de la délibération qui la prouve."
    )
    deliberation_reference: str = Field("", max_length=120)
    deliberation_url: str = Field("", max_length=500)
    reponses_lues: StrictInt | None = Field(
        None, ge=0, le=1000, description="Combien de réponses vous aviez lues : 409 si une autre est venue depuis."
    )


class ReplyTo(NewReply):
    """La réponse à une proposition, nommée."""

    proposition: str = Field(..., max_length=30, description="Identifiant de la proposition.")


class Replies(Given):
    """Plusieurs réponses, toutes ou aucune."""

    reponses: list[ReplyTo] = Field(..., min_length=1, max_length=MOST)


def proposition_found(territory: Territory, identifier: str) -> Takeaway:
    row = takeaway_found(territory, identifier)
    if row.kind != TakeawayKind.PROPOSITION:
        raise nowhere()
    return row


def cited(identifier: str | None, where: str = "") -> Deliberation | None:
    """The decision of this identifier. Raises Refused."""
    if not identifier:
        return None
    decision = named(identifier)
    if decision is None:
        why = _("Aucune délibération publique ne porte ici cet identifiant.")
        raise fields.unsuitable([(f"{where}deliberation", why)])
    return decision


def _new(proposition: Takeaway, given: NewReply, where: str = "") -> NewAnswer:
    return NewAnswer(
        proposition=proposition,
        decision=Decision(given.reponse),
        reason=clean(given.motif),
        author_role=clean(given.qualite),
        body=clean(given.instance),
        answered_on=given.date,
        decision_reference=clean(given.deliberation_reference),
        decision_url=clean(given.deliberation_url),
        after=given.reponses_lues,
        deliberation=cited(given.deliberation, where),
    )


def _line(answer: Answer, *, is_new: bool) -> Line:
    proposition = answer.proposition
    record = proposition.concertation
    return Line("reponses", answer.uid, proposition.get_absolute_url(), record.is_published, is_new)


def _answer(call: Call[Takeaway]) -> Done:
    return _published(call, call.target.concertation, [_new(call.target, call.given)])


def _answer_many(call: Call[Concertation]) -> Done:
    wanted = [one.proposition for one in call.given.reponses]
    if len(set(wanted)) < len(wanted):
        raise fields.unsuitable([("reponses", _("Chaque proposition se nomme une fois."))])
    rows = {row.uid: row for row in call.target.takeaways.propositions().filter(uid__in=wanted)}
    faults = [
        (f"reponses.{rank}.proposition", _("Aucune proposition de cette concertation ne porte cet identifiant."))
        for rank, uid in enumerate(wanted)
        if uid not in rows
    ]
    if faults:
        raise fields.unsuitable(faults)
    news = [_new(rows[one.proposition], one, f"reponses.{rank}.") for rank, one in enumerate(call.given.reponses)]
    return _published(call, call.target, news)


def _published(call: Call[Any], concertation: Concertation, news: list[NewAnswer]) -> Done:
    keys = [new.proposition.pk for new in news]
    before = set(Answer.objects.filter(proposition__in=keys).values_list("pk", flat=True))
    if isinstance(call.target, Takeaway):
        new = news[0]
        told = {name: getattr(new, name) for name in NewAnswer.__dataclass_fields__}
        published = [actions.answer(by=call.by, **told)]
    else:
        published = actions.answer_many(concertation=concertation, answers=news, by=call.by)
    return Done(tuple(_line(answer, is_new=answer.pk not in before) for answer in published))


OPERATIONS: tuple[Operation[Any], ...] = (
    Operation(
        name="repondre",
        method="POST",
        path=f"{ONE}/reponses",
        summary="Répondre à une proposition",
        description="Publique aussitôt. La même réponse envoyée deux fois n’en fait qu’une.",
        scope=Scope.ANSWERS,
        permission=Permission.ANSWER_PUBLISH,
        twin="concertations:answer",
        find=proposition_found,
        act=_answer,
        given=NewReply,
        names=NAMES,
        creates=True,
    ),
    Operation(
        name="repondre_a_plusieurs",
        method="POST",
        path=f"{CONCERTATION}/reponses",
        summary="Répondre à plusieurs propositions, toutes ou aucune",
        scope=Scope.ANSWERS,
        permission=Permission.ANSWER_PUBLISH,
        twin="concertations:answers",
        find=concertation_found,
        act=_answer_many,
        given=Replies,
        names=NAMES,
        creates=True,
    ),
)
