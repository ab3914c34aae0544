"""The index of this machine: a directory that tantivy reads and writes in process. Decision 14 tells why and how fast.

It holds terms, never texts. Each document is a number (kind and key), what it is found by, and what it is counted by.
The watermark is a document among the others: one change writes both or neither.
"""

import json
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import tantivy

from commun.search import french, language
from commun.search.backend import IndexUnavailable
from commun.search.documents import FACETS, SearchDocument
from commun.search.spelling import near_terms
from commun.search.values import Count, Found, Hit, Query

logger = logging.getLogger(__name__)

SCHEMA = 1
"""To be raised with any change of the fields or of what is put in them."""
STAMP = {"schema": SCHEMA, "tantivy": version("tantivy"), "analysis": french.ANALYSIS}
STAMP_FILE = "commun.json"
KIND_BITS = 48
SHOWN = 20
"""Values of a facet that are told; every chosen one is told too."""
COMPLETIONS = 24
"""Words that an unfinished one may stand for: the most frequent."""
TITLE_WEIGHT = 1.5
"""On top of what the title already counts for as part of the text: 2.5 together."""
LIKE_TERMS = 12
BATCH = 500
HEAP = 400_000_000
REMEMBERED = 256
"""Counts of the last questions: another page or another order of the same results costs no counting."""

Must, Should, MustNot = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
Ask = tantivy.Query
Clauses: TypeAlias = Sequence[tuple[tantivy.Occur, tantivy.Query]]
_Counted: TypeAlias = tuple[int, dict[str, tuple[Count, ...]]]


@cache
def schema() -> tantivy.Schema:
    """`text` is title, words and body together, so that a question of three words crosses three lists and no more;
    `title` only adds weight; `names` serves suggestions; `doc` is the identity, `on` a day (0 when unknown)."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("doc", indexed=True, fast=True)
    builder.add_unsigned_field("on", fast=True)
    builder.add_text_field("text", tokenizer_name="terms", index_option="position")
    builder.add_text_field("title", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("names", tokenizer_name="terms", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("places", tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field("fictional", indexed=True)
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


@contextmanager
def _told() -> Iterator[None]:
    """A fault of the engine becomes IndexUnavailable: the database answers in its place."""
    try:
        yield
    except (ValueError, OSError) as fault:
        raise IndexUnavailable(str(fault)) from fault
    except BaseException as fault:
        # A damaged file makes Rust panic; its exception derives from BaseException and has no importable name.
        if type(fault).__name__ != "PanicException":
            raise
        raise IndexUnavailable("the index is damaged") from None


@dataclass(frozen=True, slots=True)
class _State:
    """What the index knows of itself, written with each change: how far it read, number and highest key of kinds."""

    watermark: int
    kinds: Mapping[str, tuple[int, int]]

    @classmethod
    def read(cls, searcher: tantivy.Searcher) -> "_State":
        hits = searcher.search(Ask.term_query(schema(), "state", "state"), 1, count=False).hits
        if not hits:
            return cls(0, {})
        told = json.loads(searcher.doc(hits[0][1]).get_all("state")[1])
        return cls(told["watermark"], {kind: (number, top) for kind, (number, top) in told["kinds"].items()})

    def document(self) -> tantivy.Document:
        document = tantivy.Document()
        document.add_text("state", "state")
        document.add_text("state", json.dumps({"watermark": self.watermark, "kinds": self.kinds}))
        return document


@dataclass(frozen=True, slots=True)
class _Reader:
    """The index as it was after one change."""

    searcher: tantivy.Searcher
    state: _State
    kinds: Mapping[int, str]
    counts: "OrderedDict[tuple[object, ...], _Counted]"

    def ref(self, number: int) -> tuple[str, int]:
        return self.kinds[number >> KIND_BITS], number & ((1 << KIND_BITS) - 1)

    def number(self, kind: str, key: int) -> int | None:
        known = self.state.kinds.get(kind)
        return None if known is None else (known[0] << KIND_BITS) | key


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in the engine's words: `required` once for ranking, once for counting (no frequencies to read)."""

    ranking: tuple[tuple[tantivy.Occur, tantivy.Query], ...]
    counting: tuple[tuple[tantivy.Occur, tantivy.Query], ...]
    terms: tuple[str, ...]
    corrected: Mapping[str, str]
    is_hopeless: bool = False
    """Some word is in no document."""


