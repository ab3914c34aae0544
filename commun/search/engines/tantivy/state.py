"""One version of the index, as it is read: what it knows of itself, and which records its numbers are."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import tantivy

from commun.search.documents import FACETS
from commun.search.engines.tantivy.expressions import Expressions
from commun.search.engines.tantivy.fields import ABSENT, KIND_BITS, schema
from commun.search.values import Count

Counts: TypeAlias = dict[str, Any]
"""By facet its counts, the largest first; under TOTAL a number."""
Counted: TypeAlias = tuple[int, dict[str, tuple[Count, ...]]]


@dataclass(frozen=True, slots=True)
class State:
    """What the index knows of itself, written with each change: how far it read, number and highest key of kinds, what
    it learnt of expressions when it began."""

    watermark: int = 0
    kinds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    expressions: Expressions = field(default_factory=Expressions)

    @classmethod
    def read(cls, searcher: tantivy.Searcher) -> "State":
        hits = searcher.search(tantivy.Query.term_query(schema(), "state", "state"), 1, count=False).hits
        if not hits:
            return cls()
        told = json.loads(searcher.doc(hits[0][1]).get_all("state")[1])
        kinds = {kind: (number, top) for kind, (number, top) in told["kinds"].items()}
        return cls(told["watermark"], kinds, Expressions(told["expressions"]))

    def document(self) -> tantivy.Document:
        document = tantivy.Document()
        document.add_text("state", "state")
        told = {"watermark": self.watermark, "kinds": self.kinds, "expressions": sorted(self.expressions.kept)}
        document.add_text("state", json.dumps(told))
        document.add_unsigned("on", 0)
        document.add_json("facets", dict.fromkeys(FACETS, ABSENT))
        return document


@dataclass(frozen=True, slots=True)
class Reader:
    """The index as it was after one change."""

    searcher: tantivy.Searcher
    state: State
    kinds: Mapping[int, str]
    documents: int
    """Those that were deleted and not yet merged away included."""
    counts: "OrderedDict[tuple[object, ...], Counted]"
    everything: dict[tuple[str, ...], Counted]
    """What all documents count together, by the facets counted."""

    def ref(self, number: int) -> tuple[str, int]:
        return self.kinds[number >> KIND_BITS], number & ((1 << KIND_BITS) - 1)

    def number(self, kind: str, key: int) -> int | None:
        known = self.state.kinds.get(kind)
        return None if known is None else (known[0] << KIND_BITS) | key


def refs_of(reader: Reader, addresses: list[tantivy.DocAddress]) -> list[tuple[str, int]]:
    if not addresses:
        return []
    return [reader.ref(int(number or 0)) for number in reader.searcher.fast_field_values("doc", addresses)]
