"""The coordinator's table: every engaged territory, the step it is at, what is missing, what is late."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from commun.accounts.enums import Role
from commun.accounts.models import Membership
from commun.concertations import canevas
from commun.concertations.enums import PledgeState, State
from commun.concertations.models import Concertation, FollowUp, Pledge, Signature
from commun.concertations.models.concertation import ConcertationQuerySet
from commun.core.models import AuditEvent
from commun.territories.models import Territory
from commun.territories.written_names import normalise

A_PAGE = 20
BY_NAME, LATEST_FIRST, SILENT_FIRST = "", "activite", "silence"

LATE_ANSWER, LATE_PROMISE, NO_REFERENT, NO_DEBATE = "reponse", "promesse", "sans_referent", "sans_concertation"
CONCERNS = (LATE_ANSWER, LATE_PROMISE, NO_REFERENT, NO_DEBATE)


@dataclass(frozen=True)
class NetworkFilters:
    """What the coordinator chose; empty means "all"."""

    text: str = ""
    pledge: str = ""
    step: str = ""
    concern: str = ""
    region: int | None = None
    order: str = BY_NAME


@dataclass(frozen=True)
class DebateLine:
    """One concertation, drafts included: the step it is at, how much is filled in, what is missing."""

    title: str
    url: str
    step: str
    shape: str
    is_published: bool
    filled: int
    expected: int
    missing: tuple[str, ...]
    days_late: int
    late_promises: int

    @property
    def percent(self) -> int:
        return 100 if not self.expected else self.filled * 100 // self.expected


@dataclass(frozen=True)
class TerritoryLine:
    """One row of the table; showing it asks the database nothing."""

    name: str
    uid: str
    url: str
    write_url: str
    announce_url: str
    correct_url: str
    is_fictional: bool
    kind: str
    pledge: str
    pledge_state: PledgeState
    version: str
    signed_on: datetime.date | None
    has_referent: bool
    debates: tuple[DebateLine, ...]
    last_activity: datetime.datetime | None

    @property
    def days_late(self) -> int:
        return max((one.days_late for one in self.debates), default=0)

    @property
    def late_promises(self) -> int:
        return sum(one.late_promises for one in self.debates)


@dataclass(frozen=True)
class NetworkTable:
    page: Page[Pledge]
    lines: tuple[TerritoryLine, ...]


@dataclass(frozen=True)
class NetworkCounts:
    """How many territories each choice of the filters would show, all other choices left aside."""

    steps: dict[str, int]
    concerns: dict[str, int]


def network_counts(*, on: datetime.date) -> NetworkCounts:
    """The whole network in a few figures. Five queries."""
    debates = Concertation.objects.filter(territory__pledge__isnull=False).order_by().values_list("state")
    return NetworkCounts(
        steps=dict(list(debates.annotate(count=Count("territory", distinct=True)))),
        concerns={concern: _concerned(Pledge.objects.all(), concern, on).count() for concern in CONCERNS},
    )


def _debates() -> ConcertationQuerySet:
    return Concertation.objects.filter(territory=OuterRef("territory"))


def _referents() -> QuerySet[Membership]:
    return Membership.objects.filter(territory=OuterRef("territory"), role=Role.REFERENT, user__is_active=True)


def _filtered(filters: NetworkFilters, on: datetime.date) -> QuerySet[Pledge]:
    found = Pledge.objects.all()
    if filters.text:
        for word in normalise(filters.text).split():
            found = found.filter(territory__search_key__contains=word)
    if filters.pledge:
        found = found.filter(state=filters.pledge)
    if filters.step:
        found = found.filter(Exists(_debates().filter(state=filters.step)))
    if filters.region is not None:
        found = found.filter(Q(territory__region=filters.region) | Q(territory=filters.region))
    return _concerned(found, filters.concern, on)


def _concerned(found: QuerySet[Pledge], concern: str, on: datetime.date) -> QuerySet[Pledge]:
    if concern == LATE_ANSWER:
        return found.filter(Exists(_debates().late(on)))
    if concern == LATE_PROMISE:
        late = FollowUp.objects.late(on).filter(proposition__concertation__territory=OuterRef("territory"))
        return found.filter(Exists(late))
    if concern == NO_REFERENT:
        return found.filter(~Exists(_referents()))
    if concern == NO_DEBATE:
        return found.filter(~Exists(_debates()))
    return found


def _last_event(model: type[Model], key: str) -> Subquery:
    """When something was last done to this territory's pledge, or to its latest moved concertation."""
    events = AuditEvent.objects.filter(target_type=ContentType.objects.get_for_model(model), target_id=OuterRef(key))
    return Subquery(events.order_by("-at").values("at")[:1])


def _ordered(found: QuerySet[Pledge], order: str) -> QuerySet[Pledge]:
    """By name, or by the last trace left on the territory's pledge or on its concertations."""
    if order not in (LATEST_FIRST, SILENT_FIRST):
        return found.order_by("territory__search_key", "pk")
    debate = AuditEvent.objects.filter(
        target_type=ContentType.objects.get_for_model(Concertation),
        target_id__in=Concertation.objects.filter(territory=OuterRef(OuterRef("territory"))).values("pk"),
    ).order_by("-at")
    found = found.annotate(pledge_event=_last_event(Pledge, "pk"), debate_event=Subquery(debate.values("at")[:1]))
    # Greatest is NULL as soon as one is, on SQLite: an absent trace is as old as can be.
    long_ago = Value(datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC))
    found = found.annotate(activity=Greatest(Coalesce("pledge_event", long_ago), Coalesce("debate_event", long_ago)))
    return found.order_by("-activity" if order == LATEST_FIRST else "activity", "pk")


