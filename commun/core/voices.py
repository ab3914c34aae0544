"""Who was heard, or gave a signed opinion, on a record: higher apps tell, without the record's app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works, and says nothing of it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from commun.core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Voice:
    """`kind` is read by people ("Audition"); `who` is empty when nobody is named."""

    kind: str
    title: str
    url: str
    who: str = ""
    on: PartialDate | datetime.date | None = None
    is_fictional: bool = False


VoiceProvider: TypeAlias = Callable[[str, int], tuple[Voice, ...]]

_providers: list[VoiceProvider] = []


def register_voices(provider: VoiceProvider) -> VoiceProvider:
    """`provider` is given the kind of the record ("constat", "usage") and its primary key."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def voices_on(kind: str, key: int) -> tuple[Voice, ...]:
    """The queries of the providers, a known number."""
    return tuple(voice for provider in _providers for voice in provider(kind, key))
