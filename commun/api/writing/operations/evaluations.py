"""Evaluating a use with the shared grid: begun, answered axis by axis, published once and for ever, or given up."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.writing import fields
from commun.api.writing.fields import Day, Given
from commun.api.writing.operation import Call, Done, Line, Operation, nowhere
from commun.api.writing.operations.library import ONE as SHEET
from commun.api.writing.operations.library import found as sheet_found
from commun.core.errors import EditConflict
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.library.actions import evaluation as actions
from commun.library.enums import Moment, Outcome, Visibility
from commun.library.models import Deployment, Evaluation
from commun.territories.models import Territory

ONE = "/evaluations-en-cours/{identifiant}"

NAMES = {"outcome": "niveau", "reason": "motif", "proof": "preuve", "proof_url": "preuve_url"}


class Frame(Given):
    """Quand l’usage est évalué, par qui et avec qui."""

    moment: fields.choice(Moment.values)  # type: ignore[valid-type]
    date: Day
    fonction: str = Field(..., min_length=1, max_length=200, description="Qui évalue, jamais un nom.")
    comite: str = Field("", max_length=2000, description="La composition du comité, en mots.")


class Reply(Given):
    """La réponse à une question de la grille ; sans niveau, elle est vidée."""

    question: str = Field(..., max_length=60, description="Le code de la question dans la grille.")
    niveau: fields.choice(Outcome.values) | None = None  # type: ignore[valid-type]
    motif: str = Field("", max_length=3000, description="Ce qui le montre : obligatoire avec un niveau.")
    preuve: str = Field("", max_length=300)
    preuve_url: str = Field("", max_length=500)


class Replies(Given):
    """Les réponses d’un axe ; celles qui ne sont pas nommées ne changent pas."""

    axe: str = Field(..., max_length=60, description="Le code de l’axe dans la grille.")
    reponses: list[Reply] = Field(..., min_length=1, max_length=50)


class Publication(Given):
    """Qui lira l’évaluation ; tenue à l’écart du public, elle dit pourquoi."""

    qui_le_lit: fields.choice(Visibility.values) = Visibility.PUBLIC.value  # type: ignore[valid-type]
    motif: str = Field("", max_length=300)


def _found(territory: Territory, identifier: str) -> Evaluation:
    rows = Evaluation.objects.select_related("deployment__territory", "grid")
    row = rows.filter(deployment__territory=territory, uid=identifier).first()
    if row is None:
        raise nowhere()
    return row


def _version(evaluation: Evaluation) -> str:
    """Of its frame and of its answers together."""
    answers = evaluation.answers.select_related("item").order_by("pk")
    return f"{evaluation.version}-{actions.answers_digest(answers)}"


def _done(evaluation: Evaluation, *, is_new: bool = False) -> Done:
    sheet = evaluation.deployment
    page = reverse("library:evaluate_one", args=[sheet.slug, evaluation.number])
    return Done(
        (Line("evaluations", evaluation.uid, page, evaluation.is_public, is_new, _version(evaluation)),),
    )


def _frame(given: Frame) -> dict[str, Any]:
    return {
        "moment": Moment(given.moment),
        "evaluated_on": given.date,
        "role": clean(given.fonction),
        "committee": clean(given.comite),
    }


def _open(call: Call[Deployment]) -> Done:
    made = actions.open_evaluation(sheet=call.target, by=call.by, **_frame(call.given))
    return _done(_found(call.territory, made.uid), is_new=True)


def _refuse_stale(call: Call[Evaluation]) -> None:
    if call.seen != _version(call.target):
        raise EditConflict(_("Quelqu’un a enregistré cette évaluation depuis que vous l’avez lue."))


def _reframe(call: Call[Evaluation]) -> Done:
    _refuse_stale(call)
    actions.save_frame(evaluation=call.target, seen=call.target.version, by=call.by, **_frame(call.given))
    return _done(_found(call.territory, call.target.uid))


def _reply(call: Call[Evaluation]) -> Done:
    _refuse_stale(call)
    axis = call.target.grid.axes.filter(code=call.given.axe).first()
    if axis is None:
        raise fields.unsuitable([("axe", _("La grille n’a pas d’axe de ce code."))])
    answers = list(call.target.answers.filter(item__axis=axis, item__is_fact=False).select_related("item"))
    given = {one.item.code: actions.Given(one.outcome, one.reason, one.proof, one.proof_url) for one in answers}
    faults = [
        (f"reponses.{rank}.question", _("Cet axe n’a pas de question de ce code."))
        for rank, one in enumerate(call.given.reponses)
        if one.question not in given
    ]
    if faults:
        raise fields.unsuitable(faults)
    for one in call.given.reponses:
        given[one.question] = actions.Given(
            outcome=one.niveau or "",
            reason=clean(one.motif),
            proof=clean(one.preuve),
            proof_url=clean(one.preuve_url),
        )
    seen = actions.answers_digest(answers)
    actions.save_answers(evaluation=call.target, axis=axis, given=given, seen=seen, by=call.by)
    return _done(_found(call.territory, call.target.uid))


def _publish(call: Call[Evaluation]) -> Done:
    actions.publish_evaluation(
        evaluation=call.target,
        visibility=Visibility(call.given.qui_le_lit),
        held_reason=clean(call.given.motif),
        by=call.by,
    )
    return _done(_found(call.territory, call.target.uid))


def _discard(call: Call[Evaluation]) -> Done:
    told = _done(call.target)
    actions.discard_evaluation(evaluation=call.target, by=call.by)
    return told


def _operation(permission: Permission, **told: Any) -> Operation[Any]:
    return Operation(scope=Scope.LIBRARY, permission=permission, names=NAMES, **told)


_EDIT, _PUBLISH = Permission.LIBRARY_EDIT, Permission.LIBRARY_PUBLISH

OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        _EDIT,
        name="ouvrir_evaluation",
        method="POST",
        path=f"{SHEET}/evaluations",
        summary="Ouvrir une évaluation, avec la grille en vigueur",
        twin="library:evaluate",
        find=sheet_found,
        act=_open,
        given=Frame,
        creates=True,
    ),
    _operation(
        _EDIT,
        name="cadrer_evaluation",
        method="PATCH",
        path=ONE,
        summary="Redire quand, par qui et avec qui l’usage est évalué",
        twin="library:evaluate_frame",
        find=_found,
        act=_reframe,
        given=Frame,
        version=_version,
    ),
    _operation(
        _EDIT,
        name="evaluer_axe",
        method="PATCH",
        path=f"{ONE}/reponses",
        summary="Répondre aux questions d’un axe",
        twin="library:evaluate_axis",
        find=_found,
        act=_reply,
        given=Replies,
        version=_version,
    ),
    _operation(
        _PUBLISH,
        name="publier_evaluation",
        method="POST",
        path=f"{ONE}/publication",
        summary="Publier l’évaluation : elle ne change plus",
        twin="library:evaluate_publish",
        find=_found,
        act=_publish,
        given=Publication,
    ),
    _operation(
        _EDIT,
        name="abandonner_evaluation",
        method="DELETE",
        path=ONE,
        summary="Abandonner une évaluation qui n’est pas publiée",
        twin="library:evaluate_discard",
        find=_found,
        act=_discard,
    ),
)