def network_table(*, filters: NetworkFilters, page: int | str, on: datetime.date) -> NetworkTable:
    """One page of the table: eleven queries, whatever the number of territories."""
    found = Paginator(_ordered(_filtered(filters, on), filters.order), A_PAGE).get_page(page)
    return NetworkTable(page=found, lines=tuple(_lines(list(found.object_list), on)))


def all_lines(*, filters: NetworkFilters, on: datetime.date) -> Iterator[TerritoryLine]:
    """Every row that the filters keep, for the file; read by five hundred."""
    keys = list(_ordered(_filtered(filters, on), filters.order).values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        some = Pledge.objects.in_bulk(keys[start : start + 500])
        yield from _lines([some[key] for key in keys[start : start + 500]], on)


def _lines(pledges: Sequence[Pledge], on: datetime.date) -> Iterator[TerritoryLine]:
    territories = Territory.objects.in_bulk([one.territory_id for one in pledges])
    debates = _debates_of(territories)
    late = _late_promises(territories, on)
    activity = _activity(pledges, [one for some in debates.values() for one in some])
    led = set(
        Membership.objects.filter(territory__in=territories, role=Role.REFERENT, user__is_active=True).values_list(
            "territory_id", flat=True
        )
    )
    signed: dict[int, Signature] = {
        one.pledge_id: one
        for one in Signature.objects.standing()
        .filter(pledge__in=pledges)
        .select_related("charter")
        .order_by("charter__published_on", "charter")
    }
    for pledge in pledges:
        territory = territories[pledge.territory_id]
        signature = signed.get(pledge.pk)
        yield TerritoryLine(
            name=territory.name,
            uid=territory.uid,
            url=territory.get_absolute_url(),
            write_url=reverse("concertations:network_message", args=[territory.slug]),
            announce_url=reverse("concertations:pledge_announce", args=[territory.slug]),
            correct_url=reverse("concertations:territory_correct", args=[territory.slug]),
            is_fictional=territory.is_fictional,
            kind=str(territory.get_kind_display()),
            pledge=str(pledge.get_state_display()),
            pledge_state=PledgeState(pledge.state),
            version=signature.charter.number if signature else "",
            signed_on=signature.signed_on if signature else None,
            has_referent=territory.pk in led,
            debates=tuple(_debate(one, late.get(one.pk, 0), on) for one in debates[territory.pk]),
            last_activity=activity.get(pledge.pk),
        )


def _debates_of(territories: dict[int, Territory]) -> dict[int, list[Concertation]]:
    """Their concertations, with the rows that completeness reads."""
    found: dict[int, list[Concertation]] = defaultdict(list)
    for one in (
        Concertation.objects.filter(territory__in=territories)
        .prefetch_related("audiences", "sequences", "documents")
        .order_by("-created_at", "-pk")
    ):
        found[one.territory_id].append(one)
    return found


def _debate(one: Concertation, late_promises: int, on: datetime.date) -> DebateLine:
    filled = canevas.completeness(one)
    days = one.days_late(on)
    shape = "en_retard" if days or late_promises else "neutre" if one.state == State.INTERRUPTED else "en_cours"
    return DebateLine(
        title=one.title,
        url=reverse("concertations:detail" if one.is_published else "concertations:preview", args=[one.slug]),
        step=str(State(one.state).label),
        shape=shape,
        is_published=one.is_published,
        filled=filled.filled,
        expected=filled.expected,
        missing=tuple(str(field.label) for field in filled.missing),
        days_late=days,
        late_promises=late_promises,
    )


def _late_promises(territories: dict[int, Territory], on: datetime.date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    rows = FollowUp.objects.late(on).filter(proposition__concertation__territory__in=territories)
    for concertation in rows.values_list("proposition__concertation", flat=True):
        found[concertation] += 1
    return found


def _activity(pledges: Sequence[Pledge], debates: Sequence[Concertation]) -> dict[int, datetime.datetime]:
    """The last trace on each pledge or on the concertations of its territory. Two queries."""
    latest: dict[int, datetime.datetime] = _latest(Pledge, [one.pk for one in pledges])
    pledge_of = {one.territory_id: one.pk for one in pledges}
    territory_of = {one.pk: one.territory_id for one in debates}
    for key, at in _latest(Concertation, list(territory_of)).items():
        pledge = pledge_of[territory_of[key]]
        latest[pledge] = max(at, latest.get(pledge, at))
    return latest


def _latest(model: type[Model], keys: Sequence[int]) -> dict[int, datetime.datetime]:
    rows = (
        AuditEvent.objects.filter(target_type=ContentType.objects.get_for_model(model), target_id__in=keys)
        .order_by()
        .values_list("target_id")
        .annotate(last=Max("at"))
    )
    return {key: last for key, last in rows if key is not None}
