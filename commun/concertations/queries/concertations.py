"""Every public concertation of the country, and the page of one."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, F, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.concertations import canevas
from commun.concertations.citations import Citation, Citations, citations_of
from commun.concertations.enums import FINAL_DECISIONS, Decision, FollowUpState, State, TakeawayKind
from commun.concertations.extensions import trades_of
from commun.concertations.models import (
    AudiencePart,
    Concertation,
    Document,
    FactSource,
    FollowUp,
    FrameChange,
    Sequence,
    Speaker,
    Takeaway,
    Transition,
)
from commun.concertations.models.concertation import ConcertationQuerySet
from commun.concertations.queries.clock import Postponed, postponed
from commun.concertations.queries.proposition_lines import PropositionLine
from commun.concertations.queries.proposition_lines import lines as proposition_lines
from commun.concertations.queries.propositions import PROMISE_LATE
from commun.concertations.small_counts import masked, sayable
from commun.core.dates import PartialDate, duration
from commun.core.freshness import kept
from commun.territories.models import Territory
from commun.territories.written_names import normalise
from commun.ui.components.chain import KnotState
from commun.ui.components.dates import days, written
from commun.ui.components.navigation import Link

A_PAGE = 20
LATE = "en_retard"

NEWEST, BY_TITLE, MOST_PEOPLE, DUE_FIRST = "recentes", "titre", "participants", "echeance"
ORDERS: dict[str, tuple[Any, ...]] = {
    NEWEST: (F("published_at").desc(nulls_last=True), "-pk"),
    BY_TITLE: ("title", "pk"),
    MOST_PEOPLE: (F("participants_count").desc(nulls_last=True), "-pk"),
    DUE_FIRST: (F("answer_due_on").asc(nulls_last=True), "pk"),
}


@dataclass(frozen=True)
class ConcertationFilters:
    """What the reader chose; empty means "all". Values are those of the vocabularies."""

    state: str = ""
    kind: str = ""
    region: int | None = None
    audience: str = ""
    recruitment: str = ""
    is_late: bool = False
    text: str = ""
    order: str = NEWEST


@dataclass(frozen=True)
class ConcertationLine:
    """One line of the list; showing it asks the database nothing."""

    title: str
    url: str
    territory: str
    territory_url: str
    is_fictional: bool
    state: str
    shape: str
    starts_on: PartialDate | None
    ends_on: PartialDate | None
    participants: str
    propositions: int
    answered: int
    answer_due_on: datetime.date | None
    days_late: int
    days_waiting: int | None

    @property
    def is_one_day(self) -> bool:
        """It began and ended on the same date, as precisely as it is known."""
        return self.starts_on is not None and self.starts_on == self.ends_on


def state_shape(state: State, days_late: int) -> str:
    """The drawn state that stands beside the words (`ui_state`)."""
    if days_late:
        return "en_retard"
    if state in (State.INTENTION, State.INTERRUPTED):
        return "neutre"
    return "tenu" if state in (State.ANSWER_PUBLISHED, State.CLOSED) else "en_cours"


def state_words(one: Concertation, on: datetime.date) -> str:
    """ "Réponse attendue, en retard de 38 jours": the state, and what the calendar says of it."""
    label = str(State(one.state).label)
    if late := one.days_late(on):
        return _("%(state)s, en retard de %(delay)s") % {"state": label, "delay": days(late)}
    if one.suspended_on is not None:
        return _("%(state)s, délai suspendu depuis le %(date)s") % {"state": label, "date": written(one.suspended_on)}
    return label


@dataclass(frozen=True)
class ConcertationList:
    """One page of the list; the sums are those of the whole selection, invented territories left out."""

    page: Page[int]
    lines: tuple[ConcertationLine, ...]
    concertations: int
    invented: int
    territories: int
    participants: int
    participants_known: int
    propositions: int
    answered: int


def _names() -> list[tuple[int, str]]:
    rows = Concertation.objects.published().values_list("pk", "title", "territory__name", "territory__short_name")
    return [(pk, normalise(" ".join(parts))) for pk, *parts in rows]


def _named(text: str) -> list[int]:
    """The public concertations whose title or territory has every word of `text`, accents or not.

    The names of the country, as they are searched, are kept in this process until the public data change.
    """
    names = kept("concertation-names", _names)
    words = normalise(text).split()
    return [pk for pk, name in names if all(word in name for word in words)]


def filtered(filters: ConcertationFilters, *, on: datetime.date) -> ConcertationQuerySet:
    found = Concertation.objects.published()
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.kind:
        found = found.filter(territory__kind=filters.kind)
    if filters.region is not None:
        found = found.filter(Q(territory__region=filters.region) | Q(territory=filters.region))
    if filters.audience:
        found = found.filter(pk__in=AudiencePart.objects.filter(audience=filters.audience).values("concertation"))
    if filters.recruitment:
        found = found.alias(how=Cast("recruitment", TextField())).filter(how__contains=f'"{filters.recruitment}"')
    if filters.is_late:
        found = found.late(on)
    if filters.text:
        found = found.filter(pk__in=_named(filters.text))
    return found


def concertation_list(*, filters: ConcertationFilters, page: int | str, on: datetime.date) -> ConcertationList:
    """Three queries, four when names are searched for, one when it is kept; whatever the number of concertations."""
    return kept("concertations", lambda: _concertation_list(filters, page, on), filters, page, on)


def _concertation_list(filters: ConcertationFilters, page: int | str, on: datetime.date) -> ConcertationList:
    found = filtered(filters, on=on)
    sums = found.real().aggregate(
        concertations=Count("pk"),
        territories=Count("territory", distinct=True),
        participants=Sum("participants_count", filter=sayable("participants_count")),
        participants_known=Count("participants_count", filter=sayable("participants_count")),
        propositions=Sum("propositions_count"),
        answered=Sum("answered_count"),
    )
    total = found.count()
    shown = Paginator(range(total), A_PAGE).get_page(page)
    rows = found.select_related("territory").only(*_LINE_COLUMNS).order_by(*ORDERS.get(filters.order, ORDERS[NEWEST]))
    start = (shown.number - 1) * A_PAGE
    return ConcertationList(
        page=shown,
        lines=tuple(_line(one, on) for one in rows[start : start + A_PAGE]),
        concertations=sums["concertations"],
        invented=total - sums["concertations"],
        territories=sums["territories"],
        participants=sums["participants"] or 0,
        participants_known=sums["participants_known"],
        propositions=sums["propositions"] or 0,
        answered=sums["answered"] or 0,
    )


_LINE_COLUMNS = (
    "title",
    "slug",
    "state",
    "starts_on",
    "starts_on_planned",
    "ends_on",
    "ends_on_planned",
    "participants_count",
    "propositions_count",
    "answered_count",
    "answer_due_on",
    "restituted_on",
    "interrupted_from",
    "interrupted_on",
    "is_documented_by_network",
    "territory__name",
    "territory__slug",
    "territory__is_fictional",
)


def _line(one: Concertation, on: datetime.date) -> ConcertationLine:
    return ConcertationLine(
        title=one.title,
        url=one.get_absolute_url(),
        territory=one.territory.name,
        territory_url=one.territory.get_absolute_url(),
        is_fictional=one.territory.is_fictional,
        state=state_words(one, on),
        shape=state_shape(State(one.state), one.days_late(on)),
        starts_on=one.starts_on or one.starts_on_planned,
        ends_on=one.ends_on or one.ends_on_planned,
        participants=masked(one.participants_count),
        propositions=one.propositions_count,
        answered=one.answered_count,
        answer_due_on=one.answer_due_on,
        days_late=one.days_late(on),
        days_waiting=one.days_waiting(on),
    )


def lines_of(*, territory: Territory, on: datetime.date) -> tuple[ConcertationLine, ...]:
    """The public concertations that a territory leads or co-leads. One query."""
    rows = Concertation.objects.published().within(territory).select_related("territory").only(*_LINE_COLUMNS)
    return tuple(_line(one, on) for one in rows.order_by("-published_at", "-pk"))


# --- The page of one ---------------------------------------------------------------------------------------------

PROPOSITIONS_SHOWN = 8
OTHERS_SHOWN = 5
LATE_SHOWN = 5
SELECTED_A_PAGE = 25


@dataclass(frozen=True)
class StepLine:
    """A state of the life cycle, with the day it was reached."""

    label: str
    on: datetime.date | None
    status: KnotState
    detail: str


@dataclass(frozen=True)
class FactLine:
    """One field of the canevas as the page shows it; `text` empty when it is expected and unknown."""

    name: str
    label: str
    text: str
    sources: tuple[FactSource, ...]


@dataclass(frozen=True)
class AudienceLine:
    """A public and how many people; a count under five is masked."""

    label: str
    details: str
    count: str


@dataclass(frozen=True)
class SequenceLine:
    title: str
    place: str
    on: datetime.date | None
    lasts: str
    attendance: str
    account: str


@dataclass(frozen=True)
class DocumentLine:
    title: str
    url: str
    kind: str
    licence: str
    on: PartialDate | None
    size: int | None


@dataclass(frozen=True)
class TakeawayLine:
    """A sentence that is not a proposition: no one has to answer it."""

    uid: str
    number: int
    text: str
    detail: str
    citations: tuple[Citation, ...] = ()
    trades: tuple[Link, ...] = ()


@dataclass(frozen=True)
class TakeawayGroup:
    """The sentences of one kind, or the first of them: `count` tells how many there are."""

    kind: TakeawayKind
    title: str
    count: int
    lines: tuple[TakeawayLine, ...]
    more_url: str


@dataclass(frozen=True)
class PromiseLine:
    """A promised action whose date has passed."""

    title: str
    url: str
    owner_role: str
    due_on: datetime.date
    days_late: int


@dataclass(frozen=True)
class AnswerFigures:
    """What was answered and done, counted over every proposition of the concertation."""

    propositions: int
    answered: int
    decisions: tuple[tuple[str, int], ...]
    promised: int
    done: int
    late: tuple[PromiseLine, ...]
    late_count: int


@dataclass(frozen=True)
class ConcertationPage:
    """Everything the page of one concertation shows; showing it asks the database nothing."""

    record: Concertation
    co_leads: tuple[Territory, ...]
    steps: tuple[StepLine, ...]
    question: tuple[FactLine, ...]
    people: tuple[FactLine, ...]
    method: tuple[FactLine, ...]
    follow_up: tuple[FactLine, ...]
    participants: str
    audiences: tuple[AudienceLine, ...]
    speakers: tuple[Speaker, ...]
    sequences: tuple[SequenceLine, ...]
    frame_changes: tuple[FrameChange, ...]
    documents: tuple[DocumentLine, ...]
    sources: tuple[FactSource, ...]
    missing: tuple[str, ...]
    propositions_count: int
    propositions: tuple[PropositionLine, ...]
    groups: tuple[TakeawayGroup, ...]
    selected: TakeawayKind | None
    page: Page[int] | None
    answers: AnswerFigures
    days_late: int
    days_waiting: int | None
    postponed: Postponed | None
    draft: bool

    @property
    def shape(self) -> str:
        return state_shape(State(self.record.state), self.days_late)

    @property
    def interruption(self) -> StepLine | None:
        """Why and when it stopped, as long as it has not begun again."""
        return next((step for step in self.steps if step.status == "late"), None)

    @property
    def more_propositions_url(self) -> str:
        """Where all propositions are read, when the page shows the first ones only."""
        if self.selected or len(self.propositions) >= self.propositions_count:
            return ""
        return f"{self.record.get_absolute_url()}?nature={TakeawayKind.PROPOSITION}#{TakeawayKind.PROPOSITION}"

    @property
    def more_late_url(self) -> str:
        """Where all late promises of the territory are read, when the page shows the first ones only."""
        if len(self.answers.late) >= self.answers.late_count:
            return ""
        query = urlencode({"territoire": self.record.territory.slug, "suite": PROMISE_LATE})
        return f"{reverse('concertations:propositions')}?{query}"

    @property
    def nothing_yet(self) -> bool:
        """The restitution is to come: there is nothing to read, and that is no omission."""
        before = canevas.LIFE.index(canevas.reached(self.record)) < canevas.LIFE.index(State.RESTITUTION)
        return before and not self.propositions and not self.groups


# What each part of the page tells, in its order; the rest of the canevas has a place of its own on the page.
_QUESTION = ("angles", "expectations", "initial_frame", "arbitration")
_PEOPLE = (
    "recruitment", "recruitment_other", "sortition_base", "sortition_quotas", "invited_count", "accepted_count",
    "present_count", "compensation", "women_count", "men_count", "under_25_count", "from_25_to_64_count",
    "over_64_count",
)  # fmt: skip
_METHOD = (
    "objectives", "level", "facilitation", "facilitation_other", "tools", "uses_support", "support_name",
    "support_scope", "restitution", "restitution_other", "plenary_on",
)  # fmt: skip
_FOLLOW_UP = (
    "follow_up_pledge", "follow_up_terms", "follow_up_refusal", "answer_due_on", "answering_role", "answering_body",
    "follow_up_frequency", "closing_report", "closing_message",
)  # fmt: skip


def concertation_page(
    *,
    slug: str,
    on: datetime.date,
    selected: TakeawayKind | None = None,
    page: int | str = 1,
    draft: bool = False,
) -> ConcertationPage | None:
    """The page of one concertation; None when there is none, or when it is not public and `draft` is not asked.

    Fifteen queries, whatever the concertation, one when it is kept; `selected` shows every sentence of one kind, page
    by page. A draft is never kept.
    """
    if draft:
        return _concertation_page(Concertation.objects.all(), slug, on, selected, page, draft=True)
    return kept(
        "concertation",
        lambda: _concertation_page(Concertation.objects.published(), slug, on, selected, page, draft=False),
        slug,
        on,
        selected,
        page,
    )


def _concertation_page(
    records: ConcertationQuerySet,
    slug: str,
    on: datetime.date,
    selected: TakeawayKind | None,
    page: int | str,
    *,
    draft: bool,
) -> ConcertationPage | None:
    record = (
        records.select_related("territory")
        .prefetch_related("co_leads", "audiences", "speakers", "sequences", "frame_changes", "documents", "sources")
        .filter(slug=slug)
        .first()
    )
    if record is None:
        return None
    sources = _by_field(record)
    expected = {one.name for one in canevas.expected_fields(record)}
    takeaways = record.takeaways.all() if draft else record.takeaways.filter(frozen_at__isnull=False)
    counts = _counts(takeaways)
    citations = citations_of(takeaways.order_by().values("pk"))
    chosen = None
    if selected is not None:
        chosen = Paginator(range(sum(counts[selected].values())), SELECTED_A_PAGE).get_page(page)

    def facts(names: tuple[str, ...]) -> tuple[FactLine, ...]:
        return tuple(line for name in names if (line := _fact(record, name, expected, sources)) is not None)

    return ConcertationPage(
        record=record,
        co_leads=tuple(record.co_leads.all()),
        steps=_steps(record),
        question=facts(_QUESTION),
        people=facts(_PEOPLE),
        method=facts(_METHOD),
        follow_up=facts(_FOLLOW_UP),
        participants=masked(record.participants_count),
        audiences=tuple(
            AudienceLine(str(one.get_audience_display()), one.details, masked(one.people_count))
            for one in record.audiences.all()
        ),
        speakers=tuple(record.speakers.all()),
        sequences=tuple(_sequence(one) for one in record.sequences.all()),
        frame_changes=tuple(record.frame_changes.all()),
        documents=tuple(_document(one) for one in record.documents.all()),
        sources=tuple(record.sources.all()),
        missing=tuple(
            str(one.label) for one in canevas.expected_fields(record) if one.is_public and not one.is_filled(record)
        ),
        propositions_count=sum(counts[TakeawayKind.PROPOSITION].values()),
        propositions=_propositions(takeaways, selected, chosen, on, citations),
        groups=_groups(record, takeaways, counts, selected, chosen, citations),
        selected=selected,
        page=chosen,
        answers=_answers(record, counts[TakeawayKind.PROPOSITION], on),
        days_late=record.days_late(on),
        days_waiting=record.days_waiting(on),
        postponed=postponed(concertation=record.pk, first=record.answer_first_due_on, now=record.answer_due_on),
        draft=draft,
    )


def _sequence(one: Sequence) -> SequenceLine:
    return SequenceLine(
        title=one.title,
        place=one.place,
        on=one.on,
        lasts=duration(one.minutes) if one.minutes else "",
        attendance=masked(one.attendance),
        account=one.account,
    )


def _document(one: Document) -> DocumentLine:
    return DocumentLine(
        title=one.title,
        url=one.get_absolute_url(),
        kind=str(one.get_kind_display()),
        licence=str(one.get_licence_display()),
        on=one.on,
        size=one.size,
    )


def _by_field(record: Concertation) -> dict[str, list[FactSource]]:
    found: dict[str, list[FactSource]] = defaultdict(list)
    for one in record.sources.all():
        found[one.field].append(one)
    return found


def _fact(record: Concertation, name: str, expected: set[str], sources: dict[str, list[FactSource]]) -> FactLine | None:
    """None when it is unknown and nobody expects it yet."""
    field = canevas.BY_NAME[name]
    text = field.public_display(record)
    if not text and name not in expected:
        return None
    model_field = Concertation._meta.get_field(name)
    assert isinstance(model_field, models.Field)
    label = capfirst(str(model_field.verbose_name))
    return FactLine(name, label, text, tuple(sources.get(name, ())))


def _steps(record: Concertation) -> tuple[StepLine, ...]:
    """The whole life, in its order, with the day each state was reached; an interruption is told where it happened."""
    reached: dict[str, Transition] = {one.target: one for one in record.transitions.all()}
    here = canevas.LIFE.index(canevas.reached(record))
    lines = []
    for index, state in enumerate(canevas.LIFE):
        step = reached.get(state)
        status: KnotState = "done" if index < here else "future"
        if index == here:
            status = "done" if state == State.CLOSED else "current"
        lines.append(StepLine(str(state.label), step.at.date() if step else None, status, ""))
    if record.state == State.INTERRUPTED:
        stop = reached.get(State.INTERRUPTED)
        lines.insert(
            here + 1,
            StepLine(
                str(State.INTERRUPTED.label), stop.at.date() if stop else None, "late", stop.reason if stop else ""
            ),
        )
    return tuple(lines)


def _counts(takeaways: QuerySet[Takeaway]) -> dict[str, dict[str, int]]:
    """How many sentences of each kind, and of each decision within it."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, decision, count in takeaways.order_by().values_list("kind", "decision").annotate(count=Count("pk")):
        found[kind][decision] = count
    return found


