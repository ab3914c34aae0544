"""What the sweep of addresses needs of the concertations (see tests/consistency/samples.py)."""

import datetime
from typing import Any

from commun.concertations import quarterly
from commun.concertations.actions import answers, follow_ups, participants, proofs
from commun.concertations.enums import Decision, Rating
from commun.concertations.models import FollowUp, Takeaway
from tests.concertations.factories import concertation_awaiting_answer
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.deliberations.factories import decision_of


def proposition(world: World) -> Takeaway:
    """A public one, of the territory of the sweep, with its first answer."""
    row = concertation_awaiting_answer(propositions=1, territory=world.territory).takeaways.get()
    answers.answer(
        proposition=row,
        decision=Decision.RETAINED,
        reason="",
        author_role="Maire",
        body="",
        answered_on=datetime.date.today(),
        by=world.referent,
    )
    return row


def follow_up(world: World) -> FollowUp:
    return follow_ups.promise(
        proposition=proposition(world),
        title="Publier l’inventaire",
        owner_role="DSI",
        due_on=datetime.date.today(),
        by=world.referent,
    )


def token(world: World) -> str:
    action = follow_up(world)
    return quarterly.token_for(quarterly.Link(action.uid, quarterly.Choice.DONE, action.version))


def participant_view(world: World) -> int:
    row = proposition(world)
    return participants.give_view(proposition=row, rating=Rating.PARTIAL, text="Un début.").pk


def proof(world: World) -> dict[str, Any]:
    row = proposition(world)
    decision = decision_of(world.territory)
    made = proofs.cite_decision(proven=row.answers.get(), deliberation=decision, by=world.referent)
    return {"uid": row.uid, "pk": made.pk}


SAMPLES: dict[str, Sample] = {
    "concertations:proposition": lambda world: {"uid": proposition(world).uid},
    "concertations:proposition_json": lambda world: {"uid": proposition(world).uid},
    "concertations:answers": lambda world: {"slug": proposition(world).concertation.slug},
    "concertations:follow_ups": lambda world: {"slug": proposition(world).concertation.slug},
    "concertations:answer": lambda world: {"uid": proposition(world).uid},
    "concertations:proofs": lambda world: {"uid": proposition(world).uid},
    "concertations:proof_withdraw": proof,
    "concertations:promise": lambda world: {"uid": proposition(world).uid},
    "concertations:milestone": lambda world: {"uid": follow_up(world).uid},
    "concertations:moderate_view": lambda world: {"pk": participant_view(world)},
    "concertations:participant_view": lambda world: {"uid": proposition(world).uid},
    "concertations:quarterly_answer": lambda world: {"token": token(world)},
}
