"""Promising an action and saying, step by step and with proof, what became of it.

The state of an action is that of its last milestone. Milestones are added, never changed; a due date that moves keeps
the previous one in public.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import quarterly
from commun.concertations.actions.proofs import cite
from commun.concertations.actions.records import keep_counters, lock
from commun.concertations.enums import (
    FOLLOW_UP_STATES_WITH_REASON,
    RETAINING_DECISIONS,
    SETTLED_FOLLOW_UP_STATES,
    FollowUpState,
    State,
)
from commun.concertations.models import Document, FollowUp, Milestone, Takeaway
from commun.concertations.models.charter import web_url
from commun.core import audit, revisions
from commun.core.dates import is_within_reach, last_day
from commun.core.errors import DomainError, EditConflict
from commun.core.models import AuditEvent
from commun.deliberations.models import Deliberation


class FollowUpRefused(DomainError):
    """A promise or a milestone breaks a rule; `field` names what to mend."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def promise(
    *, proposition: Takeaway, title: str, owner_role: str, due_on: datetime.date, by: User, budget: str = ""
) -> FollowUp:
    """Promise an action as the suite of the answer given to a proposition. The same promise twice is one promise.

    Raises FollowUpRefused when the answer retains nothing, or when the concertation is closed or interrupted.
    """
    concertation = lock(proposition.concertation)
    proposition = concertation.takeaways.select_for_update().get(pk=proposition.pk)
    title, owner_role, budget = title.strip(), owner_role.strip(), budget.strip()
    if not proposition.decision:
        raise FollowUpRefused(_("Répondez d’abord à la proposition : une promesse est la suite d’une réponse."))
    if proposition.decision not in RETAINING_DECISIONS:
        raise FollowUpRefused(
            _(
                "On promet une action pour une proposition retenue, en tout ou partie, ou déjà en œuvre : "
                "la réponse actuelle dit autre chose."
            )
        )
    if concertation.state == State.CLOSED:
        raise FollowUpRefused(_("La concertation est close, son bilan est publié : plus rien ne s’y promet."))
    if concertation.state == State.INTERRUPTED:
        raise FollowUpRefused(
            _("La concertation est interrompue : reprenez-la, en disant pourquoi, avant de promettre.")
        )
    if not title:
        raise FollowUpRefused(_("Dites en une phrase ce qui est promis."), "title")
    if not owner_role:
        raise FollowUpRefused(
            _("Dites quelle fonction porte l’action, par exemple « Direction du numérique »."), "owner_role"
        )
    earliest = proposition.answered_on or concertation.restituted_on
    if earliest and due_on < earliest:
        raise FollowUpRefused(_("L’échéance précède la réponse : vérifiez la date."), "due_on")
    if not is_within_reach(due_on):
        raise FollowUpRefused(_out_of_reach(), "due_on")
    same = proposition.follow_ups.filter(title=title, owner_role=owner_role, due_on=due_on, budget=budget).first()
    if same is not None:
        return same
    number = (proposition.follow_ups.aggregate(last=Max("number"))["last"] or 0) + 1
    made = FollowUp.objects.create(
        uid=f"{proposition.uid}-s{number}",
        proposition=proposition,
        number=number,
        title=title,
        owner_role=owner_role,
        due_on=due_on,
        budget=budget,
    )
    _tell(
        made,
        "follow_up.promised",
        by=by,
        role=by.signature(concertation.territory),
        detail={"responsable": owner_role, "echeance": due_on.isoformat()},
    )
    keep_counters(concertation)
    return made