def _of_kind(takeaways: QuerySet[Takeaway], kind: TakeawayKind) -> QuerySet[Takeaway]:
    return takeaways.filter(kind=kind).order_by("number")


def _of_page(takeaways: QuerySet[Takeaway], kind: TakeawayKind, page: Page[int]) -> QuerySet[Takeaway]:
    start = (page.number - 1) * SELECTED_A_PAGE
    return _of_kind(takeaways, kind)[start : start + SELECTED_A_PAGE]


def _propositions(
    takeaways: QuerySet[Takeaway],
    selected: TakeawayKind | None,
    chosen: Page[int] | None,
    on: datetime.date,
    citations: Citations,
) -> tuple[PropositionLine, ...]:
    if selected is None:
        first = _of_kind(takeaways, TakeawayKind.PROPOSITION)[:PROPOSITIONS_SHOWN]
        return proposition_lines(first, on=on, citations=citations)
    if selected == TakeawayKind.PROPOSITION and chosen is not None:
        return proposition_lines(_of_page(takeaways, selected, chosen), on=on, citations=citations)
    return ()


_KINDS = {
    TakeawayKind.VIGILANCE: gettext_lazy("Points de vigilance"),
    TakeawayKind.OBSTACLE: gettext_lazy("Freins"),
    TakeawayKind.OPPORTUNITY: gettext_lazy("Opportunités"),
}


