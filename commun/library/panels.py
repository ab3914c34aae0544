"""What higher apps show on the pages of the library, without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works, and says that no debate is
linked yet.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from commun.library.models import PublishedSheet
from commun.ui.components.chain import Knot, State
from commun.ui.components.dates import AnyDate


@dataclass(frozen=True)
class LinkedDebate:
    """A public debate, or one sentence said in it, that someone linked to a use.

    `knots` is the thread of that sentence, with the use as its current knot; a whole debate has none.
    """

    title: str
    url: str
    place: str
    on: AnyDate = None
    is_quoted: bool = False
    state: str = ""
    note: str = ""
    knots: tuple[Knot, ...] = ()


DebateProvider: TypeAlias = Callable[[Collection[int]], Mapping[int, tuple[LinkedDebate, ...]]]

_debates: list[DebateProvider] = []


def register_debates(provider: DebateProvider) -> DebateProvider:
    """Show what `provider` gives of public debates; it is given primary keys of `Deployment`, all at once."""
    if provider not in _debates:
        _debates.append(provider)
    return provider


def debates_of(deployments: Collection[int]) -> dict[int, tuple[LinkedDebate, ...]]:
    """The debates linked to each use. The queries of the providers: a known number, whatever the number of uses."""
    found: dict[int, tuple[LinkedDebate, ...]] = {}
    for provider in _debates:
        for deployment, debates in provider(deployments).items():
            found[deployment] = found.get(deployment, ()) + debates
    return found


@dataclass(frozen=True)
class HeldAgainst:
    """A question that an article of the manifesto asks of every use, and what the public sheet answers: no mark."""

    article: str
    url: str
    question: str
    state: State
    answer: str
    value: str = ""


CheckProvider: TypeAlias = Callable[[PublishedSheet], tuple[HeldAgainst, ...]]

_checks: list[CheckProvider] = []


def register_checks(provider: CheckProvider) -> CheckProvider:
    """Show what `provider` reads in the public sheet of a use beside its evaluations."""
    if provider not in _checks:
        _checks.append(provider)
    return provider


def held_against(sheet: PublishedSheet) -> tuple[HeldAgainst, ...]:
    """What is asked of this use, in the order of the providers; nothing when nobody asks. Their queries, a few."""
    return tuple(one for provider in _checks for one in provider(sheet))


@dataclass(frozen=True)
class LinkedTrade:
    """A trade of the territorial civil service that someone said a use touches."""

    title: str
    url: str
    branch: str


TradeProvider: TypeAlias = Callable[[int], tuple[LinkedTrade, ...]]

_trades: list[TradeProvider] = []


def register_trades(provider: TradeProvider) -> TradeProvider:
    """Show what `provider` gives of trades; it is given the primary key of a `Deployment`."""
    if provider not in _trades:
        _trades.append(provider)
    return provider


def trades_of(deployment: int) -> tuple[LinkedTrade, ...]:
    return tuple(trade for provider in _trades for trade in provider(deployment))


@dataclass(frozen=True)
class Distinction:
    """A label that a jury gave to a system."""

    title: str
    url: str
    on: AnyDate = None
    is_fictional: bool = False


DistinctionProvider: TypeAlias = Callable[[int], tuple[Distinction, ...]]

_distinctions: list[DistinctionProvider] = []


def register_distinctions(provider: DistinctionProvider) -> DistinctionProvider:
    """Show what `provider` gives of a system's labels; it is given the primary key of a `Solution`."""
    if provider not in _distinctions:
        _distinctions.append(provider)
    return provider


def distinctions_of(solution: int | None) -> tuple[Distinction, ...]:
    """Nothing for a use that names no system."""
    if solution is None:
        return ()
    return tuple(one for provider in _distinctions for one in provider(solution))
