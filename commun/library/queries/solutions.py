"""What the pages of solutions need: each with its uses, compared side by side."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from commun.library.models import PublishedSheet, SheetAlert, Solution
from commun.library.models.records import Result
from commun.library.queries.sheets import Indicator, indicators

MOST_COMPARED = 24


@dataclass(frozen=True)
class Use:
    """One territory's use of a solution: the public copy of its sheet, and its public figures."""

    sheet: PublishedSheet
    indicators: tuple[Indicator, ...]

    @property
    def values(self) -> Mapping[str, Any]:
        values: Mapping[str, Any] = self.sheet.values
        return values


@dataclass(frozen=True)
class SolutionPage:
    solution: Solution
    uses: tuple[Use, ...]
    uses_count: int
    alerts: tuple[tuple[SheetAlert, tuple[str, ...]], ...] = ()
    """What authorities said of these uses, each with the territories that it was said of."""


def solution_list() -> list[Solution]:
    """Those that published sheets use, the most used first, with `uses`. One query."""
    counted = Solution.objects.filter(published_sheets__isnull=False).annotate(uses=Count("published_sheets"))
    return list(counted.order_by("-uses", "name"))


def solution_page(*, slug: str) -> SolutionPage:
    """Raises Solution.DoesNotExist, also when only drafts name it. Five queries."""
    solution = Solution.objects.public().get(slug=slug)
    rows = PublishedSheet.objects.filter(solution=solution).defer("search_text", "network_values")
    sheets = list(rows.order_by("is_fictional", "territory_name", "pk")[:MOST_COMPARED])
    figures: dict[int, list[Result]] = defaultdict(list)
    for one in Result.objects.filter(deployment__in=[sheet.pk for sheet in sheets], is_public=True):
        figures[one.deployment_id].append(one)
    return SolutionPage(
        solution=solution,
        uses=tuple(Use(sheet, indicators(figures[sheet.pk])) for sheet in sheets),
        uses_count=rows.count(),
        alerts=_alerts(sheets),
    )


def _alerts(sheets: list[PublishedSheet]) -> tuple[tuple[SheetAlert, tuple[str, ...]], ...]:
    """The same words of the same authority stand once, whatever the number of sheets that bear them. One query."""
    names = {one.pk: one.territory_name for one in sheets}
    found: dict[tuple[str, str, str], tuple[SheetAlert, list[str]]] = {}
    for alert in SheetAlert.objects.filter(deployment__in=names, is_public=True):
        _same, places = found.setdefault((alert.authority, alert.text, alert.source_url), (alert, []))
        places.append(names[alert.deployment_id])
    return tuple((alert, tuple(dict.fromkeys(places))) for alert, places in found.values())