def _groups(
    record: Concertation,
    takeaways: QuerySet[Takeaway],
    counts: dict[str, dict[str, int]],
    selected: TakeawayKind | None,
    chosen: Page[int] | None,
    citations: Citations,
) -> tuple[TakeawayGroup, ...]:
    """The other kinds than propositions: the first sentences of each, or all those of the kind selected."""
    shown: dict[str, list[Takeaway]] = defaultdict(list)
    if selected is None:
        for one in takeaways.exclude(kind=TakeawayKind.PROPOSITION).filter(number__lte=OTHERS_SHOWN).order_by("number"):
            shown[one.kind].append(one)
    elif chosen is not None and selected in _KINDS:
        shown[selected] = list(_of_page(takeaways, selected, chosen))
    trades = trades_of([one.pk for lines in shown.values() for one in lines])
    return tuple(
        TakeawayGroup(
            kind=kind,
            title=str(_KINDS[kind]),
            count=sum(counts[kind].values()),
            lines=tuple(
                TakeawayLine(
                    one.uid,
                    one.number,
                    one.text,
                    str(one.get_vigilance_kind_display() or one.get_bears_on_display() or ""),
                    citations.get(one.pk, ()),
                    trades.get(one.pk, ()),
                )
                for one in shown[kind]
            ),
            more_url=f"{record.get_absolute_url()}?nature={kind}#{kind}"
            if selected is None and len(shown[kind]) < sum(counts[kind].values())
            else "",
        )
        for kind in _KINDS
        if shown[kind]
    )


def _answers(record: Concertation, decisions: dict[str, int], on: datetime.date) -> AnswerFigures:
    promised = list(
        FollowUp.objects.filter(proposition__concertation=record)
        .select_related("proposition")
        .only("uid", "title", "owner_role", "due_on", "state", "proposition__uid", "proposition__kind")
        .order_by("due_on", "pk")
    )
    late = [one for one in promised if one.days_late(on)]
    return AnswerFigures(
        propositions=sum(decisions.values()),
        answered=sum(count for decision, count in decisions.items() if decision in FINAL_DECISIONS),
        decisions=tuple((str(one.label), decisions[one]) for one in Decision if decisions.get(one)),
        promised=len(promised),
        done=sum(one.state == FollowUpState.DONE for one in promised),
        late=tuple(
            PromiseLine(one.title, one.get_absolute_url(), one.owner_role, one.due_on, one.days_late(on))
            for one in late[:LATE_SHOWN]
        ),
        late_count=len(late),
    )
