"""How many documents answer, and how many of each value of each facet."""

from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

from commun.search.engines.tantivy.clauses import Ask, Clauses, Must, both, facet_is
from commun.search.engines.tantivy.fields import ABSENT
from commun.search.engines.tantivy.state import Counted, Counts, Reader
from commun.search.engines.tantivy.understanding import Asked
from commun.search.values import Count, Query

SHOWN = 20
"""Values of a facet that are told; every chosen one is told too."""
TOTAL = "total"


def jobs_of(
    query: Query, asked: Asked, filters: Mapping[str, Clauses], *, in_halves: bool
) -> list[tuple[tantivy.Query, dict[str, Any]]]:
    """What is to be counted: the exact total, and each facet without what was chosen in it.

    One pass for the total and all facets in which nothing was chosen (two for many documents), one for each other.
    """
    wanted = query.counted if query.with_facets else ()
    free = [facet for facet in wanted if facet not in filters]
    every = [clause for clauses in filters.values() for clause in clauses]
    whole = both(asked.counting, every)
    half = (len(free) + 1) // 2 if in_halves and len(free) > 1 else len(free)
    jobs = [(whole, {TOTAL: {"filter": "*"}, **{facet: _terms(facet) for facet in free[:half]}})]
    if free[half:]:
        jobs.append((whole, {facet: _terms(facet) for facet in free[half:]}))
    for facet in wanted:
        if facet in filters:
            others = [clause for other, clauses in filters.items() if other != facet for clause in clauses]
            jobs.append((both(asked.counting, others), {facet: _terms(facet)}))
    return jobs


def counted(reader: Reader, query: Query, asked: tantivy.Query, aggregations: dict[str, Any]) -> Counts:
    """The values that were chosen are told even when they are not among the largest."""
    told = reader.searcher.aggregate(asked, aggregations)
    counts: Counts = {}
    for facet, one in told.items():
        if facet == TOTAL:
            counts[TOTAL] = int(one["doc_count"])
            continue
        known = {bucket["key"]: bucket["doc_count"] for bucket in one["buckets"] if bucket["key"] != ABSENT}
        for value in query.facets.get(facet, ()):
            if value not in known:
                chosen = Ask.boolean_query([(Must, asked), (Must, facet_is(facet, value))])
                found: Any = reader.searcher.search(chosen, 1)
                known[value] = found.count
        ordered = sorted(known.items(), key=lambda item: (-item[1], item[0]))
        counts[facet] = tuple(Count(value, count) for value, count in ordered)
    return counts


def put_together(query: Query, told: Sequence[Counts]) -> Counted:
    every = {name: counts for one in told for name, counts in one.items()}
    return every[TOTAL], {facet: every[facet] for facet in query.counted if facet in every}


def counting_key(query: Query) -> tuple[object, ...]:
    """What two pages of the same results have in common."""
    facets = tuple(sorted((facet, tuple(values)) for facet, values in query.facets.items()))
    period = (query.since, query.until)
    counted = query.counted if query.with_facets else ()
    return query.text, query.is_prefix, facets, query.within, period, counted, query.real_only, query.without


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": f"facets.{facet}", "size": SHOWN + 1, "segment_size": SHOWN * 10}}
