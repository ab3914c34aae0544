"""Propositions as lists tell them: a line each, with its clock, its promises and its thread."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from commun.concertations.citations import Citation, Citations, citations_of, thread_cited
from commun.concertations.enums import (
    SETTLED_FOLLOW_UP_STATES,
    Decision,
    FollowUpState,
    Theme,
)
from commun.concertations.models import (
    DecisionProof,
    FollowUp,
    Milestone,
    Takeaway,
)
from commun.concertations.models.concertation import is_owing
from commun.concertations.models.takeaways import TakeawayQuerySet
from commun.concertations.presenters.thread import Promises, knots_for, waiting_words
from commun.concertations.queries.clock import Clock, clock
from commun.core.dates import PartialDate
from commun.ui.components.chain import Knot


def published_propositions() -> TakeawayQuerySet:
    """Every proposition that anyone may read."""
    return Takeaway.objects.public().propositions()


@dataclass(frozen=True, slots=True)
class PropositionLine:
    """One line of the list; showing it asks the database nothing."""

    uid: str
    url: str
    number: int
    text: str
    theme: str
    place: str
    place_url: str
    is_fictional: bool
    concertation: str
    said_on: PartialDate | datetime.date | None
    decision: str
    decision_label: str
    answered_on: datetime.date | None
    clock: Clock
    waiting: str
    promises: Promises
    knots: tuple[Knot, ...]


LINE_COLUMNS = (
    "pk",
    "uid",
    "number",
    "text",
    "theme",
    "decision",
    "answered_on",
    "concertation__title",
    "concertation__ends_on",
    "concertation__restituted_on",
    "concertation__answer_due_on",
    "concertation__state",
    "concertation__interrupted_from",
    "concertation__interrupted_on",
    "concertation__is_documented_by_network",
    "concertation__territory__name",
    "concertation__territory__slug",
    "concertation__territory__is_fictional",
    "sequence__on",
)


def lines(
    rows: QuerySet[Takeaway], *, on: datetime.date, citations: Citations | None = None
) -> tuple[PropositionLine, ...]:
    """The lines of these propositions, in their order: two queries whatever their number, and those of what cites them.

    `citations`: what cites them, when the caller knows it already.
    """
    found = list(rows.values(*LINE_COLUMNS, is_decided=_is_decided()))
    keys = [row["pk"] for row in found]
    promises = promises_of(keys, on=on)
    citations = citations_of(keys) if citations is None else citations
    return tuple(
        line(
            row,
            replace(promises.get(row["pk"], Promises()), is_decided=row["is_decided"]),
            on,
            citations.get(row["pk"], ()),
        )
        for row in found
    )


def _is_decided() -> Exists:
    """Whether a council decision proves an answer to the proposition."""
    return Exists(DecisionProof.objects.standing().filter(answer__proposition=OuterRef("pk")))


def line(
    row: dict[str, Any], promises: Promises, on: datetime.date, citations: tuple[Citation, ...] = ()
) -> PropositionLine:
    is_documented = row["concertation__is_documented_by_network"]
    is_suspended = is_owing(row["concertation__interrupted_from"], is_documented=is_documented)
    time = clock(
        restituted_on=row["concertation__restituted_on"],
        due_on=row["concertation__answer_due_on"],
        answered_on=row["answered_on"],
        on=on,
        is_running=is_owing(row["concertation__state"], is_documented=is_documented),
        suspended_on=row["concertation__interrupted_on"] if is_suspended else None,
    )
    url = reverse("concertations:proposition", args=[row["uid"]])
    return PropositionLine(
        uid=row["uid"],
        url=url,
        number=row["number"],
        text=row["text"],
        theme=str(Theme(row["theme"]).label) if row["theme"] else "",
        place=row["concertation__territory__name"],
        place_url=reverse("territories:detail", args=[row["concertation__territory__slug"]]),
        is_fictional=row["concertation__territory__is_fictional"],
        concertation=row["concertation__title"],
        said_on=row["sequence__on"] or row["concertation__ends_on"] or row["concertation__restituted_on"],
        decision=row["decision"],
        decision_label=str(Decision(row["decision"]).label) if row["decision"] else "",
        answered_on=row["answered_on"],
        clock=time,
        waiting=waiting_words(time),
        promises=promises,
        knots=thread_cited(
            knots_for(decision=row["decision"], answered_on=row["answered_on"], clock=time, promises=promises, url=url),
            citations,
        ),
    )


def promises_of(keys: Iterable[int], *, on: datetime.date) -> dict[int, Promises]:
    """The promised actions of each of these propositions, counted. One query."""
    settled = [state.value for state in SETTLED_FOLLOW_UP_STATES]
    decided = DecisionProof.objects.standing().filter(milestone=OuterRef("pk"))
    proof = Milestone.objects.filter(follow_up=OuterRef("pk")).filter(
        ~Q(proof_url="") | Q(proof_document__isnull=False) | Exists(decided)
    )
    rows = (
        FollowUp.objects.filter(proposition__in=list(keys))
        .order_by()
        .values("proposition", "state", "due_on")
        .annotate(is_proven=Exists(proof))
    )
    counted: dict[int, list[int]] = {}
    for row in rows:
        made = counted.setdefault(row["proposition"], [0, 0, 0, 0, 0])
        is_settled = row["state"] in settled
        made[0] += 1
        made[1] += is_settled
        made[2] += row["state"] == FollowUpState.DONE
        made[3] += not is_settled and row["due_on"] < on
        made[4] += row["is_proven"]
    return {key: Promises(*numbers) for key, numbers in counted.items()}
