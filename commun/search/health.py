"""How the index of this machine is: whether there is one, how far behind it is, whether it is being followed."""

import time
from dataclasses import dataclass

from commun.search import index, outbox, triggers
from commun.search.backend import IndexUnavailable

ASLEEP = 30.0
"""Seconds without a sign after which the indexer is said to have stopped."""
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Health:
    """`documents` is None when there is no index that can be read. `waiting` is at most COUNTED."""

    documents: int | None
    waiting: int
    behind: float
    """Seconds since the index last knew everything; 0 when it does."""
    is_followed: bool
    forgotten: tuple[str, ...]
    """What is written without the outbox being told: triggers are missing."""


def health() -> Health:
    now = time.time()
    documents, waiting = None, 0
    try:
        backend = index.backend()
        documents = backend.size()
        lines = outbox.waiting(backend.watermark(), limit=COUNTED)
        waiting = sum(map(len, lines.values()))
    except IndexUnavailable:
        pass
    return Health(
        documents=documents,
        waiting=waiting,
        behind=max(0.0, now - index.when(index.UP_TO_DATE)) if waiting else 0.0,
        is_followed=now - index.when(index.ALIVE) < ASLEEP,
        forgotten=triggers.missing(),
    )
