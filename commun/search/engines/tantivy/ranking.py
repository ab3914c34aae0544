"""Which documents come first."""

from collections.abc import Mapping
from typing import Any

import tantivy

from commun.search import french
from commun.search.documents import SearchDocument
from commun.search.engines.tantivy.clauses import Ask, Clauses, Must, Should, any_of, both, facet_is, unscored
from commun.search.engines.tantivy.state import Reader, refs_of
from commun.search.engines.tantivy.understanding import Asked
from commun.search.values import Hit, Query

LIKE_TERMS = 12
MANY = 50_000
"""Documents that a question may reach from which titles are read before texts."""
TITLE_BONUS = 100.0
"""What holds all words in its title comes first: a full page of such is read from the short lists of titles alone."""


def best_hits(
    reader: Reader,
    query: Query,
    asked: Asked,
    filters: Mapping[str, Clauses],
    weights: Mapping[str, float] | None,
) -> tuple[Hit, ...]:
    """By their rank, weighted by kind; the newest first without weights."""
    if not query.size:
        return ()
    every = [clause for clauses in filters.values() for clause in clauses]
    if weights is not None:
        hits = _ranked(reader, query, asked, every, weights)
    else:
        newest = reader.searcher.search(
            both(asked.counting, every), query.size, count=False, offset=query.start, order_by_field="on"
        )
        hits = newest.hits
    refs = refs_of(reader, [address for _, address in hits])
    scores = [0.0 if weights is None else float(score) for score, _ in hits]
    return tuple(Hit(kind, key, score) for (kind, key), score in zip(refs, scores, strict=True))


def _ranked(
    reader: Reader, query: Query, asked: Asked, filters: Clauses, weights: Mapping[str, float]
) -> list[tuple[Any, tantivy.DocAddress]]:
    """First what holds all words in its title, without reading further when that fills the page.

    Where many documents may answer, what holds some word in its title comes next, then the others: the long lists of
    texts are crossed whole only when those do not fill the page either.
    """

    def best(ranked: tantivy.Query, size: int, start: int) -> list[tuple[Any, tantivy.DocAddress]]:
        return reader.searcher.search(ranked, size, count=False, offset=start).hits

    ranked = _by_kind(both(asked.ranking, filters), weights)
    if not asked.titles or asked.some_title is None:
        return best(ranked, query.size, query.start)
    found = best(_by_kind(both(asked.titles, filters), weights), query.size, query.start)
    if len(found) == query.size:
        return found
    all_titles = Ask.boolean_query([clause for clause in asked.titles if clause[0] == Must])
    bonus = (Should, Ask.const_score_query(all_titles, TITLE_BONUS))
    if asked.documents <= MANY:
        return best(Ask.boolean_query([(Must, ranked), bonus]), query.size, query.start)
    some_title = unscored(asked.some_title)
    wanted = query.start + query.size
    titled = best(Ask.boolean_query([(Must, ranked), (Must, some_title), bonus]), wanted, 0)
    page = titled[query.start :]
    if len(page) < query.size:
        texts = _by_kind(both([clause for clause in asked.ranking if clause[0] != Should], filters), weights)
        # Asked for together with what is known already: to leave that out while reading would read every list whole.
        known = {(address.segment_ord, address.doc) for _, address in titled}
        among = best(texts, wanted + len(titled), 0)
        others = [hit for hit in among if (hit[1].segment_ord, hit[1].doc) not in known]
        page = [*titled, *others][query.start : wanted]
    return page


def _by_kind(ranked: tantivy.Query, weights: Mapping[str, float]) -> tantivy.Query:
    """Each kind's documents with its weight. Nothing to do, and nothing to pay, when all have the same."""
    kinds: dict[float, list[str]] = {}
    for kind, weight in weights.items():
        kinds.setdefault(weight, []).append(kind)
    if len(kinds) < 2:
        return ranked
    parts = []
    for weight, alike in kinds.items():
        among = unscored(any_of([facet_is("kind", kind) for kind in alike]))
        parts.append((Should, Ask.boost_query(Ask.boolean_query([(Must, ranked), (Must, among)]), weight)))
    return Ask.boolean_query(parts)


def telling_terms(searcher: tantivy.Searcher, document: SearchDocument) -> list[str]:
    """The terms that tell a document from others: frequent in it (thrice when in its title), rare elsewhere."""
    from_title = french.terms(f"{document.title} {document.words}")
    weights: dict[str, float] = {}
    for term in from_title:
        weights[term] = weights.get(term, 0.0) + 3.0
    for term in french.terms(document.body[:3000]):
        weights[term] = weights.get(term, 0.0) + 1.0
    rare = []
    for term, weight in weights.items():
        documents = searcher.doc_freq("text", term)
        if documents > 1 and not term.isdigit():
            rare.append((weight / documents**0.5, term))
    return [term for _, term in sorted(rare, reverse=True)[:LIKE_TERMS]]
