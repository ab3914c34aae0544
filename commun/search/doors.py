"""What one may do with a question besides reading what answers it: links that apps above register."""

from collections.abc import Callable
from dataclasses import dataclass

from commun.search.asking import Asked


@dataclass(frozen=True)
class Door:
    """A link under the results; without `url`, its words say why there is none."""

    label: str
    url: str = ""


Provider = Callable[[Asked], Door | None]
_PROVIDERS: list[Provider] = []


def add_door(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def doors(asked: Asked) -> tuple[Door, ...]:
    return tuple(door for provider in _PROVIDERS if (door := provider(asked)) is not None)
