"""The takeaways of a concertation, one list for each nature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Takeaway
from commun.core.declared import Text

TITLES: dict[TakeawayKind, Text] = {
    TakeawayKind.PROPOSITION: t("Propositions"),
    TakeawayKind.VIGILANCE: t("Points de vigilance"),
    TakeawayKind.OBSTACLE: t("Freins"),
    TakeawayKind.OPPORTUNITY: t("Opportunités"),
}
# Propositions first: they are the ones that wait for an answer.
ORDER = (TakeawayKind.PROPOSITION, TakeawayKind.VIGILANCE, TakeawayKind.OBSTACLE, TakeawayKind.OPPORTUNITY)


@dataclass(frozen=True)
class KindList:
    kind: TakeawayKind
    title: Text
    lines: tuple[Takeaway, ...]
    count: int
    may_reorder: bool


def by_kind(takeaways: Iterable[Takeaway], counts: Mapping[str, int]) -> tuple[KindList, ...]:
    """The lists that a page of takeaways shows, with `counts` for the whole record; a nature that has none is said."""
    rows = list(takeaways)
    lists = []
    for kind in ORDER:
        lines, count = tuple(one for one in rows if one.kind == kind), counts.get(kind, 0)
        if lines or not count:
            may_reorder = count > 1 and not any(one.is_frozen for one in lines)
            lists.append(KindList(kind, TITLES[kind], lines, count, may_reorder))
    return tuple(lists)
