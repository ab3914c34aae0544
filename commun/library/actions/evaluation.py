"""Evaluating a use: opened with the grid of the day, filled axis by axis, published once, and done again later.

No level without its reason: ticking boxes shows nothing (DOMAIN 6). Published, an evaluation never changes.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError, EditConflict, Gone
from commun.core.models import Revision
from commun.library import fields
from commun.library.actions.sheets import as_json, lock
from commun.library.enums import Moment, Outcome, Visibility
from commun.library.models import Deployment, Evaluation, EvaluationAnswer, Grid, GridAxis, PublishedSheet
from commun.library.models.columns import web_url

SHORTEST_REASON = 20
"""Characters. « Oui », « fait », « voir dossier » are no reasons."""
_CLAIMS = (Outcome.IN_PLACE, Outcome.CHECKED)
_ADDRESS = re.compile(r"\S@\S")


@dataclass(frozen=True)
class Given:
    """What someone answers to one question."""

    outcome: str = ""
    reason: str = ""
    proof: str = ""
    proof_url: str = ""


class AnswersChanged(EditConflict):
    """Someone saved the same axis since the form was opened; `current` is how it stands now."""

    def __init__(self, current: Mapping[str, EvaluationAnswer]) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré cet axe pendant que vous le remplissiez."))


class InvalidAnswers(DomainError):
    """Some answers cannot stand; `faults` tells the code of the question, the box, and the sentence."""

    def __init__(self, faults: Mapping[tuple[str, str], str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(dict.fromkeys(faults.values())))


def open_evaluation(
    *,
    sheet: Deployment,
    moment: Moment,
    evaluated_on: datetime.date,
    role: str,
    by: User | None,
    committee: str = "",
    grid: Grid | None = None,
) -> Evaluation:
    """Begin an evaluation with the grid in force (or `grid`, already published). Raises DomainError."""
    _check_frame(evaluated_on=evaluated_on, role=role, committee=committee)
    try:
        with transaction.atomic():
            return _open(sheet, moment, evaluated_on, role, by, committee, grid or Grid.objects.current())
    except IntegrityError:
        raise DomainError(_("Une évaluation de cet usage est déjà en cours : continuez celle-là.")) from None


def _open(
    sheet: Deployment,
    moment: Moment,
    evaluated_on: datetime.date,
    role: str,
    by: User | None,
    committee: str,
    grid: Grid,
) -> Evaluation:
    current = lock(sheet)
    if not grid.is_published:
        raise DomainError(_("Cette version de la grille n’est pas encore publiée."))
    if current.evaluations.drafts().exists():
        raise DomainError(_("Une évaluation de cet usage est déjà en cours : continuez celle-là."))
    number = (current.evaluations.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Evaluation.objects.create(
        uid=f"{current.uid}-e{number:02d}",
        deployment=current,
        number=number,
        grid=grid,
        moment=moment,
        evaluated_on=evaluated_on,
        role=role.strip(),
        committee=committee.strip(),
    )
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(uid=f"{made.uid}-{item.code}", evaluation=made, item=item) for item in grid.items.all()
    )
    signed = by.signature(current.territory) if by is not None else ""
    audit.record("evaluation.opened", target=current, by=by, by_role=signed, detail={"evaluation": made.uid})
    return made


def _check_frame(*, evaluated_on: datetime.date, role: str, committee: str) -> None:
    if evaluated_on > timezone.localdate():
        raise DomainError(_("La date de l’évaluation est dans l’avenir : indiquez le jour où elle est faite."))
    if not role.strip():
        raise DomainError(_("Dites qui évalue, par sa fonction."))
    if _ADDRESS.search(role) or _ADDRESS.search(committee):
        raise DomainError(_("Écrivez des fonctions, pas des adresses : cette page sera publique."))


def _draft(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, held with its sheet until the end of the transaction. Raises Gone, DomainError."""
    lock(evaluation.deployment)
    rows = Evaluation.objects.select_related("deployment__territory", "grid")
    current = rows.filter(pk=evaluation.pk).first()
    if current is None:
        raise Gone(_("Cette évaluation a été abandonnée avant d’être publiée."))
    if current.published_at is not None:
        raise DomainError(_("Cette évaluation est publiée : elle ne change plus. Faites-en une nouvelle."))
    return current


