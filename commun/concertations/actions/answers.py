"""Answering propositions, one or many: the heart of the droit de suite (DOMAIN 5.5).

An answer is never changed: a later one is a new row and the first stays readable. The clock of a proposition stops on
the day of its first final answer; "à l'étude" does not stop it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.concertations import lifecycle
from commun.concertations.actions.proofs import cite
from commun.concertations.actions.records import keep_counters, lock
from commun.concertations.enums import (
    DECISIONS_WITHOUT_REASON,
    FINAL_DECISIONS,
    Decision,
    State,
    TakeawayKind,
)
from commun.concertations.models import Answer, Concertation, Takeaway
from commun.concertations.models.charter import web_url
from commun.core import audit, revisions
from commun.core.errors import DomainError, EditConflict
from commun.deliberations.models import Deliberation


class AnswerRefused(DomainError):
    """One answer breaks a rule; `field` names what to mend ("" for the proposition itself)."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class NewAnswer:
    """What one is about to answer to one proposition. `after` is the number of answers that its author had read:
    when somebody else has answered since, the author is told instead of talking over them. None: not checked."""

    proposition: Takeaway
    decision: Decision
    reason: str
    author_role: str
    body: str
    answered_on: datetime.date
    decision_reference: str = ""
    decision_url: str = ""
    after: int | None = None
    deliberation: Deliberation | None = None


@dataclass(frozen=True)
class Fault:
    """Why the answer to one proposition would be refused."""

    proposition: Takeaway
    message: str
    field: str = ""


