"""The country at a glance: figures computed from the records, the latest answers, and what is late."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from commun.concertations.enums import Decision, PledgeState
from commun.concertations.models import Answer, Concertation, Pledge
from commun.concertations.queries.indicators import Indicator, Scope, shares
from commun.concertations.small_counts import sayable
from commun.core.freshness import kept

LATEST_ANSWERS, LATE_SHOWN = 4, 5


@dataclass(frozen=True)
class CountryFigures:
    """Counted over the public records, the invented territory left out. `…_known` are the records that say it."""

    engaged: int
    signed: int
    concertations: int
    participants: int | None
    participants_known: int
    minutes: int | None
    minutes_known: int

    @property
    def hours(self) -> int | None:
        return None if self.minutes is None else round(self.minutes / 60)


@dataclass(frozen=True)
class LatestAnswer:
    """One answer just published, with the sentence that it answers."""

    text: str
    url: str
    place: str
    is_fictional: bool
    decision: str
    answered_on: datetime.date


@dataclass(frozen=True)
class LateAnswer:
    title: str
    url: str
    place: str
    is_fictional: bool
    answer_due_on: datetime.date
    days_late: int
    waiting: int


@dataclass(frozen=True)
class Country:
    """Everything that the home page says of the country."""

    on: datetime.date
    figures: CountryFigures
    indicators: tuple[Indicator, ...]
    answers: tuple[LatestAnswer, ...]
    late: tuple[LateAnswer, ...]

    @property
    def participants_label(self) -> str:
        known, all_ = self.figures.participants_known, self.figures.concertations
        if not known:
            return _("participants : aucune concertation ne les compte encore")
        return _("participants, d’après %(known)s concertations sur %(all)s") % {"known": known, "all": all_}

    @property
    def hours_label(self) -> str:
        known, all_ = self.figures.minutes_known, self.figures.concertations
        if not known:
            return _("heures de débat : aucune concertation ne les donne encore")
        return _("de débat, d’après %(known)s concertations sur %(all)s") % {"known": known, "all": all_}

    def indicator(self, key: str) -> Indicator:
        return next(one for one in self.indicators if one.key == key)


def country(*, on: datetime.date) -> Country:
    """Nine queries when not kept, one when it is."""
    return kept("country", lambda: _country(on), on)


def _country(on: datetime.date) -> Country:
    return Country(
        on=on,
        figures=_figures(),
        indicators=tuple(shares(scope=Scope.country(), on=on)),
        answers=_latest_answers(),
        late=_late(on),
    )


def _figures() -> CountryFigures:
    pledges = (
        Pledge.objects.real()
        .standing()
        .aggregate(all=Count("pk"), signed=Count("pk", filter=Q(state=PledgeState.SIGNED)))
    )
    records = (
        Concertation.objects.published()
        .real()
        .aggregate(
            all=Count("pk"),
            participants=Sum("participants_count", filter=sayable("participants_count")),
            participants_known=Count("participants_count", filter=sayable("participants_count")),
            minutes=Sum("minutes_count", filter=Q(minutes_count__gt=0)),
            minutes_known=Count("pk", filter=Q(minutes_count__gt=0)),
        )
    )
    return CountryFigures(
        engaged=pledges["all"],
        signed=pledges["signed"],
        concertations=records["all"],
        participants=records["participants"],
        participants_known=records["participants_known"],
        minutes=records["minutes"],
        minutes_known=records["minutes_known"],
    )


def _latest_answers() -> tuple[LatestAnswer, ...]:
    rows = (
        Answer.objects.public()
        .select_related("proposition__concertation__territory")
        .order_by("-published_at", "-pk")[:LATEST_ANSWERS]
    )
    return tuple(
        LatestAnswer(
            text=one.proposition.text,
            url=one.proposition.get_absolute_url(),
            place=one.proposition.concertation.territory.name,
            is_fictional=one.proposition.concertation.territory.is_fictional,
            decision=str(Decision(one.decision).label),
            answered_on=one.answered_on,
        )
        for one in rows
    )


def _late(on: datetime.date) -> tuple[LateAnswer, ...]:
    """The concertations whose promised date passed the longest ago."""
    rows = Concertation.objects.published().late(on).select_related("territory").order_by("answer_due_on", "pk")
    return tuple(
        LateAnswer(
            title=one.title,
            url=one.get_absolute_url(),
            place=one.territory.name,
            is_fictional=one.territory.is_fictional,
            answer_due_on=one.answer_due_on,
            days_late=one.days_late(on),
            waiting=one.propositions_count - one.answered_count,
        )
        for one in rows[:LATE_SHOWN]
        if one.answer_due_on is not None
    )
