"""What is asked of a search, and what it answers: the same whatever the engine."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from commun.search.documents import FACETS

PAGE = 20
"""Results on a page."""
DEEPEST = 1000
"""Results that one may page through: further, a search is to be narrowed."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asks. `text` as typed: words, "an exact phrase"; the last word may be unfinished when `is_prefix`.

    `facets` are the values chosen (any of those of one facet, all facets together); `within` the slug of a place.
    `counted` are the facets to count by. `without` are documents (kind, key) that are public no more and that the index
    may still hold: they are neither found, counted nor hinted at.
    """

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    is_prefix: bool = False
    by_date: bool = False
    start: int = 0
    size: int = PAGE
    with_facets: bool = True
    counted: tuple[str, ...] = FACETS
    real_only: bool = False
    without: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. The engine keeps no text: what is shown is read again from the database."""

    kind: str
    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """`total` is exact. `counts` of a facet are made without what was chosen in that facet, largest first.

    When few documents hold all words, those that hold half of them come after: `whole` is how many hold all (else it is
    `total`), `missing` the words that are in no document. `terms` are the stems that were looked for, for marking them
    in a text; `corrected` what each mistyped word was taken for; `near` what to try when nothing was found.
    """

    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    whole: int = 0
    missing: tuple[str, ...] = ()
    is_degraded: bool = False
    """Whether the database answered in the place of the index: by titles, without ranking nor facets."""
