"""What the pages of labels show: to everyone what is public, to each what they may read, and nothing else."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.labels.actions import results
from commun.labels.actions.applications import may_handle
from commun.labels.enums import IN_COMPETITION, State
from commun.labels.models import (
    Application,
    ApplicationQuerySet,
    Call,
    Criterion,
    InterestDeclaration,
    Juror,
    Label,
    Score,
)
from commun.labels.ranking import Rank
from commun.territories.models import Territory


def laureates(among: ApplicationQuerySet | None = None) -> list[Application]:
    """All of them, or those `among` these, over the editions, the last first. One query."""
    rows = (
        (Application.objects.all() if among is None else among)
        .laureates()
        .select_related("call__label", "territory", "solution")
    )
    return list(rows.order_by("-call__settled_at", "pk"))


@dataclass(frozen=True)
class LabelsPage:
    labels: tuple[Label, ...]
    open: tuple[Call, ...]
    others: tuple[Call, ...]
    laureates: tuple[Application, ...]


def labels_page(*, on: datetime.date) -> LabelsPage:
    """Three queries."""
    calls = list(Call.objects.public().select_related("label").order_by("-opens_on", "-pk"))
    return LabelsPage(
        tuple(Label.objects.all()),
        tuple(one for one in calls if not one.is_over(on)),
        tuple(one for one in calls if one.is_over(on)),
        tuple(laureates()),
    )


@dataclass(frozen=True)
class CallPage:
    call: Call
    criteria: tuple[Criterion, ...]
    is_open: bool
    is_over: bool
    laureates: tuple[Application, ...]
    shown: tuple[Application, ...]
    admissible: int
    sat: tuple[str, ...]


def call_page(call: Call, *, on: datetime.date) -> CallPage:
    """Five queries. Before the results, nothing is known of who applied, nor of who judges."""
    own = Application.objects.filter(call=call).select_related("call__label", "territory", "solution")
    return CallPage(
        call,
        tuple(call.criteria.all()),
        call.is_open(on),
        call.is_over(on),
        tuple(own.laureates().order_by("pk")),
        tuple(own.shown().order_by("pk")),
        own.filter(state__in=IN_COMPETITION).count() if call.is_settled else 0,
        tuple(str(one) for one in call.jurors.exclude(accepted_at=None)) if call.is_settled else (),
    )


@dataclass(frozen=True)
class LaureatePage:
    application: Application
    judged: tuple[str, ...]
    aside: tuple[str, ...]


def laureate_page(application: Application) -> LaureatePage:
    """Two queries: who scored it, and who stood aside; what links them is not told."""
    sat = Juror.objects.filter(call=application.call).exclude(accepted_at=None)
    aside = sat.filter(declarations__application=application, declarations__has_interest=True)
    judged = sat.filter(scores__application=application).exclude(pk__in=aside.values("pk")).distinct()
    return LaureatePage(
        application, tuple(str(one) for one in judged.order_by("pk")), tuple(str(one) for one in aside.order_by("pk"))
    )


# What each person keeps


@dataclass(frozen=True)
class OwnPage:
    applications: tuple[Application, ...]
    seats: tuple[Juror, ...]
    open: tuple[Call, ...]


def own_page(user: User, *, on: datetime.date) -> OwnPage:
    """Four queries."""
    return OwnPage(
        tuple(own_applications(user)),
        tuple(Juror.objects.filter(user=user).select_related("call__label").order_by("-pk")),
        tuple(Call.objects.open(on).select_related("label").order_by("closes_on", "pk")),
    )


def own_applications(user: User) -> list[Application]:
    """Those that they wrote, and those of the territories for which they may apply."""
    places = territories_of(user)
    rows = Application.objects.filter(Q(by=user) | Q(territory__in=places)).select_related("call__label", "territory")
    return [one for one in rows.order_by("-updated_at", "-pk") if may_handle(user, one)]


def territories_of(user: User) -> list[Territory]:
    """Those for which this person may apply."""
    rows = Territory.objects.filter(memberships__user=user).distinct().order_by("name", "pk")
    return [one for one in rows if user.may(Permission.LABEL_APPLY, one)]


@dataclass(frozen=True)
class SeatLine:
    """An application as a juror meets it: before they declare, they know its name alone."""

    application: Application
    declaration: InterestDeclaration | None
    scored: int

    @property
    def may_read(self) -> bool:
        return self.declaration is not None and not self.declaration.has_interest


def seat_lines(seat: Juror) -> list[SeatLine]:
    """Three queries."""
    if seat.accepted_at is None:
        return []
    declared = {one.application_id: one for one in seat.declarations.all()}
    scored: dict[int, int] = {}
    for key in seat.scores.values_list("application", flat=True):
        scored[key] = scored.get(key, 0) + 1
    rows = seat.call.applications.filter(state__in=IN_COMPETITION).select_related("territory", "call__label", "by")
    return [SeatLine(one, declared.get(one.pk), scored.get(one.pk, 0)) for one in rows.order_by("pk")]


def own_scores(seat: Juror, application: Application) -> dict[int, tuple[int, str]]:
    """What this juror gave, by criterion. One query."""
    rows = Score.objects.filter(juror=seat, application=application)
    return {one.criterion_id: (one.value, one.reason) for one in rows}


# What the coordination reads


@dataclass(frozen=True)
class RankLine:
    """`rank` is None for who may not read it."""

    application: Application
    rank: Rank | None

    @property
    def mean(self) -> str:
        """ "3,67", of 5."""
        if self.rank is None or self.rank.mean is None:
            return ""
        return f"{float(self.rank.mean):.2f}".replace(".", ",")


@dataclass(frozen=True)
class DeskCall:
    call: Call
    criteria: tuple[Criterion, ...]
    jurors: tuple[Juror, ...]
    received: tuple[Application, ...]
    ranked: tuple[RankLine, ...]
    drafts: int


def desk_call(call: Call, *, by: User) -> DeskCall:
    """A draft is its authors': it is counted, and not read. A linked coordinator reads no rank of what links them."""
    rows = call.applications.select_related("territory", "call__label", "by").order_by("pk")
    applications = {one.pk: one for one in rows}
    ranked = tuple(
        RankLine(one, rank if results.may_read_scores(by, one) else None)
        for rank in results.ranks(call)
        if (one := applications[rank.application])
    )
    return DeskCall(
        call,
        tuple(call.criteria.all()),
        tuple(call.jurors.select_related("user")),
        tuple(one for one in applications.values() if one.state not in (State.DRAFT, State.WITHDRAWN)),
        _apart(ranked),
        sum(one.state == State.DRAFT for one in applications.values()),
    )


def _apart(lines: Iterable[RankLine]) -> tuple[RankLine, ...]:
    """Those that may not be read come last, so that their place in the list tells nothing of their rank."""
    found = tuple(lines)
    hidden = sorted((one for one in found if one.rank is None), key=lambda one: one.application.uid)
    return (*(one for one in found if one.rank is not None), *hidden)


@dataclass(frozen=True)
class ScoreLine:
    criterion: str
    juror: str
    value: int
    reason: str


def score_lines(application: Application) -> list[ScoreLine]:
    """Those of the jurors whom nothing links to it. One query; ask `results.may_read_scores` first."""
    aside = InterestDeclaration.objects.filter(application=application, has_interest=True).values("juror")
    rows = Score.objects.filter(application=application).exclude(juror__in=aside).select_related("criterion", "juror")
    return [
        ScoreLine(one.criterion.title, str(one.juror), one.value, one.reason)
        for one in rows.order_by("criterion__number", "juror")
    ]