class AnswersRefused(DomainError):
    """Nothing was published: `faults` says why, proposition by proposition."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            ngettext(
                "Une réponse est à corriger ; aucune n’a été publiée.",
                "%(count)d réponses sont à corriger ; aucune n’a été publiée.",
                len(faults),
            )
            % {"count": len(faults)}
        )


def answer(
    *,
    proposition: Takeaway,
    decision: Decision,
    reason: str,
    author_role: str,
    body: str,
    answered_on: datetime.date,
    by: User,
    decision_reference: str = "",
    decision_url: str = "",
    after: int | None = None,
    deliberation: Deliberation | None = None,
) -> Answer:
    """Publish the answer to one proposition; the same answer given again changes nothing and gives the first back.

    `deliberation` is the council decision that proves it.

    Raises AnswerRefused when a rule is broken, EditConflict when somebody answered since the page was read.
    """
    new = NewAnswer(
        proposition=proposition,
        decision=decision,
        reason=reason,
        author_role=author_role,
        body=body,
        answered_on=answered_on,
        decision_reference=decision_reference,
        decision_url=decision_url,
        after=after,
        deliberation=deliberation,
    )
    with transaction.atomic():
        concertation = lock(proposition.concertation)
        locked = _propositions(concertation, [proposition.pk])
        published = _publish(
            concertation, locked[proposition.pk], new, by=by, role=by.signature(concertation.territory)
        )
        keep_counters(concertation)
    proposition.refresh_from_db(fields=["decision", "answered_on", "changed_at"])
    return published


@transaction.atomic
def answer_many(*, concertation: Concertation, answers: Sequence[NewAnswer], by: User) -> list[Answer]:
    """Publish all these answers, or none: raises AnswersRefused with every fault."""
    if not answers:
        raise DomainError(_("Choisissez au moins une proposition."))
    concertation = lock(concertation)
    locked = _propositions(concertation, [new.proposition.pk for new in answers])
    role = by.signature(concertation.territory)
    published: list[Answer] = []
    faults: list[Fault] = []
    for new in answers:
        try:
            proposition = locked.get(new.proposition.pk)
            if proposition is None:
                raise AnswerRefused(_("Cette proposition n’appartient pas à cette concertation."))
            published.append(_publish(concertation, proposition, new, by=by, role=role))
        except DomainError as error:
            faults.append(Fault(new.proposition, error.message, getattr(error, "field", "")))
    if faults:
        raise AnswersRefused(faults)
    keep_counters(concertation)
    return published


def check_many(*, concertation: Concertation, answers: Sequence[NewAnswer]) -> list[Fault]:
    """What `answer_many` would refuse, without writing anything: the preview."""
    locked = {one.pk: one for one in concertation.takeaways.filter(pk__in=[new.proposition.pk for new in answers])}
    last = last_answers(list(locked.values()))
    faults: list[Fault] = []
    for new in answers:
        proposition = locked.get(new.proposition.pk)
        try:
            if proposition is None:
                raise AnswerRefused(_("Cette proposition n’appartient pas à cette concertation."))
            _check(concertation, proposition, new, last.get(proposition.pk, []))
        except DomainError as error:
            faults.append(Fault(new.proposition, error.message, getattr(error, "field", "")))
    return faults


def last_answers(propositions: Sequence[Takeaway]) -> dict[int, list[Answer]]:
    """The answers of each proposition, oldest first, in one query."""
    found: dict[int, list[Answer]] = {}
    for one in Answer.objects.filter(proposition__in=propositions):
        found.setdefault(one.proposition_id, []).append(one)
    return found


def _propositions(concertation: Concertation, keys: Sequence[int]) -> dict[int, Takeaway]:
    rows = concertation.takeaways.select_for_update().filter(pk__in=keys)
    return {one.pk: one for one in rows}


def _publish(concertation: Concertation, proposition: Takeaway, new: NewAnswer, *, by: User, role: str) -> Answer:
    previous = list(proposition.answers.all())
    if previous and _same(previous[-1], new):
        _prove(previous[-1], new, by=by, role=role)
        return previous[-1]
    _check(concertation, proposition, new, previous)
    published = Answer.objects.create(
        proposition=proposition,
        decision=new.decision,
        reason=new.reason.strip(),
        author_role=new.author_role.strip(),
        body=new.body.strip(),
        answered_on=new.answered_on,
        decision_reference=new.decision_reference.strip(),
        decision_url=new.decision_url.strip(),
        published_by=by,
    )
    proposition.decision = new.decision
    if proposition.answered_on is None and new.decision in FINAL_DECISIONS:
        proposition.answered_on = new.answered_on
    proposition.changed_at = timezone.now()
    proposition.save(update_fields=["decision", "answered_on", "changed_at"])
    audit.record(
        "proposition.answered",
        target=proposition,
        by=by,
        by_role=role,
        detail={
            "reponse": str(new.decision),
            "date": new.answered_on.isoformat(),
            "reponse_precedente": previous[-1].decision if previous else "",
        },
        public=True,
    )
    revisions.take(
        proposition,
        _content(proposition, published),
        by_role=role,
        reason=str(_("Nouvelle réponse")) if previous else str(_("Première réponse")),
    )
    _prove(published, new, by=by, role=role)
    return published


def _prove(answer: Answer, new: NewAnswer, *, by: User, role: str) -> None:
    if new.deliberation is not None:
        cite(proven=answer, deliberation=new.deliberation, by=by, role=role)


def _same(last: Answer, new: NewAnswer) -> bool:
    return (
        last.decision == new.decision
        and last.reason == new.reason.strip()
        and last.author_role == new.author_role.strip()
        and last.body == new.body.strip()
        and last.answered_on == new.answered_on
        and last.decision_reference == new.decision_reference.strip()
        and last.decision_url == new.decision_url.strip()
    )


def _check(concertation: Concertation, proposition: Takeaway, new: NewAnswer, previous: Sequence[Answer]) -> None:
    """Every rule of an answer, in the order in which a person would mend them."""
    if proposition.kind != TakeawayKind.PROPOSITION:
        raise AnswerRefused(_("Seule une proposition reçoit une réponse."))
    if lifecycle.is_before(concertation, State.RESTITUTION) or not proposition.is_frozen:
        raise AnswerRefused(
            _("On répond à partir de la restitution : le texte des propositions doit être figé et public.")
        )
    if new.after is not None and new.after != len(previous):
        raise EditConflict(
            _("Quelqu’un d’autre a répondu à cette proposition depuis que vous avez ouvert la page : lisez sa réponse.")
        )
    if new.decision not in DECISIONS_WITHOUT_REASON and not new.reason.strip():
        raise AnswerRefused(
            _("Donnez un motif : il est obligatoire, sauf pour « Retenue » et « À l’étude »."), "reason"
        )
    if not new.author_role.strip():
        raise AnswerRefused(
            _("Indiquez la qualité de qui répond, par exemple « Adjointe au numérique »."), "author_role"
        )
    if new.answered_on > timezone.localdate():
        raise AnswerRefused(
            _("La date de la réponse est dans le futur : indiquez le jour où elle a été donnée."), "answered_on"
        )
    if concertation.restituted_on and new.answered_on < concertation.restituted_on:
        raise AnswerRefused(_("La réponse ne peut pas précéder la restitution : vérifiez la date."), "answered_on")
    if previous and new.answered_on < previous[-1].answered_on:
        raise AnswerRefused(_("Une réponse plus récente est déjà publiée : vérifiez la date."), "answered_on")
    if new.decision == Decision.UNDER_STUDY and proposition.answered_on is not None:
        raise AnswerRefused(
            _("Une réponse définitive est déjà publiée : elle peut changer, mais pas redevenir « à l’étude »."),
            "decision",
        )
    if new.decision_url.strip():
        try:
            web_url(new.decision_url.strip())
        except ValidationError:
            raise AnswerRefused(
                _("L’adresse de la délibération doit commencer par https:// ou http://."), "decision_url"
            ) from None


def _content(proposition: Takeaway, last: Answer) -> dict[str, str]:
    """What the public reads of a proposition, label by label."""
    content = {
        _("Proposition"): proposition.text,
        _("Réponse"): str(last.get_decision_display()),
        _("Motif"): last.reason,
        _("Qualité de qui répond"): last.author_role,
        _("Instance"): last.body,
        _("Date de la réponse"): last.answered_on.isoformat(),
        _("Délibération"): " ".join(part for part in (last.decision_reference, last.decision_url) if part),
    }
    return {label: text for label, text in content.items() if text}