@transaction.atomic
def record_milestone(
    *,
    follow_up: FollowUp,
    state: FollowUpState,
    on: datetime.date,
    text: str,
    version: int,
    by: User | None,
    by_role: str = "",
    proof_url: str = "",
    proof_document: Document | None = None,
    decision_reference: str = "",
    due_on: datetime.date | None = None,
    deliberation: Deliberation | None = None,
) -> Milestone:
    """Say where a promised action stands on a day. `due_on` moves its due date, and the previous one stays public.
    `deliberation` is the council decision that proves it.

    `by` is None when the référent answers from a quarterly mail; `by_role` then says who answers. Raises EditConflict
    when the action changed since `version` was read, FollowUpRefused when a rule is broken. The same milestone recorded
    twice in a row is one milestone.
    """
    concertation = lock(follow_up.proposition.concertation)
    current = FollowUp.objects.select_for_update().select_related("proposition").get(pk=follow_up.pk)
    text, proof_url, decision_reference = text.strip(), proof_url.strip(), decision_reference.strip()
    due_on = None if due_on == current.due_on else due_on
    last = current.milestones.last()
    role = by_role or (by.signature(concertation.territory) if by is not None else "")
    if (
        last is not None
        and due_on is None
        and (last.state, last.on, last.text, last.proof_url) == (state, on, text, proof_url)
        and last.proof_document_id == (proof_document.pk if proof_document else None)
    ):
        if deliberation is not None:
            cite(proven=last, deliberation=deliberation, by=by, role=role)
        return last
    if version != current.version:
        raise EditConflict(
            _("Quelqu’un d’autre a fait avancer cette action depuis que vous avez ouvert la page : relisez-la.")
        )
    if concertation.state == State.CLOSED and state not in SETTLED_FOLLOW_UP_STATES:
        raise FollowUpRefused(
            _("La concertation est close : une action réalisée, modifiée ou abandonnée ne se rouvre plus."), "state"
        )
    _check(current, last, state=state, on=on, text=text, proof_url=proof_url, due_on=due_on, deliberation=deliberation)
    if proof_document is not None and proof_document.concertation_id != concertation.pk:
        raise FollowUpRefused(_("Ce document n’est pas un document de cette concertation."), "proof_document")
    if concertation.restituted_on and on < concertation.restituted_on:
        raise FollowUpRefused(_("La date précède la restitution : vérifiez-la."), "on")
    milestone = Milestone.objects.create(
        follow_up=current,
        on=on,
        state=state,
        text=text,
        proof_url=proof_url,
        proof_document=proof_document,
        decision_reference=decision_reference,
        previous_due_on=current.due_on if due_on else None,
        by_role=role,
    )
    _take_state(current, milestone, due_on=due_on)
    detail = {"etat": str(state), "date": on.isoformat()}
    if due_on:
        detail |= {"echeance": due_on.isoformat(), "echeance_precedente": str(milestone.previous_due_on)}
    _tell(current, "follow_up.moved", by=by, role=role, detail=detail)
    if deliberation is not None:
        cite(proven=milestone, deliberation=deliberation, by=by, role=role)
    keep_counters(concertation)
    follow_up.refresh_from_db(fields=["state", "state_reason", "settled_on", "due_on", "version", "changed_at"])
    return milestone


@transaction.atomic
def report_nothing_new(*, follow_up: FollowUp, on: datetime.date, by: User | None, by_role: str = "") -> None:
    """Say in public that the référent looked on this day and that nothing has moved.

    It is a trace and not a milestone: a milestone is a fact about the action, and this is a fact about the follow-up.
    The state, the due date and so the delay shown to everyone stay what they are. Twice on one day leaves one trace.
    """
    concertation = lock(follow_up.proposition.concertation)
    role = by_role or (by.signature(concertation.territory) if by is not None else "")
    said = AuditEvent.objects.about(follow_up.proposition).filter(
        verb="follow_up.checked", detail__suite=follow_up.uid, detail__date=on.isoformat()
    )
    if not said.exists():
        _tell(follow_up, "follow_up.checked", by=by, role=role, detail={"date": on.isoformat()})


def answer_quarterly(
    *, follow_up: FollowUp, link: quarterly.Link, on: datetime.date, text: str = "", proof_url: str = ""
) -> None:
    """Record what the référent confirmed from a link of the quarterly mail.

    A link answers once: when the action has moved since the mail left, EditConflict says so. "Rien de neuf" leaves a
    public trace and moves nothing; "avancé" and "fait" are milestones of the day; "abandonné" needs its reason.
    """
    role = str(_("Référente ou référent, par le courrier trimestriel"))
    if link.choice == quarterly.Choice.NOTHING_NEW:
        report_nothing_new(follow_up=follow_up, on=on, by=None, by_role=role)
        return
    state = {
        quarterly.Choice.MOVED: FollowUpState.UNDER_WAY,
        quarterly.Choice.DONE: FollowUpState.DONE,
        quarterly.Choice.ABANDONED: FollowUpState.ABANDONED,
    }[link.choice]
    record_milestone(
        follow_up=follow_up,
        state=state,
        on=on,
        text=text,
        proof_url=proof_url,
        version=link.version,
        by=None,
        by_role=role,
    )


