"""What the pages of decisions need; the number of SQL queries of each is written and tested.

Nothing here counts or sorts the whole table: there may be two million decisions.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse

from commun.deliberations.models import DeliberatingBody, Deliberation
from commun.deliberations.models.deliberation import DeliberationQuerySet
from commun.deliberations.proofs import Proven, is_cited, proven_by
from commun.territories.models import Territory

PAGE_SIZE = 20


# --- Lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One line of a list."""

    pk: int
    uid: str
    url: str
    subject: str
    body: str
    body_url: str
    decided_on: datetime.date
    matter: str
    is_fictional: bool
    text: str
    """The whole text, "" when it is not known or was not asked for."""


def lines(rows: DeliberationQuerySet, *, with_text: bool = False) -> tuple[DecisionLine, ...]:
    """One query. `with_text` for extracts: it is long."""
    columns = ["pk", "uid", "subject", "decided_on", "matter_name", "body__name", "body__slug", "body__is_fictional"]
    if with_text:
        columns.append("text__body")
    return tuple(
        DecisionLine(
            pk=row["pk"],
            uid=row["uid"],
            url=reverse("deliberations:detail", args=[row["uid"]]),
            subject=row["subject"],
            body=row["body__name"],
            body_url=reverse("deliberations:body", args=[row["body__slug"]]),
            decided_on=row["decided_on"],
            matter=row["matter_name"],
            is_fictional=row["body__is_fictional"],
            text=row.get("text__body") or "",
        )
        for row in rows.values(*columns)
    )


def lines_of(keys: Sequence[int]) -> tuple[DecisionLine, ...]:
    """The public ones of these keys, in the order of the keys, with their texts. One query."""
    found = {line.pk: line for line in lines(Deliberation.objects.public().filter(pk__in=keys), with_text=True)}
    return tuple(found[key] for key in keys if key in found)


# --- The newest, without the index ----------------------------------------------------------------------------------

_MARK = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Newest:
    """A page of the newest decisions. `following` marks where the next page begins; "" on the last."""

    lines: tuple[DecisionLine, ...]
    following: str


def newest(*, after: str = "", rows: DeliberationQuerySet | None = None) -> Newest:
    """The decisions that come after the mark, newest first; a mark that says nothing is the beginning. One query."""
    rows = Deliberation.objects.public() if rows is None else rows
    if place := _place(after):
        day, key = place
        rows = rows.filter(decided_on__lte=day).exclude(Q(decided_on=day) & Q(pk__gte=key))
    found = lines(rows.order_by("-decided_on", "-pk")[: PAGE_SIZE + 1])
    if len(found) <= PAGE_SIZE:
        return Newest(found, "")
    last = found[PAGE_SIZE - 1]
    return Newest(found[:PAGE_SIZE], f"{last.decided_on.isoformat()}.{last.pk}")


def _place(mark: str) -> tuple[datetime.date, int] | None:
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    try:
        return datetime.date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        return None


# --- One decision ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything that the page of one decision shows."""

    decision: Deliberation
    text: str
    text_source: str
    proven: tuple[Proven, ...]


def decision_page(decision: Deliberation) -> DecisionPage:
    """The queries of what cites it; `decision` comes with its body, source and text (`whole`)."""
    text = getattr(decision, "text", None)
    return DecisionPage(
        decision=decision,
        text=text.body if text else "",
        text_source=str(text.get_source_display()) if text else "",
        proven=proven_by([decision.pk]).get(decision.pk, ()),
    )


def whole() -> DeliberationQuerySet:
    """Decisions with all that their page says of them."""
    return Deliberation.objects.select_related("body__territory", "source", "text", "takedown")


# --- One body -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BodyPage:
    """The decisions of one body: how many each year, and those of the year that is read."""

    years: tuple[tuple[int, int], ...]
    total: int
    year: int | None
    newest: Newest
    proving: int


def body_page(*, body: DeliberatingBody, year: int | None, after: str = "") -> BodyPage:
    """Three queries, over the decisions of this body alone."""
    rows = Deliberation.objects.public().of_body(body)
    counted = rows.order_by().annotate(of_year=ExtractYear("decided_on")).values_list("of_year")
    years = tuple(counted.annotate(count=Count("pk")).order_by("-of_year"))
    shown = year if year in dict(years) else None
    within = rows.filter(decided_on__year=shown) if shown else rows
    return BodyPage(
        years=years,
        total=sum(count for _year, count in years),
        year=shown,
        newest=newest(after=after, rows=within),
        proving=rows.filter(is_cited()).count(),
    )


@dataclass(frozen=True, slots=True)
class TerritoryDecisions:
    """What the page of a territory says of its decisions."""

    total: int
    proving: tuple[DecisionLine, ...]
    bodies: tuple[DeliberatingBody, ...]


def territory_decisions(*, territory: Territory, limit: int) -> TerritoryDecisions | None:
    """None when no body of it is known. One query then; three otherwise, over its own decisions."""
    bodies = tuple(DeliberatingBody.objects.filter(territory=territory))
    if not bodies:
        return None
    rows = Deliberation.objects.public().filter(body__in=bodies)
    total = rows.count()
    if not total:
        return None
    proving = lines(rows.filter(is_cited()).order_by("-decided_on", "-pk")[:limit])
    return TerritoryDecisions(total, proving, bodies)
