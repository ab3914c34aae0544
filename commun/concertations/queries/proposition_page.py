"""The page of one proposition: all that happened to it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.concertations.citations import Citation, citations_of, thread_cited
from commun.concertations.enums import (
    FollowUpState,
    Moderation,
    Rating,
    Recipient,
    Support,
    TakeawayKind,
)
from commun.concertations.extensions import trades_of
from commun.concertations.models import (
    Answer,
    Erratum,
    FollowUp,
    Milestone,
    ParticipantView,
    Takeaway,
)
from commun.concertations.models.takeaways import Proof
from commun.concertations.platforms.reading import FILE
from commun.concertations.platforms.values import host_of
from commun.concertations.presenters.thread import Promises, knots_for
from commun.concertations.queries.cited import Cited, cited_within
from commun.concertations.queries.clock import Clock, Postponed, postponed
from commun.concertations.queries.proposition_lines import LINE_COLUMNS, published_propositions
from commun.concertations.queries.proposition_lines import line as line_of
from commun.core.dates import PartialDate
from commun.core.freshness import kept
from commun.core.models import AuditEvent
from commun.ui.components.chain import Knot
from commun.ui.components.navigation import Link


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer as it was published; `is_current` for the last one."""

    decision: str
    decision_label: str
    reason: str
    author_role: str
    body: str
    answered_on: datetime.date
    decision_reference: str
    decision_url: str
    published_at: datetime.datetime
    decisions: Cited
    is_current: bool


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    on: datetime.date
    state: str
    state_label: str
    text: str
    proofs: tuple[Proof, ...]
    decision_reference: str
    decisions: Cited
    previous_due_on: datetime.date | None
    by_role: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A promised action with its milestones, oldest first."""

    uid: str
    title: str
    owner_role: str
    due_on: datetime.date
    budget: str
    state: str
    state_label: str
    is_settled: bool
    is_done: bool
    settled_on: datetime.date | None
    days_late: int
    milestones: tuple[MilestoneRow, ...]


@dataclass(frozen=True, slots=True)
class ErratumRow:
    at: datetime.datetime
    previous_text: str
    reason: str
    by_role: str


@dataclass(frozen=True, slots=True)
class ViewRow:
    rating: str
    rating_label: str
    text: str
    submitted_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Event:
    """A public fact of the history: what was done, when, by which role."""

    verb: str
    at: datetime.datetime
    by_role: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Neighbour:
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where the text was first written: `place` is the site, or "a table"."""

    place: str
    url: str
    imported_at: datetime.datetime
    comments: int | None = None
    """How many were counted there; None when nobody brought them."""


