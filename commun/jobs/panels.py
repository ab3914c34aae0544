"""What this app shows on the page of a use (`library.panels`), of a proposition and of a debate."""

from collections.abc import Collection

from commun.concertations import extensions
from commun.jobs.queries import trades_of_takeaways, trades_of_use
from commun.library.panels import LinkedTrade, register_trades
from commun.ui.components.navigation import Link


def trades(deployment: int) -> tuple[LinkedTrade, ...]:
    """One query."""
    return tuple(
        LinkedTrade(one.title, one.get_absolute_url(), str(one.get_branch_display()))
        for one in trades_of_use(deployment)
    )


def of_takeaways(keys: Collection[int]) -> dict[int, tuple[Link, ...]]:
    """One query."""
    return {
        key: tuple(Link(one.title, one.get_absolute_url()) for one in found)
        for key, found in trades_of_takeaways(keys).items()
    }


def register() -> None:
    """Called once, when the app is ready."""
    register_trades(trades)
    extensions.register_trades(of_takeaways)