@transaction.atomic
def save_frame(
    *,
    evaluation: Evaluation,
    seen: int,
    moment: Moment,
    evaluated_on: datetime.date,
    role: str,
    by: User,
    committee: str = "",
) -> Evaluation:
    """Say again when, by whom and with whom. `seen` is the version when the form was opened."""
    _check_frame(evaluated_on=evaluated_on, role=role, committee=committee)
    current = _draft(evaluation)
    if current.version != seen:
        raise EditConflict(
            _("Quelqu’un a enregistré cette page avant vous. Vos réponses sont ci-dessous : relisez, puis enregistrez.")
        )
    current.moment, current.evaluated_on = moment, evaluated_on
    current.role, current.committee, current.version = role.strip(), committee.strip(), current.version + 1
    current.save(update_fields=["moment", "evaluated_on", "role", "committee", "version"])
    _told("evaluation.frame_saved", current, by)
    return current


def answers_digest(answers: Iterable[EvaluationAnswer]) -> str:
    """What the answers of an axis say, in one short text: the same as long as nobody has changed them."""
    return Revision.digest([[one.uid, one.outcome, one.reason, one.proof, one.proof_url] for one in answers])


@transaction.atomic
def save_answers(
    *, evaluation: Evaluation, axis: GridAxis, given: Mapping[str, Given], seen: str, by: User | None
) -> Evaluation:
    """Save the answers of one axis, by the code of the question. `seen` is their digest when the form was opened.

    A question may stay without answer; an answer may not stay without reason. Raises AnswersChanged, InvalidAnswers.
    """
    current = _draft(evaluation)
    answers = {
        one.item.code: one
        for one in current.answers.filter(item__axis=axis, item__is_fact=False).select_related("item")
    }
    if answers_digest(answers.values()) != seen:
        raise AnswersChanged(answers)
    if unknown := set(given) - set(answers):
        raise ValueError(unknown)
    faults = {(code, box): text for code, one in given.items() for box, text in faults_of(one).items()}
    if faults:
        raise InvalidAnswers(faults)
    for code, one in given.items():
        answer = answers[code]
        answer.outcome, answer.reason = one.outcome, one.reason.strip()
        answer.proof, answer.proof_url = one.proof.strip(), one.proof_url.strip()
    EvaluationAnswer.objects.bulk_update(answers.values(), ["outcome", "reason", "proof", "proof_url"])
    _told("evaluation.axis_saved", current, by, axe=axis.code)
    return current


def faults_of(given: Given) -> dict[str, str]:
    """What is wrong with one answer, by box."""
    reason = given.reason.strip()
    if not given.outcome:
        if reason or given.proof.strip() or given.proof_url.strip():
            return {"outcome": _("Choisissez la réponse que cette raison explique.")}
        return {}
    if given.outcome not in Outcome.values:
        return {"outcome": _("Cette réponse n’existe pas.")}
    if not reason:
        return {"reason": _("Dites pourquoi : une réponse sans sa raison ne dit rien.")}
    if len(reason) < SHORTEST_REASON:
        return {"reason": _("C’est trop court pour être une raison : dites ce qui le montre, en une phrase.")}
    if given.proof_url.strip():
        try:
            web_url(given.proof_url.strip())
        except ValidationError:
            return {"proof_url": _("Cette adresse n’en est pas une : elle commence par https://.")}
    if given.outcome == Outcome.CHECKED and not (given.proof.strip() or given.proof_url.strip()):
        return {"proof": _("« Vérifié » demande une preuve : le document qui le montre, ou son adresse.")}
    return {}


def lacks(evaluation: Evaluation) -> list[str]:
    """Why this evaluation cannot be published yet, in French; empty when it can. Two queries."""
    sheet = evaluation.deployment
    answered = [one for one in evaluation.answers.select_related("item__axis") if one.outcome]
    found = []
    if not answered:
        found.append(_("Aucune question n’a encore de réponse."))
    found += [sentence for one in answered if (sentence := _unsupported(one, sheet))]
    reasons: dict[str, list[EvaluationAnswer]] = {}
    for one in answered:
        if one.outcome not in (Outcome.NOTHING, Outcome.NOT_APPLICABLE):
            reasons.setdefault(" ".join(one.reason.casefold().split()), []).append(one)
    for same in reasons.values():
        if len(same) > 1:
            values = ", ".join(f"« {one.item.value} »" for one in same)
            found.append(
                _("La même raison sert pour %(values)s : dites pour chacune ce qui la concerne.") % {"values": values}
            )
    return found


