"""Every proposition of the country: the list with its facets, and the page of one with all that happened to it."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.concertations.citations import Citation, Citations, citations_of, thread_cited
from commun.concertations.enums import (
    SETTLED_FOLLOW_UP_STATES,
    Decision,
    FollowUpState,
    Moderation,
    Rating,
    Recipient,
    Support,
    TakeawayKind,
    Theme,
)
from commun.concertations.extensions import trades_of
from commun.concertations.models import (
    Answer,
    Concertation,
    DecisionProof,
    Erratum,
    FollowUp,
    Milestone,
    ParticipantView,
    Takeaway,
)
from commun.concertations.models.concertation import ConcertationQuerySet, is_owing, owes_an_answer
from commun.concertations.models.takeaways import Proof, TakeawayQuerySet
from commun.concertations.platforms.reading import FILE
from commun.concertations.platforms.values import host_of
from commun.concertations.presenters.thread import Promises, knots_for, waiting_words
from commun.concertations.queries.cited import Cited, cited_within
from commun.concertations.queries.clock import Clock, Postponed, clock, postponed
from commun.core.dates import PartialDate
from commun.core.freshness import kept
from commun.core.models import AuditEvent
from commun.ui.components.chain import Knot
from commun.ui.components.navigation import Link

PAGE_SIZE = 20
LAST_PAGE = 50
"""Beyond a thousand lines one filters, or takes the file: the cost of a page stays the same in the whole country."""

UNANSWERED = "sans_reponse"
NO_LIMIT = ""
ANY_WAIT, OVER_90_DAYS, LATE = "en_attente", "plus_de_90_jours", "en_retard"
PROMISE_KEPT, PROMISE_LATE, PROMISE_OPEN, NO_PROMISE = "tenue", "en_retard", "en_cours", "sans_promesse"
NEWEST, LONGEST_WAIT, DUE_FIRST = "recentes", "attente", "echeance"


@dataclass(frozen=True, slots=True)
class PropositionFilter:
    """What the reader asked to see; empty strings and None filter nothing. Territories are primary keys."""

    answer: str = ""
    follow_up: str = ""
    territory: int | None = None
    region: int | None = None
    theme: str = ""
    delay: str = NO_LIMIT
    text: str = ""
    with_fictional: bool = False
    sort: str = NEWEST


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


@dataclass(frozen=True, slots=True)
class PropositionList:
    """One page of the list, with how many propositions each choice of the filters would show."""

    lines: tuple[PropositionLine, ...]
    total: int
    number: int
    pages: int
    answers: dict[str, int] = field(default_factory=dict)
    themes: dict[str, int] = field(default_factory=dict)

    @property
    def is_capped(self) -> bool:
        return self.total > LAST_PAGE * PAGE_SIZE


def published_propositions() -> TakeawayQuerySet:
    """Every proposition that anyone may read."""
    return Takeaway.objects.public().propositions()


def filtered(wanted: PropositionFilter, *, on: datetime.date) -> QuerySet[Takeaway]:
    """The propositions that answer to every filter, to show a page of them.

    An index gives the twenty lines of a page in their order, and each looks up the rest: what would lead the database
    to list the country then sort it is put inside an expression. On 60,000 propositions: the newest of the late ones,
    11 ms rather than 62; the first due, 1 rather than 160.
    """
    newest = wanted.sort not in (LONGEST_WAIT, DUE_FIRST)
    if newest:
        found = published_propositions()
    else:
        nature = Coalesce("kind", Value(""), output_field=CharField())
        found = Takeaway.objects.public().alias(nature=nature).filter(nature=TakeawayKind.PROPOSITION)
    if not wanted.with_fictional:
        found = found.real()
    if wanted.territory is not None or wanted.region is not None:
        found = found.filter(concertation__in=_told(_of_place(Concertation.objects.all(), wanted), wanted))
    if bound := _bound_of_delay(wanted.delay, on):
        path, before = bound
        owed = Case(When(owes_an_answer("concertation__"), then=F(f"concertation__{path}")), default=Value(on))
        found = found.alias(bound=Coalesce(owed, Value(on))).filter(bound__lt=before)
        if not newest:
            found = found.filter(**{f"concertation__{path}__lt": before})
    return _of_choices(_of_rows(found, wanted, on), answer=wanted.answer, theme=wanted.theme)


def counted(wanted: PropositionFilter, *, on: datetime.date) -> QuerySet[Takeaway]:
    """The same, whatever their answer and theme, to count what each choice of these two filters would show.

    Counting reads every row: concertations are chosen once and for all, then the index of the facets is enough.
    """
    concertations = Concertation.objects.published()
    if not wanted.with_fictional:
        concertations = concertations.real()
    concertations = _of_place(concertations, wanted)
    if bound := _bound_of_delay(wanted.delay, on):
        path, before = bound
        concertations = concertations.awaiting_answer().filter(**{f"{path}__lt": before})
    found = Takeaway.objects.propositions_within(_told(concertations, wanted)).filter(frozen_at__isnull=False)
    return _of_rows(found, wanted, on)


def matching(wanted: PropositionFilter, *, on: datetime.date) -> QuerySet[Takeaway]:
    """Every proposition that answers to every filter, in no order: those that the pages of the list show."""
    return _of_choices(counted(wanted, on=on), answer=wanted.answer, theme=wanted.theme)


def _of_place(concertations: ConcertationQuerySet, wanted: PropositionFilter) -> ConcertationQuerySet:
    """Led or co-led by the territory that is wanted, led in the région that is wanted."""
    if wanted.territory is not None:
        concertations = concertations.led_by(wanted.territory)
    if wanted.region is not None:
        concertations = concertations.filter(Q(territory__region=wanted.region) | Q(territory=wanted.region))
    return concertations


def _told(concertations: ConcertationQuerySet, wanted: PropositionFilter) -> ConcertationQuerySet | list[int]:
    """Those of one territory are few: told by their keys, the database goes straight to their rows."""
    return concertations if wanted.territory is None else concertations.keys()


def _bound_of_delay(delay: str, on: datetime.date) -> tuple[str, datetime.date] | None:
    """The date of the concertation that a delay looks at, and the day before which it must be."""
    if delay == OVER_90_DAYS:
        return "restituted_on", on - datetime.timedelta(days=90)
    if delay == LATE:
        return "answer_due_on", on
    return None


def _of_rows(found: TakeawayQuerySet, wanted: PropositionFilter, on: datetime.date) -> TakeawayQuerySet:
    """The filters that look at the proposition itself, and at its promises."""
    if wanted.delay in (ANY_WAIT, OVER_90_DAYS, LATE):
        found = found.unanswered()
    if wanted.text:
        found = found.filter(pk__in=Takeaway.objects.filter(text__icontains=wanted.text).values("pk"))
    return _of_follow_up(found, wanted.follow_up, on)


def _of_follow_up(found: TakeawayQuerySet, wanted: str, on: datetime.date) -> TakeawayQuerySet:
    promises = FollowUp.objects.order_by()
    if wanted == PROMISE_KEPT:
        return found.filter(pk__in=promises.filter(state=FollowUpState.DONE).values("proposition"))
    if wanted == PROMISE_LATE:
        return found.filter(pk__in=promises.late(on).values("proposition"))
    if wanted == PROMISE_OPEN:
        return found.filter(pk__in=promises.open().values("proposition"))
    if wanted == NO_PROMISE:
        return found.exclude(pk__in=promises.values("proposition")).filter(
            decision__in=[Decision.RETAINED.value, Decision.PARTLY_RETAINED.value]
        )
    return found


def _of_choices(found: QuerySet[Takeaway], *, answer: str, theme: str) -> QuerySet[Takeaway]:
    if answer:
        found = found.filter(decision="" if answer == UNANSWERED else answer)
    return found.filter(theme=theme) if theme else found


# By concertation then number: an index of concertations and the numbers of each give any page without sorting.
ORDERS: dict[str, tuple[Any, ...]] = {
    NEWEST: ("-changed_at", "-pk"),
    LONGEST_WAIT: (F("concertation__restituted_on").asc(nulls_last=True), "concertation_id", "number"),
    DUE_FIRST: (F("concertation__answer_due_on").asc(nulls_last=True), "concertation_id", "number"),
}


def proposition_list(*, wanted: PropositionFilter, page: int, on: datetime.date) -> PropositionList:
    """One page of the country's propositions: six queries when nothing is kept, one when it is."""
    return kept("propositions", lambda: _proposition_list(wanted, page, on), wanted, page, on)


