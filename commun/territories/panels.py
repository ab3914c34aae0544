"""What higher apps show on the pages of territories, without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works and says that nothing is
there yet.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from django.db.models import Q
from django.http import QueryDict

from commun.territories.models import Territory
from commun.ui.components.chain import State
from commun.ui.components.dates import AnyDate


@dataclass(frozen=True)
class Panel:
    """A section of a territory's page: the template gets `context`, which must cost it no further query."""

    title: str
    template: str
    context: Mapping[str, Any]
    order: int = 100
    anchor: str = ""


@dataclass(frozen=True)
class TerritoryLink:
    """A link beside a territory's name ("Écrire au référent"); a feed is also announced to readers by its type."""

    label: str
    url: str
    order: int = 100
    feed_type: str = ""


@dataclass(frozen=True)
class Step:
    """A choice of the list's filter: its value in the address, its words, and the condition on a territory."""

    value: str
    label: str
    condition: Q


@dataclass(frozen=True)
class Engagement:
    """What one line of the list says of an engaged territory."""

    state: State
    label: str
    since: AnyDate = None
    notes: tuple[str, ...] = ()
    alerts: tuple[str, ...] = field(default=())


class EngagementProvider(Protocol):
    """Tells who is engaged. Conditions must not multiply rows: use a one-to-one relation or `Exists`."""

    def engaged(self) -> Q: ...

    def steps(self) -> Sequence[Step]: ...

    def of(self, territory_ids: Collection[int]) -> Mapping[int, Engagement]:
        """For the territories of one page; a known, constant number of queries."""
        ...

    def files(self, query: QueryDict) -> Sequence[tuple[str, str]]:
        """(format, address) of the open data of the engaged territories that the list shows for `query`."""
        ...


class _NobodyYet:
    def engaged(self) -> Q:
        return Q(pk__in=())

    def steps(self) -> Sequence[Step]:
        return ()

    def of(self, territory_ids: Collection[int]) -> Mapping[int, Engagement]:
        return {}

    def files(self, query: QueryDict) -> Sequence[tuple[str, str]]:
        return ()


PanelProvider: TypeAlias = Callable[[Territory], Panel | None]
LinkProvider: TypeAlias = Callable[[Territory], TerritoryLink | None]

_panels: list[PanelProvider] = []
_links: list[LinkProvider] = []
_engagement: list[EngagementProvider] = [_NobodyYet()]


def register_panel(provider: PanelProvider) -> PanelProvider:
    """Show what `provider` gives on every territory's page; it gives None where it has nothing to say."""
    if provider not in _panels:
        _panels.append(provider)
    return provider


def register_link(provider: LinkProvider) -> LinkProvider:
    if provider not in _links:
        _links.append(provider)
    return provider


def register_engagement(provider: EngagementProvider) -> None:
    """There is one meaning of "engaged": the last registered replaces the one before."""
    _engagement[0] = provider


def panels_of(territory: Territory) -> list[Panel]:
    found = (provider(territory) for provider in _panels)
    return sorted((panel for panel in found if panel is not None), key=lambda panel: panel.order)


def links_of(territory: Territory) -> list[TerritoryLink]:
    found = (provider(territory) for provider in _links)
    return sorted((link for link in found if link is not None), key=lambda link: link.order)


def engagement() -> EngagementProvider:
    return _engagement[0]
