"""How many documents answer, and how many of each value of each facet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
SINGLE = ("kind", "year")
"""Facets of which a document has one value, or ABSENT, never two."""


@dataclass(frozen=True, slots=True)
class Job:
    """One pass over the documents that answer `asked`. `total_from` is the facet whose values add up to the total."""

    asked: tantivy.Query
    aggregations: Mapping[str, Any]
    total_from: str = ""


def jobs_of(query: Query, asked: Asked, filters: Mapping[str, Clauses]) -> list[Job]:
    """What is to be counted: the exact total, and each facet without what was chosen in it.

    One pass for the total and all facets in which nothing was chosen, one for each other.
    """
    wanted = counted_facets(query)
    free = sorted((facet for facet in wanted if facet not in filters), key=lambda facet: facet not in SINGLE)
    every = [clause for clauses in filters.values() for clause in clauses]
    whole = both(asked.counting, every)
    first = {facet: _terms(facet) for facet in free}
    if free and free[0] in SINGLE:
        jobs = [Job(whole, first, total_from=free[0])]
    else:
        jobs = [Job(whole, {TOTAL: {"filter": "*"}, **first})]
    for facet in wanted:
        if facet in filters:
            others = [clause for other, clauses in filters.items() if other != facet for clause in clauses]
            jobs.append(Job(both(asked.counting, others), {facet: _terms(facet)}))
    return jobs


def counted(reader: Reader, query: Query, job: Job) -> Counts:
    """The values that were chosen are told even when they are not among the largest."""
    told = reader.searcher.aggregate(job.asked, dict(job.aggregations))
    counts: Counts = {}
    for facet, one in told.items():
        if facet == TOTAL:
            counts[TOTAL] = int(one["doc_count"])
            continue
        known = {bucket["key"]: bucket["doc_count"] for bucket in one["buckets"]}
        if facet == job.total_from:
            counts[TOTAL] = sum(known.values()) + one["sum_other_doc_count"]
        known.pop(ABSENT, None)
        for value in query.facets.get(facet, ()):
            if value not in known:
                chosen = Ask.boolean_query([(Must, job.asked), (Must, facet_is(facet, value))])
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
    told = counted_facets(query)
    return query.text, query.is_prefix, facets, query.within, period, told, query.real_only, query.without


def counted_facets(query: Query) -> tuple[str, ...]:
    return query.counted if query.with_facets else ()


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": f"facets.{facet}", "size": SHOWN + 1, "segment_size": SHOWN * 10}}
