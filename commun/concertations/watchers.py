"""What higher apps do when a public sentence changes, without this app knowing them.

They register from their `AppConfig.ready`. A watcher runs inside the transaction of the action that changed the
sentence: what it writes is written with it, or not at all.
"""

from collections.abc import Callable, Collection
from typing import TypeAlias

Watcher: TypeAlias = Callable[[Collection[int]], object]

_watchers: list[Watcher] = []


def register_watcher(watcher: Watcher) -> Watcher:
    """Call `watcher` with the primary keys of `Takeaway` whose frozen text was corrected."""
    if watcher not in _watchers:
        _watchers.append(watcher)
    return watcher


def tell_corrected(takeaways: Collection[int]) -> None:
    for watcher in _watchers:
        watcher(takeaways)
