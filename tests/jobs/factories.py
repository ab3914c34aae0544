"""Trades for tests, told by situations."""

from typing import Any

from commun.core.dates import PartialDate
from commun.jobs.actions import links, trades
from commun.jobs.models import Trade, TradeLink


def values(**given: Any) -> dict[str, Any]:
    least: dict[str, Any] = {
        "title": "Adjoints administratifs d’essai", "branch": "administrative", "legal_text": "décret n° 2006-1690",
        "is_closing": False, "other_names": ["agent d’accueil"], "source_title": "Liste d’essai",
        "source_url": "https://exemple.fr/cadres", "known_on": PartialDate("2026-02-27"),
    }  # fmt: skip
    return least | given


def trade(*resources: Any, **given: Any) -> Trade:
    return trades.add(values=values(**given), resources=resources, by=None)


def attached(to: Any, one: Trade | None = None) -> TradeLink:
    return links.attach(trade=one or trade(), to=to, by=None)