def _proposition_list(wanted: PropositionFilter, page: int, on: datetime.date) -> PropositionList:
    facets = replace(wanted, answer="", theme="", sort=NEWEST)
    crossed = kept("facets", lambda: _crossed(facets, on), facets, on)
    answers, themes = _facets(crossed, answer=wanted.answer, theme=wanted.theme)
    total = answers.get(wanted.answer, 0) if wanted.answer else sum(answers.values())
    pages = max(1, min(LAST_PAGE, -(-total // PAGE_SIZE)))
    number = min(max(1, page), pages)
    start = (number - 1) * PAGE_SIZE
    rows = filtered(wanted, on=on).order_by(*ORDERS.get(wanted.sort, ORDERS[NEWEST]))[start : start + PAGE_SIZE]
    return PropositionList(
        lines=lines(rows, on=on) if total else (),
        total=total,
        number=number,
        pages=pages,
        answers=answers,
        themes=themes,
    )


Crossed: TypeAlias = tuple[tuple[str, str, int], ...]
"""How many propositions have each answer and theme: the same for every page, order and choice of these two."""


def _crossed(wanted: PropositionFilter, on: datetime.date) -> Crossed:
    rows = counted(wanted, on=on).order_by().values_list("decision", "theme").annotate(count=Count("pk"))
    return tuple((decision or UNANSWERED, theme, count) for decision, theme, count in rows)


def _facets(crossed: Crossed, *, answer: str, theme: str) -> tuple[dict[str, int], dict[str, int]]:
    """What each answer would show with the theme in place, and each theme with the answer in place."""
    answers: Counter[str] = Counter({UNANSWERED: 0})
    themes: Counter[str] = Counter()
    for decision, of, count in crossed:
        if theme in ("", of):
            answers[decision] += count
        if answer in ("", decision):
            themes[of] += count
    return dict(answers), dict(themes)


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
        _line(
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


def _line(
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


# --- One proposition -----------------------------------------------------------------------------------------------


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
    line = _line(row, promises, on)
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
