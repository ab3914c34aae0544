"""The figures of the droit de suite, each with its numerator, its denominator and its date.

They are counted by the database in a fixed number of queries, whatever the number of propositions; tests compare each
with a slow and obvious way of counting. National figures leave out the invented territory.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commun.concertations.enums import SETTLED_FOLLOW_UP_STATES, Decision, FollowUpState
from commun.concertations.models import Concertation, FollowUp, Takeaway
from commun.concertations.models.concertation import ConcertationQuerySet
from commun.concertations.queries.propositions import LATE, PROMISE_KEPT, PROMISE_LATE
from commun.core.freshness import kept
from commun.territories.models import Territory

RETAINED = (Decision.RETAINED.value, Decision.PARTLY_RETAINED.value)
OPEN = [state.value for state in FollowUpState if state not in SETTLED_FOLLOW_UP_STATES]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that never stands alone.

    `value` is a percentage (unit "%") of `numerator` over `denominator`, or a median number of days (unit "jours") over
    `denominator` propositions; None when there is nothing to count.
    """

    key: str
    label: str | Promise
    numerator: int | None
    denominator: int
    value: float | None
    unit: str
    on: datetime.date
    definition: str | Promise
    rows_url: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: the whole country (nothing given), a région, a territory, or one concertation."""

    region: int | None = None
    territory: int | None = None
    concertation: int | None = None
    with_fictional: bool = False
    query: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def country(cls) -> "Scope":
        return cls()

    @classmethod
    def of_region(cls, region: Territory) -> "Scope":
        return cls(region=region.pk, query=(("region", str(region.pk)),))

    @classmethod
    def of_territory(cls, territory: Territory) -> "Scope":
        return cls(
            territory=territory.pk, with_fictional=territory.is_fictional, query=(("territoire", territory.slug),)
        )

    @classmethod
    def of_concertation(cls, concertation: Concertation) -> "Scope":
        territory = concertation.territory
        return cls(
            concertation=concertation.pk,
            with_fictional=territory.is_fictional,
            query=(("territoire", territory.slug),),
        )

    def concertations(self) -> ConcertationQuerySet | list[int]:
        """The public concertations whose rows are counted; told by their keys when they are few."""
        found = Concertation.objects.published()
        if not self.with_fictional:
            found = found.real()
        if self.region is not None:
            found = found.filter(Q(territory__region=self.region) | Q(territory=self.region))
        if self.territory is not None:
            found = found.led_by(self.territory)
        if self.concertation is not None:
            found = found.filter(pk=self.concertation)
        return found if self.territory is None and self.concertation is None else found.keys()


def indicators(*, scope: Scope, on: datetime.date) -> list[Indicator]:
    """The six figures of a scope: six queries at most when not kept, one when they are."""
    return kept("indicators", lambda: _indicators(scope, on), scope, on)


def shares(*, scope: Scope, on: datetime.date) -> list[Indicator]:
    """Those that are shares, without the median that reads every delay. Three queries."""
    return _shares(scope, scope.concertations(), on)


def _indicators(scope: Scope, on: datetime.date) -> list[Indicator]:
    counted_in = scope.concertations()
    answered, *others = _shares(scope, counted_in, on)
    return [answered, _delay(scope, _propositions(counted_in), on), *others]


def _propositions(counted_in: ConcertationQuerySet | list[int]) -> QuerySet[Takeaway]:
    return Takeaway.objects.propositions_within(counted_in).filter(frozen_at__isnull=False)


def _shares(scope: Scope, counted_in: ConcertationQuerySet | list[int], on: datetime.date) -> list[Indicator]:
    """Propositions are counted without joining their concertations: the index of the facets is enough."""
    propositions = _propositions(counted_in)
    promises = FollowUp.objects.filter(proposition__concertation__in=counted_in, proposition__frozen_at__isnull=False)
    counted = propositions.aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=Q(answered_on__isnull=False)),
        retained=Count("pk", filter=Q(answered_on__isnull=False, decision__in=RETAINED)),
    )
    late = propositions.filter(answered_on=None, concertation__in=Concertation.objects.late(on)).count()
    made = promises.aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(state=FollowUpState.DONE)),
        late=Count("pk", filter=Q(state__in=OPEN, due_on__lt=on)),
    )
    link = _links(scope)

    def share(key: str, label: Any, part: int, whole: int, definition: Any, **rows: str) -> Indicator:
        value = round(100 * part / whole, 1) if whole else None
        return Indicator(key, label, part, whole, value, "%", on, definition, link(**rows))

    return [
        share(
            "part_repondue",
            _("Propositions ayant reçu une réponse définitive"),
            counted["answered"],
            counted["all"],
            _(
                "Propositions publiques dont la réponse est autre que « À l’étude », sur l’ensemble des propositions "
                "publiques."
            ),
        ),
        share(
            "part_retenue",
            _("Propositions retenues, en tout ou partie"),
            counted["retained"],
            counted["answered"],
            _("Réponses « Retenue » ou « Partiellement retenue », sur l’ensemble des réponses définitives."),
        ),
        share(
            "reponses_en_retard",
            _("Propositions dont la réponse promise est en retard"),
            late,
            counted["all"],
            _(
                "Propositions sans réponse définitive après la date promise, sur l’ensemble des propositions "
                "publiques. Une concertation interrompue suspend le délai : elle n’est ni en retard, ni à l’heure."
            ),
            delai=LATE,
        ),
        share(
            "promesses_tenues",
            _("Promesses tenues"),
            made["done"],
            made["all"],
            _("Actions promises à l’état « Réalisé », sur l’ensemble des actions promises."),
            suite=PROMISE_KEPT,
        ),
        share(
            "promesses_en_retard",
            _("Promesses en retard"),
            made["late"],
            made["all"],
            _(
                "Actions promises ni réalisées, ni modifiées, ni abandonnées après leur échéance, sur l’ensemble des "
                "actions promises."
            ),
            suite=PROMISE_LATE,
        ),
    ]


def _delay(scope: Scope, propositions: QuerySet[Takeaway], on: datetime.date) -> Indicator:
    timed = propositions.filter(answered_on__isnull=False, concertation__restituted_on__isnull=False)
    count = timed.count()
    return Indicator(
        "delai_median",
        _("Délai médian de réponse"),
        None,
        count,
        _median_delay(timed, count),
        "jours",
        on,
        _(
            "Jours entre la restitution et la première réponse définitive : une proposition répondue sur deux l’a "
            "été plus vite. Celles qui attendent encore ne comptent pas."
        ),
        _links(scope)(),
    )


def _median_delay(timed: QuerySet[Takeaway], count: int) -> float | None:
    """The middle delay, or the mean of the two in the middle; the database sorts and gives back two rows at most."""
    if not count:
        return None
    delays = (
        timed.annotate(delay=F("answered_on") - F("concertation__restituted_on"))
        .order_by("delay")
        .values_list("delay", flat=True)
    )
    first = (count - 1) // 2
    middle: list[int] = [delay.days for delay in delays[first : count // 2 + 1]]
    return sum(middle) / len(middle)


def _links(scope: Scope) -> Callable[..., str]:
    def link(**rows: str) -> str:
        query = dict(scope.query) | rows
        return reverse("concertations:propositions") + (f"?{urlencode(query)}" if query else "")

    return link
