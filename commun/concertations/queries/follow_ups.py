"""The promised actions of one concertation, late ones first, and what still waits for a promise."""

import datetime
from dataclasses import dataclass

from commun.concertations.enums import Decision
from commun.concertations.models import Concertation, FollowUp, Takeaway


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One promised action, with what one needs to decide what to do next."""

    uid: str
    title: str
    proposition_number: int
    proposition_url: str
    owner_role: str
    due_on: datetime.date
    state: str
    state_label: str
    is_settled: bool
    is_done: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class FollowUpTable:
    """`bare` are the retained propositions for which nothing is promised yet."""

    lines: tuple[FollowUpLine, ...]
    bare: tuple[Takeaway, ...]

    @property
    def late(self) -> int:
        return sum(line.days_late > 0 for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)


def follow_up_table(*, concertation: Concertation, on: datetime.date) -> FollowUpTable:
    """Late first, then the open ones by date, then the settled ones. Two queries."""
    rows = FollowUp.objects.filter(proposition__concertation=concertation).select_related("proposition")
    lines = [
        FollowUpLine(
            uid=one.uid,
            title=one.title,
            proposition_number=one.proposition.number,
            proposition_url=one.proposition.get_absolute_url(),
            owner_role=one.owner_role,
            due_on=one.due_on,
            state=one.state,
            state_label=str(one.get_state_display()),
            is_settled=one.is_settled,
            is_done=one.state == "realise",
            days_late=one.days_late(on),
        )
        for one in rows
    ]
    lines.sort(key=lambda line: (line.is_settled, -line.days_late, line.due_on, line.uid))
    retained = [Decision.RETAINED.value, Decision.PARTLY_RETAINED.value]
    bare = concertation.takeaways.propositions().filter(decision__in=retained, follow_ups=None).order_by("number")
    return FollowUpTable(lines=tuple(lines), bare=tuple(bare))
