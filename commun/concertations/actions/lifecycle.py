"""Moving a concertation along its life: each step named, dated, signed and public."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle
from commun.concertations.actions.records import keep_counters, keep_version, lock
from commun.concertations.enums import State
from commun.concertations.lifecycle import Missing
from commun.concertations.models import Concertation, Takeaway, Transition
from commun.core import audit
from commun.core.dates import add_months
from commun.core.errors import DomainError

DEFAULT_ANSWER_MONTHS = 6


class StepRefused(DomainError):
    """The step still needs something; `missing` says what."""

    def __init__(self, missing: list[Missing]) -> None:
        self.missing = missing
        super().__init__(" ".join(item.text for item in missing))


@transaction.atomic
def publish(*, concertation: Concertation, by: User) -> Concertation:
    """Make the record public. Raises StepRefused while it says too little to be read."""
    concertation = lock(concertation)
    if concertation.is_published:
        raise DomainError(_("Cette concertation est déjà publique."))
    missing = publication_guard(concertation)
    if missing:
        raise StepRefused(missing)
    concertation.published_at, concertation.published_by = timezone.now(), by
    concertation.save(update_fields=["published_at", "published_by"])
    role = by.signature(concertation.territory)
    audit.record("concertation.published", target=concertation, by=by, by_role=role, public=True)
    keep_version(concertation, by_role=role, reason=_("Première publication"))
    return concertation


def publication_guard(concertation: Concertation) -> list[Missing]:
    """What a record must say before anyone reads it: a title, a date, a public."""
    missing = []
    if not concertation.title:
        missing.append(Missing(_("Donnez un titre."), "title"))
    if concertation.starts_on_planned is None and concertation.starts_on is None:
        missing.append(Missing(_("Indiquez une date de début, prévue ou réelle."), "starts_on_planned"))
    if not concertation.audiences.exists():
        missing.append(Missing(_("Dites quel public est associé."), "audiences"))
    return missing


@transaction.atomic
def advance(*, concertation: Concertation, to: State, by: User) -> Concertation:
    """Take the step that leads to `to`. Raises StepRefused with what it still needs."""
    concertation = lock(concertation)
    step = lifecycle.next_step(concertation)
    if step is None or step.target != to:
        raise DomainError(
            _("Cette étape n’est plus celle qui vient : la page a changé depuis que vous l’avez ouverte.")
        )
    missing = step.missing(concertation)
    if missing:
        raise StepRefused(missing)
    today = timezone.localdate()
    concertation.state = to
    if to == State.RESTITUTION:
        concertation.restituted_on = today
        _freeze(concertation)
        _start_the_clock(concertation, today)
    if to == State.ANSWER_PUBLISHED:
        concertation.answered_on = today
    concertation.version += 1
    concertation.save()
    _record(concertation, source=step.source, by=by, reason="")
    return concertation


@transaction.atomic
def interrupt(*, concertation: Concertation, reason: str, by: User) -> Concertation:
    """Stop a concertation, saying why. The reason is public."""
    concertation = lock(concertation)
    if not lifecycle.may_be_interrupted(concertation):
        raise DomainError(_("Cette concertation est déjà close ou interrompue."))
    if not reason.strip():
        raise DomainError(_("Dites pourquoi la concertation s’interrompt : le motif est public."))
    source = State(concertation.state)
    concertation.interrupted_from, concertation.state = source, State.INTERRUPTED
    concertation.interrupted_on = timezone.localdate()
    concertation.version += 1
    concertation.save()
    _record(concertation, source=source, by=by, reason=reason.strip())
    return concertation


@transaction.atomic
def resume(*, concertation: Concertation, reason: str, by: User) -> Concertation:
    """Take an interrupted concertation up again where it was, saying why."""
    concertation = lock(concertation)
    if concertation.state != State.INTERRUPTED:
        raise DomainError(_("Cette concertation n’est pas interrompue."))
    if not reason.strip():
        raise DomainError(_("Dites pourquoi la concertation reprend : le motif est public."))
    concertation.state, concertation.interrupted_from = State(concertation.interrupted_from), ""
    concertation.interrupted_on = None
    concertation.version += 1
    concertation.save()
    _record(concertation, source=State.INTERRUPTED, by=by, reason=reason.strip())
    return concertation


def _start_the_clock(concertation: Concertation, today: datetime.date) -> None:
    """The answer is promised from the restitution on: for the day already said, else within six months."""
    if concertation.is_documented_by_network:
        return
    if concertation.answer_due_on is None:
        concertation.answer_due_on = add_months(today, DEFAULT_ANSWER_MONTHS)
    concertation.answer_first_due_on = concertation.answer_due_on


def _freeze(concertation: Concertation) -> None:
    now = timezone.now()
    takeaways = list(concertation.takeaways.filter(frozen_at=None))
    for takeaway in takeaways:
        takeaway.frozen_at = takeaway.changed_at = now
        takeaway.text_sha256 = Takeaway.digest(takeaway.text)
    Takeaway.objects.bulk_update(takeaways, ["frozen_at", "changed_at", "text_sha256"], batch_size=500)


def _record(concertation: Concertation, *, source: State, by: User, reason: str) -> None:
    role = by.signature(concertation.territory)
    Transition.objects.create(
        concertation=concertation, source=source, target=concertation.state, by=by, by_role=role, reason=reason
    )
    audit.record(
        "concertation.advanced",
        target=concertation,
        by=by,
        by_role=role,
        detail={"de": source, "vers": concertation.state, "motif": reason},
        public=True,
    )
    keep_counters(concertation)
    keep_version(concertation, by_role=role, reason=str(State(concertation.state).label))
