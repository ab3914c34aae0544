"""What the pages of the workspace read."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, When
from django.http import Http404

from commun.accounts.models import Membership
from commun.concertations import canevas, lifecycle
from commun.concertations.canevas import LIFE, Completeness, Section
from commun.concertations.enums import State, TakeawayKind
from commun.concertations.lifecycle import Missing, Step
from commun.concertations.models import Concertation, Signature, Takeaway, Transition
from commun.core.models import AuditEvent
from commun.territories.models import Territory

# How many takeaways one page of the workspace lists.
TAKEAWAYS_A_PAGE = 100

ROWS = ("audiences", "speakers", "sequences", "frame_changes", "documents")


def workspace_record(*, slug: str) -> Concertation:
    """The record with all that its canevas says, in seven queries. Raises Http404."""
    record = (
        Concertation.objects.select_related("territory", "territory__pledge")
        .prefetch_related(*ROWS)
        .filter(slug=slug)
        .first()
    )
    if record is None:
        raise Http404
    return record


def first_signature_on(*, territory: Territory) -> datetime.date | None:
    """The day the territory first signed the charter."""
    return (
        Signature.objects.filter(pledge__territory=territory)
        .order_by("signed_on")
        .values_list("signed_on", flat=True)
        .first()
    )


@dataclass(frozen=True)
class SectionStanding:
    """How far one section has come."""

    section: Section
    completeness: Completeness


def sections_standing(*, record: Concertation) -> tuple[SectionStanding, ...]:
    """Of each section, in order. Asks nothing when the record comes from `workspace_record`."""
    return tuple(SectionStanding(one, canevas.completeness(record, one)) for one in Section)


@dataclass(frozen=True)
class LifeStanding:
    """Where a concertation stands: the transitions that it took, the step that comes, what that step still needs."""

    transitions: tuple[Transition, ...]
    next_step: Step | None
    missing: tuple[Missing, ...]
    may_be_interrupted: bool

    def reached_on(self, state: State) -> datetime.datetime | None:
        """When the record last entered `state`."""
        return next((one.at for one in reversed(self.transitions) if one.target == state), None)


def life_standing(*, record: Concertation) -> LifeStanding:
    step = lifecycle.next_step(record)
    return LifeStanding(
        transitions=tuple(record.transitions.all()),
        next_step=step,
        missing=tuple(step.missing(record)) if step else (),
        may_be_interrupted=lifecycle.may_be_interrupted(record),
    )


def history(*, record: Concertation, most: int = 30) -> list[AuditEvent]:
    """The last traces about the record itself."""
    return list(AuditEvent.objects.about(record)[:most])


def last_author(*, record: Concertation) -> AuditEvent | None:
    """Who saved last."""
    return AuditEvent.objects.about(record).select_related("by").first()


@dataclass(frozen=True)
class ConcertationLine:
    """One concertation of a territory, as the list of its workspace shows it."""

    record: Concertation
    completeness: Completeness
    next_label: str
    waiting: int

    @property
    def rank(self) -> int:
        return LIFE.index(canevas.reached(self.record)) + 1


def concertation_lines(*, territory: Territory) -> list[ConcertationLine]:
    """All the concertations that the territory leads, newest first. Seven queries, however many there are."""
    records = (
        Concertation.objects.filter(territory=territory)
        .select_related("territory")
        .prefetch_related(*ROWS)
        .order_by("-created_at", "-pk")
    )
    lines = []
    for record in records:
        step = lifecycle.next_step(record)
        lines.append(
            ConcertationLine(
                record=record,
                completeness=canevas.completeness(record),
                next_label=str(step.label) if step else "",
                waiting=record.propositions_count - record.answered_count,
            )
        )
    return lines


def team(*, territory: Territory) -> list[Membership]:
    return list(Membership.objects.filter(territory=territory).select_related("user").order_by("role", "pk"))


def records_led_by(*, territories: Iterable[Territory]) -> list[Concertation]:
    """The concertations that those territories lead, with their canevas. Six queries."""
    return list(
        Concertation.objects.filter(territory__in=list(territories))
        .select_related("territory", "territory__pledge")
        .prefetch_related(*ROWS)
        .order_by("territory__name", "pk")
    )


def takeaways_page(*, record: Concertation, kinds: Sequence[TakeawayKind], number: str | None) -> Page[Takeaway]:
    """One page of what was said, by nature in this order, with the session where it was and its corrections.

    Three queries, whatever was said.
    """
    by_nature = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(kinds)), default=len(kinds))
    rows = record.takeaways.select_related("sequence").prefetch_related("errata").order_by(by_nature, "number")
    return Paginator(rows, TAKEAWAYS_A_PAGE).get_page(number)


def takeaway_counts(*, record: Concertation) -> dict[str, int]:
    """How many takeaways of each nature the record holds. One query."""
    return dict(record.takeaways.order_by().values_list("kind").annotate(count=Count("pk")))
