"""Where a resource was used, and what was said of it: higher apps tell, without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works, and says that nobody has
told yet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from commun.core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Use:
    """A public debate that used a resource. `said` is what its organisers say of it, in their words."""

    title: str
    url: str
    place: str
    said: str = ""
    on: PartialDate | None = None
    is_fictional: bool = False


UseProvider: TypeAlias = Callable[[int], tuple[Use, ...]]

_providers: list[UseProvider] = []


def register_uses(provider: UseProvider) -> UseProvider:
    """Show what `provider` gives; it is given the primary key of a `Resource`, and asks a known number of queries."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def uses_of(resource: int) -> tuple[Use, ...]:
    return tuple(use for provider in _providers for use in provider(resource))