def _check(
    follow_up: FollowUp,
    last: Milestone | None,
    *,
    state: FollowUpState,
    on: datetime.date,
    text: str,
    proof_url: str,
    due_on: datetime.date | None,
    deliberation: Deliberation | None,
) -> None:
    if on > timezone.localdate():
        raise FollowUpRefused(_("La date est dans le futur : indiquez le jour où c’est arrivé."), "on")
    if last is not None and on < last.on:
        raise FollowUpRefused(_("Un jalon plus récent est déjà publié : vérifiez la date."), "on")
    if state in FOLLOW_UP_STATES_WITH_REASON and not text:
        raise FollowUpRefused(_("Dites pourquoi l’action est modifiée ou abandonnée : le motif est public."), "text")
    if due_on is not None:
        if not text:
            raise FollowUpRefused(_("Dites pourquoi l’échéance change : le motif est public."), "text")
        if state in SETTLED_FOLLOW_UP_STATES:
            raise FollowUpRefused(
                _("Une action réalisée, modifiée ou abandonnée n’a plus d’échéance à déplacer."), "due_on"
            )
        if not is_within_reach(due_on):
            raise FollowUpRefused(_out_of_reach(), "due_on")
        if due_on < on:
            raise FollowUpRefused(_("La nouvelle échéance précède la date du jalon : vérifiez-la."), "due_on")
    if not text and not proof_url and deliberation is None and (last.state if last else follow_up.state) == state:
        raise FollowUpRefused(_("Dites en une phrase ce qui a avancé, ou joignez une preuve."), "text")
    if proof_url:
        try:
            web_url(proof_url)
        except ValidationError:
            raise FollowUpRefused(
                _("L’adresse de la preuve doit commencer par https:// ou http://."), "proof_url"
            ) from None


def _out_of_reach() -> str:
    return _("Cette échéance est trop lointaine : promettez au plus tard pour %(year)s.") % {"year": last_day().year}


def _take_state(follow_up: FollowUp, milestone: Milestone, *, due_on: datetime.date | None) -> None:
    was_settled_as = follow_up.state if follow_up.is_settled else ""
    follow_up.state = milestone.state
    follow_up.state_reason = milestone.text if milestone.state in FOLLOW_UP_STATES_WITH_REASON else ""
    if not follow_up.is_settled:
        follow_up.settled_on = None
    elif was_settled_as != follow_up.state:
        follow_up.settled_on = milestone.on
    if due_on is not None:
        follow_up.due_on = due_on
    follow_up.version += 1
    follow_up.changed_at = timezone.now()
    follow_up.save(update_fields=["state", "state_reason", "settled_on", "due_on", "version", "changed_at"])


def _tell(follow_up: FollowUp, verb: str, *, by: User | None, role: str, detail: dict[str, str]) -> None:
    """Leave the public trace on the proposition, whose page tells the whole story, and move it up the lists."""
    proposition = follow_up.proposition
    audit.record(
        verb,
        target=proposition,
        by=by,
        by_role=role,
        detail={"suite": follow_up.uid, "action": follow_up.title, **detail},
        public=True,
    )
    proposition.changed_at = timezone.now()
    proposition.save(update_fields=["changed_at"])
    if verb != "follow_up.checked":
        revisions.take(follow_up, _content(follow_up), by_role=role)


def _content(follow_up: FollowUp) -> dict[str, str]:
    """What the public reads of a promised action, label by label."""
    content = {
        _("Action promise"): follow_up.title,
        _("Qui la porte"): follow_up.owner_role,
        _("Échéance"): follow_up.due_on.isoformat(),
        _("Moyens"): follow_up.budget,
        _("État"): str(FollowUpState(follow_up.state).label),
        _("Motif"): follow_up.state_reason,
    }
    return {label: text for label, text in content.items() if text}