class TantivyBackend:
    """An index in the directory `path`: read by any number of threads and processes, written by one."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._index: tantivy.Index | None = None
        self._reader: _Reader | None = None
        self._seen: tuple[int, ...] = ()
        self._writer: tantivy.IndexWriter | None = None
        self._holders = 0
        self._threads: ThreadPoolExecutor | None = None
        self._is_new = False
        self._busy: list[None] = []

    # Reading

    def search(self, query: Query) -> Found:
        with _told(), self._answering():
            reader = self._read()
            question = language.read(query.text, is_prefix=query.is_prefix)
            if question.is_void:
                return Found(hits=(), total=0)
            asked = self._ask(reader, question)
            if asked.is_hopeless:
                return Found(hits=(), total=0, terms=asked.terms, corrected=asked.corrected)
            return self._answer(reader, query, question, asked)

    def _answer(self, reader: _Reader, query: Query, question: language.Question, asked: _Asked) -> Found:
        filters = _filters(reader, query)
        every = [clause for clauses in filters.values() for clause in clauses]
        counting = _both(asked.counting, every)
        key = _counting_key(query)
        known = reader.counts.get(key)
        waiting: Future[_Counted] | None = None
        if known is None:
            wanted = query.counted if query.with_facets else ()

            def count() -> _Counted:
                return _counts(reader, query, wanted, counting, asked.counting, filters)

            if len(self._busy) == 1:  # else the cores have their work already, and a second thread only costs
                waiting = self._pool().submit(count)
            else:
                known = count()
        ranked = _both(asked.ranking, every)
        is_scored = bool(question.groups) and not query.by_date
        if not is_scored:
            found = reader.searcher.search(
                counting, query.size or 1, count=False, order_by_field="on", offset=query.start
            )
        else:
            found = reader.searcher.search(ranked, query.size or 1, count=False, offset=query.start)
        addresses = [address for _, address in found.hits][: query.size]
        numbers = reader.searcher.fast_field_values("doc", addresses) if addresses else []
        hits = tuple(
            Hit(*reader.ref(int(number or 0)), score=float(score) if is_scored else 0.0)
            for number, (score, _) in zip(numbers, found.hits, strict=False)
        )
        if waiting is not None:
            known = waiting.result()
        assert known is not None
        reader.counts[key] = known
        while len(reader.counts) > REMEMBERED:
            with suppress(KeyError):
                reader.counts.popitem(last=False)
        total, counts = known
        return Found(hits=hits, total=total, counts=counts, terms=asked.terms, corrected=asked.corrected)

    def suggest(self, text: str, *, limit: int = 8) -> Sequence[str]:
        with _told():
            reader = self._read()
            words = french.surfaces(text)
            if not words or text[-1:].isspace():
                return ()
            start = text[: text.rfind(words[-1])]
            before = self._ask(reader, language.read(start)) if start.strip() else None
            if before is not None and before.is_hopeless:
                return ()
            prefix = french.fold(words[-1])
            found: list[str] = []
            candidates = reader.searcher.terms_with_prefix("names", prefix, limit=limit * 4 if before else limit * 2)
            for name, _ in candidates:
                shown = name.partition("|")[2]
                clauses = [(Must, _term("names", name)), *(before.counting if before else ())]
                # What was deleted may remain in the dictionary until its segment is merged: it is not to be told.
                if reader.searcher.search(Ask.boolean_query(clauses), 1, count=False).hits:
                    found.append(f"{start}{shown}")
                    if len(found) == limit:
                        break
            return tuple(found)

    def like(self, kind: str, document: SearchDocument, *, limit: int = 5) -> Sequence[tuple[str, int]]:
        with _told():
            reader = self._read()
            frequent = _telling(reader.searcher, document)
            if not frequent:
                return ()
            clauses = [(Should, _term("text", term, "freq")) for term in frequent]
            least = max(1, min(4, len(frequent) // 3))
            query = Ask.boolean_query(clauses, minimum_number_should_match=least)
            own = reader.number(kind, document.key)
            if own is not None:
                query = Ask.boolean_query([(Must, query), (MustNot, _number(own))])
            found = reader.searcher.search(query, limit, count=False)
            numbers = reader.searcher.fast_field_values("doc", [address for _, address in found.hits])
            return tuple(reader.ref(int(number or 0)) for number in numbers)

    def watermark(self) -> int:
        with _told():
            return self._read().state.watermark

    def size(self) -> int:
        with _told():
            reader = self._read()
            return reader.searcher.num_docs - (1 if reader.state.kinds or reader.state.watermark else 0)

    def _ask(self, reader: _Reader, question: language.Question) -> _Asked:
        ranking: list[tuple[tantivy.Occur, tantivy.Query]] = []
        counting: list[tuple[tantivy.Occur, tantivy.Query]] = []
        titles: list[tuple[tantivy.Occur, tantivy.Query]] = []
        terms: list[str] = []
        corrected: dict[str, str] = {}
        is_hopeless = False
        for group in question.groups:
            alternatives = _known(reader.searcher, group, corrected)
            if not alternatives:
                is_hopeless = True
                terms.extend(term for each in group.alternatives for term in each.terms if term != french.GAP)
                continue
            terms.extend(term for each in alternatives for term in each.terms if term != french.GAP)
            ranking.append((Must, _any([_weighted(each, "freq") for each in alternatives])))
            counting.append((Must, _any([_matching(each) for each in alternatives])))
            titles.extend((Should, _in_title(each)) for each in alternatives)
        if len(ranking) == 1 and len(question.groups[0].alternatives) == 1 and not question.excluded:
            # One word: a union of terms, for which the engine skips the blocks that cannot reach the first page.
            ranking = [(Should, ranking[0][1])]
        ranking.extend(titles)
        for each in question.excluded:
            ranking.append((MustNot, _matching(each)))
            counting.append((MustNot, _matching(each)))
        return _Asked(tuple(ranking), tuple(counting), tuple(dict.fromkeys(terms)), corrected, is_hopeless)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        self._busy.append(None)
        try:
            yield
        finally:
            self._busy.pop()

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            with self._lock:
                if self._threads is None:
                    self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="search-counts")
        return self._threads

    def _read(self) -> _Reader:
        """The index as it is now: opened again when it was put in the place of another, reloaded when it changed."""
        folder = self.path.stat()
        meta = (self.path / "meta.json").stat()
        seen = (folder.st_dev, folder.st_ino, meta.st_ino, meta.st_mtime_ns, meta.st_size)
        reader = self._reader
        if reader is not None and seen == self._seen:
            return reader
        with self._lock:
            if self._reader is None or self._seen[:2] != seen[:2] or self._index is None:
                self._index = self._open()
            else:
                self._index.reload()
            searcher = self._index.searcher()
            state = _State.read(searcher)
            kinds = {number: kind for kind, (number, _) in state.kinds.items()}
            self._reader = reader = _Reader(searcher, state, kinds, OrderedDict())
            self._seen = seen
        return reader

    def _open(self) -> tantivy.Index:
        stamp = self.path / STAMP_FILE
        if not stamp.exists():
            raise IndexUnavailable("there is no index")
        if json.loads(stamp.read_text("utf-8")) != STAMP:
            raise IndexUnavailable("the index was written by another version")
        _check_files(self.path)
        index = tantivy.Index(schema(), str(self.path))
        _prepare(index)
        return index

    # Writing

    @contextmanager
    def holding(self) -> Iterator[None]:
        self._take()
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def writing(self) -> Iterator["_Writing"]:
        self._take()
        try:
            assert self._writer is not None
            with _told():
                before = _State(0, {}) if self._is_new else self._read().state
            change = _Writing(self._writer, before)
            try:
                yield change
                with _told():
                    change.commit()
            except BaseException:
                with _told():
                    self._writer.rollback()
                raise
            self._is_new = False
        finally:
            self._release()

    def _take(self) -> None:
        with self._lock, _told():
            if self._writer is None:
                self.path.mkdir(parents=True, exist_ok=True)
                if not (self.path / "meta.json").exists():
                    (self.path / STAMP_FILE).write_text(json.dumps(STAMP), "utf-8")
                    self._is_new = True
                index = self._open()
                # Readers of another account must be able to lock it for the instant of opening.
                with suppress(OSError):
                    (self.path / ".tantivy-meta.lock").chmod(0o666)
                self._writer = index.writer(HEAP, 1)
            self._holders += 1

    def _release(self) -> None:
        with self._lock, _told():
            self._holders -= 1
            if not self._holders and self._writer is not None:
                writer, self._writer = self._writer, None
                writer.wait_merging_threads()


class _Writing:
    """See `commun.search.backend.Writing`."""

    def __init__(self, writer: tantivy.IndexWriter, before: _State) -> None:
        self._writer = writer
        self._kinds = dict(before.kinds)
        self._watermark = before.watermark

    def put(self, kind: str, documents: Iterable[SearchDocument]) -> None:
        number, top = self._kinds.setdefault(kind, (len(self._kinds), -1))
        base = number << KIND_BITS
        waiting = iter(documents)
        with _told():
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
            with _told():
                self._delete(base | key for key in keys)

    def _delete(self, numbers: Iterable[int]) -> None:
        # By a query: deletion by term takes every int for a signed one, and finds nothing in an unsigned field.
        if gone := list(numbers):
            self._writer.delete_documents_by_query(Ask.term_set_query(schema(), "doc", gone))

    def reach(self, watermark: int) -> None:
        self._watermark = watermark

    def commit(self) -> None:
        self._writer.delete_documents_by_term("state", "state")
        self._writer.add_document(_State(self._watermark, self._kinds).document())
        self._writer.commit()


def _document(kind: str, number: int, document: SearchDocument) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("doc", number)
    made.add_unsigned("on", document.on.toordinal() if document.on else 0)
    title = french.analyse(document.title)
    made.add_text("text", french.joined((title, french.analyse(document.words), french.analyse(document.body))))
    made.add_text("title", title)
    made.add_text("names", french.names(document.title))
    made.add_text("kind", kind)
    facets = document.facets
    for facet, values in facets.items():
        if facet != "kind":
            for value in values:
                made.add_text(facet, value)
    if document.on and "year" not in facets:
        made.add_text("year", str(document.on.year))
    for place in document.places:
        made.add_text("places", place)
    made.add_boolean("fictional", document.is_fictional)
    return made


def _prepare(index: tantivy.Index) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer("terms", analyzer.filter(tantivy.Filter.custom_stopword([french.GAP])).build())
    index.config_reader("manual")


def _check_files(path: Path) -> None:
    """Each file of the index ends as tantivy ends them: what was cut short is found before it is read."""
    meta = path / "meta.json"
    if not meta.exists():
        return
    told = json.loads(meta.read_text("utf-8"))
    if not isinstance(told, dict) or not isinstance(told.get("segments"), list):
        raise IndexUnavailable("the index is damaged")
    for segment in told["segments"]:
        name = segment["segment_id"].replace("-", "")
        for suffix in ("idx", "pos", "term", "fast", "fieldnorm", "store"):
            with (path / f"{name}.{suffix}").open("rb") as file:
                file.seek(-8, os.SEEK_END)
                if int.from_bytes(file.read()[4:], "little") != _FOOTER:
                    raise IndexUnavailable("the index is damaged")


_FOOTER = 1337


def _term(field: str, value: str, option: str = "basic") -> tantivy.Query:
    return Ask.term_query(schema(), field, value, option)


def _number(number: int) -> tantivy.Query:
    return Ask.term_query(schema(), "doc", number, "basic")


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else Ask.boolean_query([(Should, query) for query in queries])


def _matching(alternative: language.Alternative, option: str = "basic") -> tantivy.Query:
    terms = alternative.terms
    if len(terms) == 1:
        return _term("text", terms[0], option)
    if alternative.is_phrase:
        words: list[str | tuple[int, str]] = [(at, term) for at, term in enumerate(terms) if term != french.GAP]
        return Ask.phrase_query(schema(), "text", words)
    return Ask.boolean_query([(Must, _term("text", term, option)) for term in terms])


def _weighted(alternative: language.Alternative, option: str) -> tantivy.Query:
    query = _matching(alternative, option)
    return query if alternative.weight == 1 else Ask.boost_query(query, alternative.weight)


def _in_title(alternative: language.Alternative) -> tantivy.Query:
    terms = [term for term in alternative.terms if term != french.GAP]
    weight = TITLE_WEIGHT * alternative.weight
    if len(terms) == 1:
        return Ask.boost_query(_term("title", terms[0], "freq"), weight)
    occur = Must if alternative.is_phrase else Should
    return Ask.boost_query(Ask.boolean_query([(occur, _term("title", term, "freq")) for term in terms]), weight)


def _known(searcher: tantivy.Searcher, group: language.Group, corrected: dict[str, str]) -> list[language.Alternative]:
    """The alternatives that are in the index: the completions of an unfinished word, the nearest to a mistyped one."""
    known = [each for each in group.alternatives if _is_known(searcher, each)]
    if group.is_unfinished:
        known.extend(_completions(searcher, group, {each.terms for each in known}))
    if known or not group.typed:
        return known
    known = [language.Alternative((near,)) for near in near_terms(searcher, french.fold(group.typed))]
    if known:
        corrected[group.typed] = _shown(searcher, known[0].terms[0])
    return known


def _is_known(searcher: tantivy.Searcher, alternative: language.Alternative) -> bool:
    return all(term == french.GAP or searcher.doc_freq("text", term) for term in alternative.terms)


def _completions(
    searcher: tantivy.Searcher, group: language.Group, known: set[tuple[str, ...]]
) -> Iterator[language.Alternative]:
    """Words of titles that begin so, and terms that do; for want of them the longest term that it begins with."""
    prefix = french.fold(group.typed)
    names = searcher.terms_with_prefix("names", prefix, limit=COMPLETIONS)
    found = dict.fromkeys(french.term_of(name.partition("|")[2]) for name, _ in names)
    found.update(dict.fromkeys(term for term, _ in searcher.terms_with_prefix("text", prefix, limit=COMPLETIONS)))
    if not found:
        for length in range(len(prefix) - 1, 3, -1):
            if searcher.doc_freq("text", prefix[:length]):
                found[prefix[:length]] = None
                break
    for term in found:
        if term and (term,) not in known:
            yield language.Alternative((term,), weight=0.8)


def _shown(searcher: tantivy.Searcher, term: str) -> str:
    """A word of titles that has this term, to tell what was understood; the term itself for want of one."""
    for name, _ in searcher.terms_with_prefix("names", term[: max(3, len(term) - 1)], limit=20):
        shown = name.partition("|")[2]
        if french.term_of(shown) == term:
            return shown
    return term


def _filters(reader: _Reader, query: Query) -> dict[str, list[tuple[tantivy.Occur, tantivy.Query]]]:
    """By facet chosen, then under "" what holds whatever is counted. None of them weighs on the ranking."""
    filters: dict[str, list[tuple[tantivy.Occur, tantivy.Query]]] = {"": []}
    for facet, values in query.facets.items():
        if values and facet in FACETS:
            filters[facet] = [(Must, _unscored(_any([_term(facet, value) for value in values])))]
    always = filters[""]
    if query.within:
        always.append((Must, _unscored(_term("places", query.within))))
    if query.since or query.until:
        first = query.since.toordinal() if query.since else 1
        last = query.until.toordinal() if query.until else None
        days = Ask.range_query(schema(), "on", tantivy.FieldType.Unsigned, first, last)
        always.append((Must, _unscored(days)))
    if query.real_only:
        always.append((Must, _unscored(Ask.term_query(schema(), "fictional", False, "basic"))))
    gone = [number for kind, key in query.without if (number := reader.number(kind, key)) is not None]
    if gone:
        always.append((MustNot, Ask.term_set_query(schema(), "doc", gone)))
    return filters


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return Ask.const_score_query(query, 0.0)


def _both(asked: Clauses, filters: Clauses) -> tantivy.Query:
    clauses = [*asked, *filters]
    occurs = {occur for occur, _ in clauses}
    if filters and Must not in {occur for occur, _ in asked} and asked:
        # The union of one word, its place kept under the filters.
        shoulds = [(occur, query) for occur, query in asked if occur == Should]
        rest = [(occur, query) for occur, query in asked if occur != Should]
        if shoulds:
            clauses = [(Must, Ask.boolean_query(shoulds)), *rest, *filters]
            occurs = {Must}
    if Must not in occurs and Should not in occurs:
        clauses.append((Must, Ask.exists_query("doc")))
    if len(clauses) == 1:
        return clauses[0][1]
    return Ask.boolean_query(clauses)


def _counts(
    reader: _Reader,
    query: Query,
    wanted: Sequence[str],
    whole: tantivy.Query,
    asked: Clauses,
    filters: Mapping[str, Clauses],
) -> _Counted:
    """The exact total, and each facet's counts made without what was chosen in it.

    One pass for all facets in which nothing was chosen, one for each of the others.
    """
    free = [facet for facet in wanted if facet not in filters]
    aggregations: dict[str, Any] = {facet: _terms(facet) for facet in free}
    if "kind" not in free:
        aggregations["total"] = {"value_count": {"field": "doc"}}
    told = reader.searcher.aggregate(whole, aggregations)
    counts = {facet: _told_counts(told[facet]) for facet in free}
    if "kind" in free:
        total = sum(count.count for count in counts["kind"]) + int(told["kind"]["sum_other_doc_count"])
    else:
        total = int(told["total"]["value"])
    for facet in wanted:
        if facet in filters:
            others = [clause for other, clauses in filters.items() if other != facet for clause in clauses]
            chosen = query.facets[facet]
            told = reader.searcher.aggregate(
                _both(asked, others),
                {facet: _terms(facet), "chosen": {"terms": {"field": facet, "include": list(chosen), "size": 100}}},
            )
            known = {count.value: count for count in (*_told_counts(told[facet]), *_told_counts(told["chosen"]))}
            known |= {value: Count(value, 0) for value in chosen if value not in known}
            counts[facet] = tuple(sorted(known.values(), key=lambda count: (-count.count, count.value)))
    return total, {facet: counts[facet] for facet in wanted}


def _counting_key(query: Query) -> tuple[object, ...]:
    """What two pages of the same results have in common."""
    facets = tuple(sorted((facet, tuple(values)) for facet, values in query.facets.items()))
    period = (query.since, query.until)
    counted = query.counted if query.with_facets else ()
    return query.text, query.is_prefix, facets, query.within, period, counted, query.real_only, query.without


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": facet, "size": SHOWN, "segment_size": SHOWN * 10}}


def _told_counts(told: Mapping[str, Any]) -> tuple[Count, ...]:
    counts = (Count(str(bucket["key"]), int(bucket["doc_count"])) for bucket in told["buckets"])
    return tuple(sorted(counts, key=lambda count: (-count.count, count.value)))


def _telling(searcher: tantivy.Searcher, document: SearchDocument) -> list[str]:
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
