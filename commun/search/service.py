"""What pages and files ask of the search: answered by the index of this machine, by the database for want of one.

What the index does not know yet is looked up in the outbox: a record that stopped being public is neither found nor
counted from the very transaction that hid it, whenever the index learns of it.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from commun.search import french, index, language, outbox
from commun.search.backend import IndexUnavailable, SearchBackend
from commun.search.documents import SearchDocument, Source, sources
from commun.search.values import Found, Hit, Query

T = TypeVar("T")
logger = logging.getLogger(__name__)

MOST_HIDDEN = 1000
"""Documents changed that the index does not know, above which the database answers until it does."""
MOST_FOUND = 200
"""What the database looks for of each kind."""


class _Behind(IndexUnavailable):
    """The index is whole, and will be up to date in a moment."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A result, read again from the database a moment ago."""

    source: Source
    document: SearchDocument


def search(query: Query) -> Found:
    """Never fails for want of an index: `is_degraded` then tells that the database answered, by plain words alone."""

    def ask(backend: SearchBackend) -> Found:
        hidden = _hidden(backend.watermark())
        return backend.search(replace(query, without=(*query.without, *hidden)) if hidden else query)

    try:
        return _asked(ask)
    except IndexUnavailable:
        return _from_database(query)


def suggest(text: str, *, limit: int = 8) -> Sequence[str]:
    """Words that what is being typed may become; none without an index."""
    try:
        return _asked(lambda backend: backend.suggest(text, limit=limit, without=_hidden(backend.watermark())))
    except IndexUnavailable:
        return ()


def like(kind: str, document: SearchDocument, *, limit: int = 5) -> list[Shown]:
    """The nearest other records ("voir aussi"), of any kind; none without an index, none invented beside a real one."""
    try:
        # One more for each that may have been hidden since.
        found = _asked(lambda backend: backend.like(kind, document, limit=limit + 3))
    except IndexUnavailable:
        return []
    near = shown(Hit(other, key, 0.0) for other, key in found)
    return [one for one in near if document.is_fictional or not one.document.is_fictional][:limit]


def shown(hits: Iterable[Hit]) -> list[Shown]:
    """What these results say now, in their order: those that are public no more are left out. One call by kind."""
    wanted = list(hits)
    keys: dict[str, list[int]] = {}
    for hit in wanted:
        keys.setdefault(hit.kind, []).append(hit.key)
    known = sources()
    documents: dict[tuple[str, int], Shown] = {}
    for kind, own in keys.items():
        source = known.get(kind)
        if source is not None:
            documents.update({(kind, document.key): Shown(source, document) for document in source.documents(own)})
    return [documents[hit.kind, hit.key] for hit in wanted if (hit.kind, hit.key) in documents]


def _asked(ask: Callable[[SearchBackend], T]) -> T:
    """What the index answers; asked twice when it was replaced meanwhile. Raises IndexUnavailable."""
    name = _live_name()
    try:
        return ask(index.backend())
    except _Behind:
        raise
    except IndexUnavailable as fault:
        if _live_name() == name:
            if name:
                logger.warning("the index %s cannot be read: %s", name, fault)
                index.tell_damaged()
            raise
    return ask(index.backend())


def _live_name() -> str:
    live = index.live()
    return live.name if live else ""


def _hidden(watermark: int) -> tuple[tuple[str, int], ...]:
    """What the index may hold and the public may not: of what changed beyond its watermark, what no source gives.

    Raises IndexUnavailable when too much changed to be looked up for each search.
    """
    lines = outbox.waiting(watermark, limit=MOST_HIDDEN + 1, but_new=True)
    if not lines:
        return ()
    changed = outbox.reached(lines)
    if sum(map(len, lines.values())) > MOST_HIDDEN or sum(map(len, changed.values())) > MOST_HIDDEN:
        raise _Behind("too much changed since the index was written")
    return tuple(
        (source.kind, key)
        for source, keys in changed.items()
        for key in sorted(keys - {document.key for document in source.documents(sorted(keys))})
    )


# Without an index


def _from_database(query: Query) -> Found:
    """By words that titles or texts hold as they were typed, the filters applied to what was found: enough to find a
    record that one knows, until the index is built."""
    words = [word for word in french.surfaces(query.text) if french.term_of(word)]
    if query.text.strip() and not words:
        return Found(hits=(), total=0, is_degraded=True)
    found = [
        (source, document)
        for source in sources().values()
        if source.kind in (query.facets.get("kind") or (source.kind,))
        for document in _known(source, words)
        if _suits(query, document) and (source.kind, document.key) not in query.without
    ]
    if query.by_date or not words:
        found.sort(key=lambda one: one[1].on or datetime.date.min, reverse=True)
    else:
        found.sort(key=lambda one: -one[0].weight)
    page = found[query.start : query.start + query.size]
    hits = tuple(Hit(source.kind, document.key, 0.0) for source, document in page)
    terms = [term for group in language.read(query.text).groups for one in group.alternatives for term in one.terms]
    return Found(hits, len(found), terms=tuple(dict.fromkeys(terms)), is_degraded=True)


def _known(source: Source, words: Sequence[str]) -> Iterator[SearchDocument]:
    """In the order that the source found them."""
    keys = list(islice(source.find(words, MOST_FOUND), MOST_FOUND))
    documents: Mapping[int, SearchDocument] = {document.key: document for document in source.documents(keys)}
    return (documents[key] for key in keys if key in documents)


def _suits(query: Query, document: SearchDocument) -> bool:
    if query.within and query.within not in document.places:
        return False
    if query.real_only and document.is_fictional:
        return False
    if (query.since or query.until) and document.on is None:
        return False
    if document.on and not (query.since or document.on) <= document.on <= (query.until or document.on):
        return False
    return all(
        facet == "kind" or not values or set(values) & set(_values(document, facet))
        for facet, values in query.facets.items()
    )


def _values(document: SearchDocument, facet: str) -> Sequence[str]:
    if facet == "year" and "year" not in document.facets and document.on:
        return (str(document.on.year),)
    return document.facets.get(facet, ())
