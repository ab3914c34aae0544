"""What every action on a concertation shares: the lock, the counters kept in step, the previous version kept."""

import datetime

from django.db.models import Count, Q, Sum

from commun.accounts.models import User
from commun.concertations import canevas, lifecycle
from commun.concertations.enums import FollowUpState, State, TakeawayKind
from commun.concertations.models import Concertation, FollowUp
from commun.core import audit, revisions


def lock(concertation: Concertation) -> Concertation:
    """The row as it is now, held until the end of the transaction."""
    return Concertation.objects.select_for_update(of=("self",)).select_related("territory").get(pk=concertation.pk)


def keep_counters(concertation: Concertation) -> None:
    """Recount what the row repeats for the lists. Call it last, inside the action's transaction."""
    propositions = concertation.takeaways.filter(kind=TakeawayKind.PROPOSITION).aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False))
    )
    sequences = concertation.sequences.aggregate(all=Count("pk"), minutes=Sum("minutes"))
    follow_ups = FollowUp.objects.filter(proposition__concertation=concertation).aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(state=FollowUpState.DONE))
    )
    Concertation.objects.filter(pk=concertation.pk).update(
        propositions_count=propositions["all"],
        answered_count=propositions["answered"],
        sequences_count=sequences["all"],
        minutes_count=sequences["minutes"] or 0,
        follow_ups_count=follow_ups["all"],
        follow_ups_done_count=follow_ups["done"],
    )
    concertation.refresh_from_db()


def keep_version(concertation: Concertation, *, by_role: str, reason: str = "") -> None:
    """Keep what the public now reads, when the record is public and has changed."""
    if concertation.is_published:
        revisions.take(concertation, canevas.public_content(concertation), by_role=by_role, reason=reason)


def tell_moved_date(concertation: Concertation, before: datetime.date | None, *, by: User, by_role: str) -> None:
    """Say in public that the promised date moved, once the clock runs; the first one stays on the row."""
    after = concertation.answer_due_on
    if before is None or after is None or before == after or lifecycle.is_before(concertation, State.RESTITUTION):
        return
    audit.record(
        "concertation.answer_date_moved",
        target=concertation,
        by=by,
        by_role=by_role,
        detail={"avant": before.isoformat(), "apres": after.isoformat()},
        public=True,
    )