@dataclass(frozen=True, slots=True)
class PropositionPage:
    """Everything the page of one proposition shows."""

    key: int
    uid: str
    url: str
    number: int
    text: str
    theme: str
    recipient: str
    support: str
    support_note: str
    place: str
    place_url: str
    is_fictional: bool
    concertation: str
    concertation_url: str
    sequence: str
    said_on: PartialDate | datetime.date | None
    frozen_at: datetime.datetime | None
    text_sha256: str
    decision: str
    decision_label: str
    answered_on: datetime.date | None
    clock: Clock
    waiting: str
    postponed: Postponed | None
    answers: tuple[AnswerRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    errata: tuple[ErratumRow, ...]
    views: tuple[ViewRow, ...]
    events: tuple[Event, ...]
    promises: Promises
    citations: tuple[Citation, ...]
    trades: tuple[Link, ...]
    knots: tuple[Knot, ...]
    previous: Neighbour | None
    next: Neighbour | None
    source: SourceRow | None

    @property
    def answer(self) -> AnswerRow | None:
        return self.answers[-1] if self.answers else None

    @property
    def earlier_answers(self) -> tuple[AnswerRow, ...]:
        """The answers that a later one replaced, newest first."""
        return self.answers[-2::-1] if len(self.answers) > 1 else ()

    @property
    def can_be_appreciated(self) -> bool:
        return bool(self.answers)


PAGE_COLUMNS = (
    *LINE_COLUMNS,
    "concertation",
    "concertation__slug",
    "concertation__answer_first_due_on",
    "recipient",
    "support",
    "support_note",
    "sequence__title",
    "frozen_at",
    "text_sha256",
    "imported__platform",
    "imported__host",
    "imported__source_url",
    "imported__imported_at",
    "imported__comments_count",
)


def proposition_page(*, uid: str, on: datetime.date) -> PropositionPage | None:
    """The page of one public proposition; None when there is none. Ten queries when not kept, and those of
    what cites it; one when it is kept."""
    return kept("proposition", lambda: _proposition_page(uid, on), uid, on)


def _proposition_page(uid: str, on: datetime.date) -> PropositionPage | None:
    row = published_propositions().filter(uid=uid).order_by().values(*PAGE_COLUMNS).first()
    if row is None:
        return None
    of_answers, of_steps = cited_within(row["pk"])
    follow_ups = _follow_ups(row["pk"], on, of_steps)
    answers = _answers(row["pk"], of_answers)
    promises = replace(_count(follow_ups), is_decided=bool(of_answers))
    citations = citations_of([row["pk"]]).get(row["pk"], ())
    line = line_of(row, promises, on)
    return PropositionPage(
        key=row["pk"],
        uid=line.uid,
        url=line.url,
        number=line.number,
        text=line.text,
        theme=line.theme,
        recipient=str(Recipient(row["recipient"]).label) if row["recipient"] else "",
        support=str(Support(row["support"]).label) if row["support"] else "",
        support_note=row["support_note"],
        place=line.place,
        place_url=line.place_url,
        is_fictional=line.is_fictional,
        concertation=line.concertation,
        concertation_url=reverse("concertations:detail", args=[row["concertation__slug"]]),
        sequence=row["sequence__title"] or "",
        said_on=line.said_on,
        frozen_at=row["frozen_at"],
        text_sha256=row["text_sha256"],
        decision=line.decision,
        decision_label=line.decision_label,
        answered_on=line.answered_on,
        clock=line.clock,
        waiting=line.waiting,
        postponed=postponed(
            concertation=row["concertation"],
            first=row["concertation__answer_first_due_on"],
            now=row["concertation__answer_due_on"],
        ),
        answers=answers,
        follow_ups=follow_ups,
        errata=tuple(
            ErratumRow(**erratum)
            for erratum in Erratum.objects.filter(takeaway=row["pk"])
            .order_by("at", "pk")
            .values("at", "previous_text", "reason", "by_role")
        ),
        views=_views(row["pk"]),
        events=_events(row["pk"]),
        promises=promises,
        citations=citations,
        trades=trades_of([row["pk"]]).get(row["pk"], ()),
        knots=thread_cited(
            knots_for(
                decision=line.decision,
                answered_on=line.answered_on,
                clock=line.clock,
                promises=promises,
                url=line.url,
                current="proposition",
            ),
            citations,
            url="#constats",
        ),
        previous=_neighbour(row, -1),
        next=_neighbour(row, 1),
        source=_source(row),
    )


def _source(row: dict[str, Any]) -> SourceRow | None:
    if row["imported__imported_at"] is None:
        return None
    is_table = row["imported__platform"] == FILE
    place = host_of(row["imported__source_url"]) if is_table else row["imported__host"]
    comments = row["imported__comments_count"]
    return SourceRow(place or str(_("un tableau")), row["imported__source_url"], row["imported__imported_at"], comments)


def _answers(proposition: int, cited: Mapping[int, Cited]) -> tuple[AnswerRow, ...]:
    found = list(Answer.objects.filter(proposition=proposition).order_by("published_at", "pk"))
    return tuple(
        AnswerRow(
            decision=one.decision,
            decision_label=str(one.get_decision_display()),
            reason=one.reason,
            author_role=one.author_role,
            body=one.body,
            answered_on=one.answered_on,
            decision_reference=one.decision_reference,
            decision_url=one.decision_url,
            published_at=one.published_at,
            decisions=cited.get(one.pk, ()),
            is_current=index == len(found),
        )
        for index, one in enumerate(found, start=1)
    )


def _follow_ups(proposition: int, on: datetime.date, cited: Mapping[int, Cited]) -> tuple[FollowUpRow, ...]:
    found = list(FollowUp.objects.filter(proposition=proposition).order_by("number"))
    milestones: dict[int, list[MilestoneRow]] = {}
    for step in (
        Milestone.objects.filter(follow_up__proposition=proposition)
        .select_related("proof_document")
        .order_by("recorded_at", "pk")
    ):
        milestones.setdefault(step.follow_up_id, []).append(
            MilestoneRow(
                on=step.on,
                state=step.state,
                state_label=str(step.get_state_display()),
                text=step.text,
                proofs=step.proofs,
                decision_reference=step.decision_reference,
                decisions=cited.get(step.pk, ()),
                previous_due_on=step.previous_due_on,
                by_role=step.by_role,
            )
        )
    return tuple(
        FollowUpRow(
            uid=one.uid,
            title=one.title,
            owner_role=one.owner_role,
            due_on=one.due_on,
            budget=one.budget,
            state=one.state,
            state_label=str(one.get_state_display()),
            is_settled=one.is_settled,
            is_done=one.state == FollowUpState.DONE,
            settled_on=one.settled_on,
            days_late=one.days_late(on),
            milestones=tuple(milestones.get(one.pk, ())),
        )
        for one in found
    )


def _count(follow_ups: tuple[FollowUpRow, ...]) -> Promises:
    return Promises(
        made=len(follow_ups),
        settled=sum(one.is_settled for one in follow_ups),
        done=sum(one.is_done for one in follow_ups),
        late=sum(one.days_late > 0 for one in follow_ups),
        proven=sum(any(step.proofs or step.decisions for step in one.milestones) for one in follow_ups),
    )


def _views(proposition: int) -> tuple[ViewRow, ...]:
    rows = (
        ParticipantView.objects.filter(proposition=proposition, moderation=Moderation.PUBLISHED)
        .order_by("submitted_at", "pk")
        .values("rating", "text", "submitted_at")
    )
    return tuple(ViewRow(**row, rating_label=str(Rating(row["rating"]).label)) for row in rows)


def _events(proposition: int) -> tuple[Event, ...]:
    rows = AuditEvent.objects.public().about(Takeaway(pk=proposition)).order_by("at", "pk")
    return tuple(Event(**row) for row in rows.values("verb", "at", "by_role", "detail"))


def _neighbour(row: dict[str, Any], direction: int) -> Neighbour | None:
    same = Takeaway.objects.filter(
        concertation=row["concertation"], kind=TakeawayKind.PROPOSITION, frozen_at__isnull=False
    )
    if direction > 0:
        found = same.filter(number__gt=row["number"]).order_by("number")
    else:
        found = same.filter(number__lt=row["number"]).order_by("-number")
    near = found.values("number", "uid").first()
    if near is None:
        return None
    return Neighbour(number=near["number"], url=reverse("concertations:proposition", args=[near["uid"]]))
