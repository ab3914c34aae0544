"""One change of the index: documents become terms, the watermark is written with them."""

from collections.abc import Iterable
from itertools import islice

import tantivy

from commun.search import french
from commun.search.documents import FACETS, SearchDocument
from commun.search.engines.tantivy.fields import ABSENT, FICTIONAL, KIND_BITS, PLACES, schema, told
from commun.search.engines.tantivy.state import State

BATCH = 500


class TantivyWriting:
    """See `commun.search.backend.Writing`."""

    def __init__(self, writer: tantivy.IndexWriter, before: State) -> None:
        self._writer = writer
        self._kinds = dict(before.kinds)
        self._watermark = before.watermark

    def put(self, kind: str, documents: Iterable[SearchDocument]) -> None:
        number, top = self._kinds.setdefault(kind, (len(self._kinds), -1))
        base = number << KIND_BITS
        waiting = iter(documents)
        with told():
            while batch := {document.key: document for document in islice(waiting, BATCH)}:
                # Above all that were ever put, there is nothing to take away.
                self._delete(base | key for key in batch if key <= top)
                for key, document in batch.items():
                    self._writer.add_document(_document(kind, base | key, document))
                top = max(top, *batch)
        self._kinds[kind] = (number, top)

    def remove(self, kind: str, keys: Iterable[int]) -> None:
        if kind in self._kinds:
            base = self._kinds[kind][0] << KIND_BITS
            with told():
                self._delete(base | key for key in keys)

    def _delete(self, numbers: Iterable[int]) -> None:
        # By a query: deletion by term takes every int for a signed one, and finds nothing in an unsigned field.
        if gone := list(numbers):
            self._writer.delete_documents_by_query(tantivy.Query.term_set_query(schema(), "doc", gone))

    def reach(self, watermark: int) -> None:
        self._watermark = watermark

    def commit(self) -> None:
        self._writer.delete_documents_by_term("state", "state")
        self._writer.add_document(State(self._watermark, self._kinds).document())
        self._writer.commit()


def _document(kind: str, number: int, document: SearchDocument) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("doc", number)
    made.add_unsigned("on", document.on.toordinal() if document.on else 0)
    title = french.analyse(document.title)
    made.add_text("text", french.joined((title, french.analyse(document.words), french.analyse(document.body))))
    made.add_text("title", title)
    made.add_text("names", french.names(document.title))
    facets: dict[str, str | list[str]] = dict.fromkeys(FACETS, ABSENT)
    facets |= {facet: list(values) for facet, values in document.facets.items() if values}
    facets["kind"] = kind
    if document.on and not document.facets.get("year"):
        facets["year"] = str(document.on.year)
    if document.places:
        facets[PLACES] = list(document.places)
    if document.is_fictional:
        facets[FICTIONAL] = "1"
    made.add_json("facets", facets)
    return made
