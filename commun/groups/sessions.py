"""When a group meets: a higher app tells, without this app knowing it.

It registers from its `AppConfig.ready`; with nothing registered the page of a group still works.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Sessions:
    """Lines of meetings, to come and past, for a template: `title`, `url`, `days`, `hours`, `place`, `is_cancelled`."""

    coming: Sequence[Any] = ()
    past: Sequence[Any] = ()


Provider: TypeAlias = Callable[[int], Sessions]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def sessions_of(group: int) -> Sessions:
    """Of the group of this primary key."""
    return next((provider(group) for provider in _providers), Sessions())