def _unsupported(answer: EvaluationAnswer, sheet: Deployment) -> str:
    """A claim that the sheet itself does not bear out; empty otherwise."""
    if answer.outcome not in _CLAIMS:
        return ""
    needed = [fields.BY_NAME[name] for name in answer.item.needed_fields if name in fields.BY_NAME]
    missing = [f"« {one.label} »" for one in needed if not _is_borne_out(one, sheet)]
    if not missing:
        return ""
    return _("%(value)s : vous répondez « %(level)s », et la fiche ne le montre pas (%(fields)s).") % {
        "value": answer.item.value,
        "level": Outcome(answer.outcome).label,
        "fields": ", ".join(missing),
    }


def _is_borne_out(one: fields.Field, sheet: Deployment) -> bool:
    return one.is_filled(sheet) and one.value(sheet) is not False


@transaction.atomic
def publish_evaluation(
    *, evaluation: Evaluation, by: User | None, visibility: Visibility = Visibility.PUBLIC, held_reason: str = ""
) -> Evaluation:
    """Close an evaluation for ever: with the sheet it is public, unless it is held back with a reason that is.

    What the sheet says of the facts is copied that day. Raises DomainError.
    """
    current = _draft(evaluation)
    sheet = current.deployment
    if visibility != Visibility.PUBLIC and not held_reason.strip():
        raise DomainError(_("Dites pourquoi cette évaluation n’est pas publique : la raison sera lue à sa place."))
    if missing := lacks(current):
        raise DomainError(" ".join(missing))
    current.visibility = visibility
    current.held_reason = "" if visibility == Visibility.PUBLIC else held_reason.strip()
    current.published_at = timezone.now()
    current.published_by_role = by.signature(sheet.territory) if by is not None else ""
    current.is_public = sheet.is_published and visibility == Visibility.PUBLIC
    current.save(update_fields=["visibility", "held_reason", "published_at", "published_by_role", "is_public"])
    _copy_facts(current)
    _told("evaluation.published", current, by, public=current.is_public, niveau=visibility.value)
    return current


def _copy_facts(evaluation: Evaluation) -> None:
    """Keep beside each answer what anyone could read of the sheet that day, and nothing else."""
    sheet = evaluation.deployment
    copy = PublishedSheet.objects.filter(deployment=sheet).first()
    answers = list(evaluation.answers.select_related("item"))
    for one in answers:
        one.facts = [fact for name in one.item.shown_fields if (fact := public_fact(name, sheet, copy))]
    EvaluationAnswer.objects.bulk_update(answers, ["facts"])


def public_fact(name: str, sheet: Deployment, copy: PublishedSheet | None) -> dict[str, Any] | None:
    """What the public reads of one field: its words, or why they are held back, or that nobody has said."""
    one = fields.BY_NAME.get(name)
    if one is None or one.never_public:
        return None
    if copy is not None:
        held = copy.values["_held"].get(name)
        value = copy.values.get(name)
    else:
        level = one.visible_to(sheet)
        held = None if level == Visibility.PUBLIC else {"reason": one.reason_held(sheet)}
        value = as_json(one.value(sheet)) if held is None and one.is_filled(sheet) else None
    if held is not None:
        return {"field": name, "text": "", "held": True}
    return {"field": name, "text": one.display(value), "held": False}


@transaction.atomic
def discard_evaluation(*, evaluation: Evaluation, by: User) -> None:
    """Give up a draft: nothing of it was public."""
    current = _draft(evaluation)
    _told("evaluation.discarded", current, by)
    current.delete()


def _told(verb: str, evaluation: Evaluation, by: User | None, *, public: bool = False, **detail: str) -> None:
    sheet = evaluation.deployment
    audit.record(
        verb,
        target=sheet,
        by=by,
        by_role=by.signature(sheet.territory) if by is not None else "",
        detail={"evaluation": evaluation.uid, **detail},
        public=public,
    )
