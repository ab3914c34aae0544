"""What higher apps add to the pages of a concertation, without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works.
"""

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from commun.concertations.models import Concertation
from commun.ui.components.navigation import Link

LinkProvider: TypeAlias = Callable[[Concertation], list[Link]]

Trades: TypeAlias = Mapping[int, tuple[Link, ...]]
"""The trades that each sentence speaks of, by the primary key of its `Takeaway`."""
TradeProvider: TypeAlias = Callable[[Collection[int]], Trades]

_public: list[LinkProvider] = []
_workspace: list[LinkProvider] = []
_trades: list[TradeProvider] = []


def register_public_links(provider: LinkProvider) -> LinkProvider:
    """Lead from the public page of a concertation to what `provider` gives: public pages only."""
    if provider not in _public:
        _public.append(provider)
    return provider


def register_workspace_links(provider: LinkProvider) -> LinkProvider:
    """Lead from the overview in the workspace; links that the reader may not open are left out there."""
    if provider not in _workspace:
        _workspace.append(provider)
    return provider


def public_links(record: Concertation) -> list[Link]:
    """One query for each provider at most."""
    return [link for provider in _public for link in provider(record)]


def workspace_links(record: Concertation) -> list[Link]:
    return [link for provider in _workspace for link in provider(record)]


def register_trades(provider: TradeProvider) -> TradeProvider:
    """Show what `provider` gives of trades; it is given the keys of all the sentences of a page at once."""
    if provider not in _trades:
        _trades.append(provider)
    return provider


def trades_of(takeaways: Collection[int]) -> dict[int, tuple[Link, ...]]:
    """One query for each provider, whatever the number of sentences."""
    found: dict[int, tuple[Link, ...]] = {}
    for provider in _trades if takeaways else ():
        for takeaway, links in provider(takeaways).items():
            found[takeaway] = found.get(takeaway, ()) + links
    return found
