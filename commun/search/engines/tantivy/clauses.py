"""Questions in the engine's own words: terms, facets, filters, and how they hold together."""

from collections.abc import Collection, Sequence
from typing import TypeAlias

import tantivy

from commun.search.documents import FACETS
from commun.search.engines.tantivy.fields import FICTIONAL, PLACES, schema
from commun.search.engines.tantivy.state import Reader
from commun.search.values import Query

Must, Should, MustNot = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
Ask = tantivy.Query
Clauses: TypeAlias = Sequence[tuple[tantivy.Occur, tantivy.Query]]


def term_in(field: str, value: str, option: str = "basic") -> tantivy.Query:
    return Ask.term_query(schema(), field, value, option)


def facet_is(facet: str, value: str) -> tantivy.Query:
    return Ask.term_query(schema(), f"facets.{facet}", value, "basic")


def any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else Ask.boolean_query([(Should, query) for query in queries])


def unscored(query: tantivy.Query) -> tantivy.Query:
    return Ask.const_score_query(query, 0.0)


def filters_of(reader: Reader, query: Query) -> dict[str, list[tuple[tantivy.Occur, tantivy.Query]]]:
    """By facet chosen, then under "" what holds whatever is counted. None of them weighs on the ranking."""
    filters: dict[str, list[tuple[tantivy.Occur, tantivy.Query]]] = {"": []}
    for facet, values in query.facets.items():
        if values and facet in FACETS:
            filters[facet] = [(Must, unscored(any_of([facet_is(facet, value) for value in values])))]
    always = filters[""]
    if query.within:
        always.append((Must, unscored(facet_is(PLACES, query.within))))
    if query.since or query.until:
        first = query.since.toordinal() if query.since else 1
        last = query.until.toordinal() if query.until else None
        days = Ask.range_query(schema(), "on", tantivy.FieldType.Unsigned, first, last)
        always.append((Must, unscored(days)))
    if query.real_only:
        always.append((MustNot, facet_is(FICTIONAL, "1")))
    always.extend(all_but(reader, query.without))
    return filters


def all_but(reader: Reader, without: Collection[tuple[str, int]]) -> Clauses:
    gone = [number for kind, key in without if (number := reader.number(kind, key)) is not None]
    return [(MustNot, Ask.term_set_query(schema(), "doc", gone))] if gone else []


def both(asked: Clauses, filters: Clauses) -> tantivy.Query:
    """What is asked, under filters. Where nothing is required, one of the preferred is; else all is found."""
    required = [clause for clause in asked if clause[0] == Must]
    preferred = [clause for clause in asked if clause[0] == Should]
    others = [clause for clause in asked if clause[0] == MustNot]
    if preferred and not required:
        if not others and not filters:
            return Ask.boolean_query(preferred)
        required, preferred = [(Must, Ask.boolean_query(preferred))], []
    clauses = [*required, *preferred, *others, *filters]
    if not any(occur == Must for occur, _ in clauses):
        clauses += [(Must, Ask.all_query()), (MustNot, term_in("state", "state"))]
    return clauses[0][1] if len(clauses) == 1 else Ask.boolean_query(clauses)
