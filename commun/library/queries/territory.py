"""The uses that one territory published."""

from collections.abc import Mapping
from dataclasses import dataclass

from commun.library import panels
from commun.library.models import PublishedSheet, SheetAlert
from commun.library.panels import LinkedDebate
from commun.territories.models import Territory

MOST_SHEETS = 200


@dataclass(frozen=True)
class TerritoryUses:
    territory: Territory
    sheets: tuple[PublishedSheet, ...]
    alerts: tuple[SheetAlert, ...]
    debates: Mapping[int, tuple[LinkedDebate, ...]]


def territory_uses(*, territory: Territory) -> TerritoryUses:
    """Two queries, and those of the panels."""
    rows = PublishedSheet.objects.within(territory).filter(is_template=False)
    sheets = tuple(rows.defer("search_text", "network_values").order_by("-updated_at", "-pk")[:MOST_SHEETS])
    keys = [one.pk for one in sheets]
    return TerritoryUses(
        territory=territory,
        sheets=sheets,
        alerts=tuple(SheetAlert.objects.filter(deployment__in=keys, is_public=True)),
        debates=panels.debates_of(keys),
    )
