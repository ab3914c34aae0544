"""One change of the index: documents become terms, the watermark is written with them."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import tantivy

from commun.search import french
from commun.search.documents import FACETS, SearchDocument
from commun.search.engines.tantivy.expressions import LEARNT_FROM, Expressions
from commun.search.engines.tantivy.fields import ABSENT, FICTIONAL, KIND_BITS, PLACES, schema, told
from commun.search.engines.tantivy.state import Reader, State

BATCH = 500


class TantivyWriting:
    """See `commun.search.backend.Writing`."""

    def __init__(self, writer: tantivy.IndexWriter, reader: Reader | None) -> None:
        """`reader` is None when this change is the first: it begins by learning expressions from its documents."""
        before = reader.state if reader is not None else None
        self._searcher = reader.searcher if reader is not None else None
        self._writer = writer
        self._expressions = before.expressions if before is not None else None
        self._first: dict[int, _Read] = {}
        before = before or State()
        self._kinds = dict(before.kinds)
        self._watermark = before.watermark

    def put(self, kind: str, documents: Iterable[SearchDocument]) -> None:
        number, top = self._kinds.setdefault(kind, (len(self._kinds), -1))
        base = number << KIND_BITS
        waiting = iter(documents)
        with told(), _collecting_rarely():
            while batch := {document.key: document for document in islice(waiting, BATCH)}:
                # Above all that were ever put, there is nothing to take away.
                self._delete(base | key for key in batch if key <= top)
                for key, document in batch.items():
                    self._add(base | key, _Read(kind, document))
                top = max(top, *batch)
        self._kinds[kind] = (number, top)

    def remove(self, kind: str, keys: Iterable[int]) -> None:
        if kind in self._kinds:
            base = self._kinds[kind][0] << KIND_BITS
            with told():
                self._delete(base | key for key in keys)

    def holds(self, kind: str, keys: Iterable[int]) -> bool:
        if self._searcher is None or kind not in self._kinds:
            return False
        base = self._kinds[kind][0] << KIND_BITS
        held = tantivy.Query.term_set_query(schema(), "doc", [base | key for key in keys])
        with told():
            return bool(self._searcher.search(held, 1, count=False).hits)

    def _add(self, number: int, read: "_Read") -> None:
        if self._expressions is not None:
            self._writer.add_document(read.made(number, self._expressions))
            return
        self._first[number] = read
        if len(self._first) >= LEARNT_FROM:
            self._learn()

    def _learn(self) -> Expressions:
        if self._expressions is None:
            self._expressions = Expressions.learnt([read.texts for read in self._first.values()])
            first, self._first = self._first, {}
            for number, read in first.items():
                self._add(number, read)
        return self._expressions

    def _delete(self, numbers: Iterable[int]) -> None:
        # By a query: deletion by term takes every int for a signed one, and finds nothing in an unsigned field.
        gone = list(numbers)
        for number in gone:
            self._first.pop(number, None)
        if gone:
            self._writer.delete_documents_by_query(tantivy.Query.term_set_query(schema(), "doc", gone))

    def reach(self, watermark: int) -> None:
        self._watermark = watermark

    def commit(self) -> None:
        expressions = self._learn()
        self._writer.delete_documents_by_term("state", "state")
        self._writer.add_document(State(self._watermark, self._kinds, expressions).document())
        self._writer.commit()


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """What is made of a document holds no cycle: looking for some again and again is a seventh of the build."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Read:
    """A document whose texts were analysed."""

    __slots__ = ("document", "kind", "texts")

    def __init__(self, kind: str, document: SearchDocument) -> None:
        self.kind, self.document = kind, document
        self.texts = [french.terms_in(text) for text in (document.title, document.words, document.body)]

    def made(self, number: int, expressions: Expressions) -> tantivy.Document:
        document = self.document
        made = tantivy.Document()
        made.add_unsigned("doc", number)
        made.add_unsigned("on", document.on.toordinal() if document.on else 0)
        texts = [b" ".join(text).decode() for text in self.texts]
        made.add_text("text", french.joined(texts))
        made.add_text("title", texts[0])
        if expressions.kept:
            made.add_text("expressions", expressions.held_by(self.texts))
        made.add_text("names", french.names(document.title))
        made.add_json("facets", self._facets())
        return made

    def _facets(self) -> dict[str, str | list[str]]:
        document = self.document
        facets: dict[str, str | list[str]] = dict.fromkeys(FACETS, ABSENT)
        facets |= {facet: list(values) for facet, values in document.facets.items() if values}
        facets["kind"] = self.kind
        # One year, for a total is the sum of what years count.
        year = document.facets.get("year") or ([str(document.on.year)] if document.on else [ABSENT])
        facets["year"] = year[0]
        if document.places:
            facets[PLACES] = list(document.places)
        if document.is_fictional:
            facets[FICTIONAL] = "1"
        return facets
