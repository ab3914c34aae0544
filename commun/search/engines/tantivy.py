"""The index of this machine: a directory that tantivy reads and writes in process. Decision 14 tells why and how fast.

It holds terms, never texts. Each document is a number (kind and key), what it is found by, and what it is counted by.
The watermark is a document among the others: one change writes both or neither.
"""

import json
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
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
from commun.search.values import PAGE, Count, Found, Hit, Query

logger = logging.getLogger(__name__)

SCHEMA = 3
"""To be raised with any change of the fields or of what is put in them."""
STAMP = {"schema": SCHEMA, "tantivy": version("tantivy"), "analysis": french.ANALYSIS}
STAMP_FILE = "commun.json"
KIND_BITS = 48
SHOWN = 20
"""Values of a facet that are told; every chosen one is told too."""
COMPLETIONS = 12
"""Words that an unfinished one may stand for: the most frequent."""
TITLE_WEIGHT = 1.5
"""On top of what the title already counts for as part of the text: 2.5 together."""
LIKE_TERMS = 12
PLACES, FICTIONAL = "places", "fictional"
TOTAL = "total"
ABSENT = "~"
"""A column in which no document lacks a value is counted three times faster than one in which a single one does."""
MANY = 50_000
"""Documents that a question may reach from which titles are read before texts."""
HALVES_FROM = 200_000
"""Those from which its facets are counted by two threads more, not one."""
RELAXED_UP_TO = 20_000
"""A word found in more documents than this brings none by itself when few hold all words."""
WHOLE_BONUS = 1000.0
"""What holds all words comes before what holds some."""
TITLE_BONUS = 100.0
"""What holds all words in its title comes first: a full page of such is read from the short lists of titles alone."""
BATCH = 500
HEAP = 400_000_000
REMEMBERED = 256
"""Counts of the last questions: another page or another order of the same results costs no counting."""

Must, Should, MustNot = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
Ask = tantivy.Query
Clauses: TypeAlias = Sequence[tuple[tantivy.Occur, tantivy.Query]]
_Counts: TypeAlias = dict[str, Any]
"""By facet its counts, the largest first; under TOTAL a number."""
_Counted: TypeAlias = tuple[int, dict[str, tuple[Count, ...]]]


@cache
def schema() -> tantivy.Schema:
    """`text` is title, words and body together, so that a question of three words crosses three lists and no more.

    `title` only adds weight; `names` serves suggestions; `facets` holds also kind, places and whether it is invented
    (each field costs a byte a document for its length); `doc` is the identity, `on` a day (0 when unknown).
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("doc", indexed=True, fast=True)
    builder.add_unsigned_field("on", fast=True)
    builder.add_text_field("text", tokenizer_name="terms", index_option="position")
    builder.add_text_field("title", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("names", tokenizer_name="terms", index_option="basic")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
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
        document.add_unsigned("on", 0)
        document.add_json("facets", dict.fromkeys(FACETS, ABSENT))
        return document


@dataclass(frozen=True, slots=True)
class _Reader:
    """The index as it was after one change."""

    searcher: tantivy.Searcher
    state: _State
    kinds: Mapping[int, str]
    documents: int
    """Those that were deleted and not yet merged away included."""
    counts: "OrderedDict[tuple[object, ...], _Counted]"

    def ref(self, number: int) -> tuple[str, int]:
        return self.kinds[number >> KIND_BITS], number & ((1 << KIND_BITS) - 1)

    def number(self, kind: str, key: int) -> int | None:
        known = self.state.kinds.get(kind)
        return None if known is None else (known[0] << KIND_BITS) | key


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing asked for, as far as the index knows it. `documents` is how many it may reach, at most."""

    group: language.Group
    alternatives: tuple[language.Alternative, ...]
    documents: int
    is_everywhere: bool = False
    """In every document: it neither ranks nor counts."""

    @property
    def is_one_word(self) -> bool:
        return len(self.alternatives) == 1 and len(self.alternatives[0].terms) == 1

    def ranking(self) -> tantivy.Query:
        return _any([_weighted(each, "freq") for each in self.alternatives])

    def counting(self) -> tantivy.Query:
        return _any([_matching(each) for each in self.alternatives])

    def titles(self) -> "Clauses":
        return [(Should, _in_title(each)) for each in self.alternatives]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in the engine's words: once for ranking, once for counting (there are no frequencies to read)."""

    ranking: "Clauses"
    counting: "Clauses"
    documents: int
    titles: "Clauses" = ()
    """What holds all in its title, ranked alike; empty when that cannot be asked of titles (expressions)."""
    some_title: tantivy.Query | None = None
    is_relaxed: bool = False


@dataclass(frozen=True, slots=True)
class _Understood:
    """What is asked, against what the index holds."""

    parts: tuple[_Part, ...]
    excluded: tuple[language.Alternative, ...]
    missing: tuple[language.Group, ...]
    corrected: Mapping[str, str]

    @property
    def terms(self) -> tuple[str, ...]:
        every = [each for part in self.parts for each in part.alternatives]
        every += [each for group in self.missing for each in group.alternatives]
        return tuple(dict.fromkeys(term for each in every for term in each.terms if term != french.GAP))

    def all_words(self, reader: _Reader) -> _Asked:
        telling = [part for part in self.parts if not part.is_everywhere]
        without: Clauses = [(MustNot, _matching(each)) for each in self.excluded]
        counting = [(Must, part.counting()) for part in telling]
        ranking = [(Must, part.ranking()) for part in telling] or [(Must, Ask.all_query())]
        in_titles = [clause for part in self.parts for clause in part.titles()]
        documents = min((part.documents for part in telling), default=reader.documents)
        titles: Clauses = ()
        if self.parts and all(len(each.terms) == 1 for part in self.parts for each in part.alternatives):
            required = [(Must, _any([query for _, query in part.titles()])) for part in self.parts]
            titles = [*required, *((Should, part.ranking()) for part in telling), *without]
        state = [] if telling else [(MustNot, _term("state", "state"))]
        some_title = Ask.boolean_query(in_titles) if titles else None
        ranked = [*ranking, *in_titles, *state, *without]
        return _Asked(ranked, [*counting, *without], documents, titles, some_title)

    def some_words(self, reader: _Reader) -> _Asked | None:
        """Half of the words at least, when few documents hold them all. Expressions within quotes stay required."""
        if len(self.parts) + len(self.missing) < 2 or any(map(_is_quoted, self.missing)):
            return None
        required = [part for part in self.parts if _is_quoted(part.group)]
        loose = [part for part in self.parts if not _is_quoted(part.group)]
        most = RELAXED_UP_TO if reader.documents > RELAXED_UP_TO else reader.documents
        rare = [part for part in loose if part.documents <= most and not part.is_everywhere]
        if not rare or not (self.missing or len(loose) > 1):
            return None
        least = min(len(rare), (len(loose) + 1) // 2)
        half = Ask.boolean_query([(Should, part.counting()) for part in rare], minimum_number_should_match=least)
        without: Clauses = [(MustNot, _matching(each)) for each in self.excluded]
        counting: Clauses = [(Must, half), *((Must, part.counting()) for part in required), *without]
        ranking: list[tuple[tantivy.Occur, tantivy.Query]] = [(Must, _unscored(half))]
        ranking += [(Must, part.ranking()) for part in required]
        ranking += [(Should, part.ranking()) for part in loose]
        ranking += [clause for part in self.parts for clause in part.titles()]
        if not self.missing:
            whole = Ask.boolean_query([(Must, part.counting()) for part in self.parts])
            ranking.append((Should, Ask.const_score_query(whole, WHOLE_BONUS)))
        documents = sum(part.documents for part in rare)
        return _Asked([*ranking, *without], counting, documents, is_relaxed=True)


class TantivyBackend:
    """An index in the directory `path`: read by any number of threads and processes, written by one."""

    def __init__(self, path: Path, weights: Mapping[str, float] | None = None) -> None:
        self.path = Path(path)
        self.weights = weights or {}
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
            understood = _understood(reader, question)
            found = Found(hits=(), total=0)
            if not understood.missing:
                found = self._answer(reader, query, understood.all_words(reader), is_ranked=bool(question.groups))
            if found.total < PAGE and not query.by_date and (some := understood.some_words(reader)):
                relaxed = self._answer(reader, query, some, is_ranked=True)
                found = replace(relaxed, whole=found.total)
            return replace(
                found,
                terms=understood.terms,
                corrected=understood.corrected,
                missing=tuple(group.typed for group in understood.missing if group.typed),
                near=() if found.total else _near(reader.searcher, understood),
            )

    def _answer(self, reader: _Reader, query: Query, asked: _Asked, *, is_ranked: bool) -> Found:
        filters = _filters(reader, query)
        is_idle = len(self._busy) == 1  # else the cores have their work already, and a second thread only costs
        key = (*_counting_key(query), asked.is_relaxed)
        known = reader.counts.get(key)
        jobs = [] if known else _jobs(query, asked, filters, in_halves=is_idle and asked.documents > HALVES_FROM)
        own = [] if is_idle else jobs
        waiting = [self._pool().submit(_counted, reader, query, *job) for job in jobs if is_idle]
        weights = {kind: self.weights.get(kind, 1.0) for kind in query.facets.get("kind") or reader.state.kinds}
        hits = _hits(reader, query, asked, filters, weights if is_ranked and not query.by_date else None)
        told = [_counted(reader, query, *job) for job in own]
        told += [job.result() for job in waiting]
        if known is None:
            known = _put_together(query, told)
            reader.counts[key] = known
            while len(reader.counts) > REMEMBERED:
                with suppress(KeyError):
                    reader.counts.popitem(last=False)
        return Found(hits=hits, total=known[0], whole=known[0], counts=known[1])

    def suggest(self, text: str, *, limit: int = 8, without: Collection[tuple[str, int]] = ()) -> Sequence[str]:
        with _told():
            reader = self._read()
            words = french.surfaces(text)
            if not words or text[-1:].isspace():
                return ()
            start = text[: text.rfind(words[-1])]
            before = _understood(reader, language.read(start))
            if before.missing:
                return ()
            others: Clauses = [*before.all_words(reader).counting, *_but(reader, without)]
            found: list[str] = []
            for name, _ in reader.searcher.terms_with_prefix("names", french.fold(words[-1]), limit=limit * 4):
                # What was deleted may remain in the dictionary until its segment is merged: it is not to be told.
                asked = Ask.boolean_query([(Must, _term("names", name)), *others])
                if reader.searcher.search(asked, 1, count=False).hits:
                    found.append(f"{start}{name.partition('|')[2]}")
                    if len(found) == limit:
                        break
            return tuple(found)

    def like(
        self, kind: str, document: SearchDocument, *, limit: int = 5, without: Collection[tuple[str, int]] = ()
    ) -> Sequence[tuple[str, int]]:
        with _told():
            reader = self._read()
            telling = _telling(reader.searcher, document)
            if not telling:
                return ()
            shared = Ask.boolean_query(
                [(Should, _term("text", term, "freq")) for term in telling],
                minimum_number_should_match=max(1, min(4, len(telling) // 3)),
            )
            others = _but(reader, [(kind, document.key), *without])
            found = reader.searcher.search(Ask.boolean_query([(Must, shared), *others]), limit, count=False)
            return tuple(_refs(reader, [address for _, address in found.hits]))

    def watermark(self) -> int:
        with _told():
            return self._read().state.watermark

    def size(self) -> int:
        with _told():
            reader = self._read()
            return reader.searcher.num_docs - (1 if reader.state.kinds or reader.state.watermark else 0)

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
            documents = sum(searcher.doc_freq("facets.kind", kind) for kind in state.kinds)
            self._reader = reader = _Reader(searcher, state, kinds, documents, OrderedDict())
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


def _facet(facet: str, value: str) -> tantivy.Query:
    return Ask.term_query(schema(), f"facets.{facet}", value, "basic")


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


def _is_quoted(group: language.Group) -> bool:
    return not group.typed and len(group.alternatives) == 1 and group.alternatives[0].is_phrase


def _understood(reader: _Reader, question: language.Question) -> _Understood:
    parts, missing = [], []
    corrected: dict[str, str] = {}
    for group in question.groups:
        alternatives = _known(reader.searcher, group, corrected)
        if not alternatives:
            missing.append(group)
            continue
        documents = sum(_reach(reader.searcher, each) for each in alternatives)
        is_alone = len(alternatives) == 1 and len(alternatives[0].terms) == 1
        parts.append(_Part(group, tuple(alternatives), documents, is_alone and documents >= reader.documents))
    return _Understood(tuple(parts), question.excluded, tuple(missing), corrected)


def _reach(searcher: tantivy.Searcher, alternative: language.Alternative) -> int:
    return min(searcher.doc_freq("text", term) for term in alternative.terms if term != french.GAP)


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


def _near(searcher: tantivy.Searcher, understood: _Understood) -> tuple[str, ...]:
    """Words of titles that begin like those that are in no document."""
    found: list[str] = []
    for group in understood.missing:
        start = french.fold(group.typed)[: max(3, len(group.typed) - 3)]
        if start.isalnum():
            found += [name.partition("|")[2] for name, _ in searcher.terms_with_prefix("names", start, limit=3)]
    return tuple(dict.fromkeys(found))


def _filters(reader: _Reader, query: Query) -> dict[str, list[tuple[tantivy.Occur, tantivy.Query]]]:
    """By facet chosen, then under "" what holds whatever is counted. None of them weighs on the ranking."""
    filters: dict[str, list[tuple[tantivy.Occur, tantivy.Query]]] = {"": []}
    for facet, values in query.facets.items():
        if values and facet in FACETS:
            filters[facet] = [(Must, _unscored(_any([_facet(facet, value) for value in values])))]
    always = filters[""]
    if query.within:
        always.append((Must, _unscored(_facet(PLACES, query.within))))
    if query.since or query.until:
        first = query.since.toordinal() if query.since else 1
        last = query.until.toordinal() if query.until else None
        days = Ask.range_query(schema(), "on", tantivy.FieldType.Unsigned, first, last)
        always.append((Must, _unscored(days)))
    if query.real_only:
        always.append((MustNot, _facet(FICTIONAL, "1")))
    always.extend(_but(reader, query.without))
    return filters


def _but(reader: _Reader, without: Collection[tuple[str, int]]) -> Clauses:
    gone = [number for kind, key in without if (number := reader.number(kind, key)) is not None]
    return [(MustNot, Ask.term_set_query(schema(), "doc", gone))] if gone else []


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return Ask.const_score_query(query, 0.0)


def _both(asked: Clauses, filters: Clauses) -> tantivy.Query:
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
        clauses += [(Must, Ask.all_query()), (MustNot, _term("state", "state"))]
    return clauses[0][1] if len(clauses) == 1 else Ask.boolean_query(clauses)


def _hits(
    reader: _Reader,
    query: Query,
    asked: _Asked,
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
            _both(asked.counting, every), query.size, count=False, offset=query.start, order_by_field="on"
        )
        hits = newest.hits
    refs = _refs(reader, [address for _, address in hits])
    scores = [0.0 if weights is None else float(score) for score, _ in hits]
    return tuple(Hit(kind, key, score) for (kind, key), score in zip(refs, scores, strict=True))


def _ranked(
    reader: _Reader, query: Query, asked: _Asked, filters: Clauses, weights: Mapping[str, float]
) -> list[tuple[Any, tantivy.DocAddress]]:
    """First what holds all words in its title, without reading further when that fills the page.

    Where many documents may answer, what holds some word in its title comes next, then the others: the long lists of
    texts are crossed whole only when those do not fill the page either.
    """

    def best(ranked: tantivy.Query, size: int, start: int) -> list[tuple[Any, tantivy.DocAddress]]:
        return reader.searcher.search(ranked, size, count=False, offset=start).hits

    ranked = _by_kind(_both(asked.ranking, filters), weights)
    if not asked.titles or asked.some_title is None:
        return best(ranked, query.size, query.start)
    found = best(_by_kind(_both(asked.titles, filters), weights), query.size, query.start)
    if len(found) == query.size:
        return found
    all_titles = Ask.boolean_query([clause for clause in asked.titles if clause[0] == Must])
    bonus = (Should, Ask.const_score_query(all_titles, TITLE_BONUS))
    if asked.documents <= MANY:
        return best(Ask.boolean_query([(Must, ranked), bonus]), query.size, query.start)
    some_title = _unscored(asked.some_title)
    wanted = query.start + query.size
    titled = best(Ask.boolean_query([(Must, ranked), (Must, some_title), bonus]), wanted, 0)
    page = titled[query.start :]
    if len(page) < query.size:
        texts = _by_kind(_both([clause for clause in asked.ranking if clause[0] != Should], filters), weights)
        others = Ask.boolean_query([(Must, texts), (MustNot, some_title)])
        page += best(others, query.size - len(page), max(0, query.start - len(titled)))
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
        among = _unscored(_any([_facet("kind", kind) for kind in alike]))
        parts.append((Should, Ask.boost_query(Ask.boolean_query([(Must, ranked), (Must, among)]), weight)))
    return Ask.boolean_query(parts)


def _refs(reader: _Reader, addresses: list[tantivy.DocAddress]) -> list[tuple[str, int]]:
    if not addresses:
        return []
    return [reader.ref(int(number or 0)) for number in reader.searcher.fast_field_values("doc", addresses)]


def _jobs(
    query: Query, asked: _Asked, filters: Mapping[str, Clauses], *, in_halves: bool
) -> list[tuple[tantivy.Query, dict[str, Any]]]:
    """What is to be counted: the exact total, and each facet without what was chosen in it.

    One pass for the total and all facets in which nothing was chosen (two for many documents), one for each other.
    """
    wanted = query.counted if query.with_facets else ()
    free = [facet for facet in wanted if facet not in filters]
    every = [clause for clauses in filters.values() for clause in clauses]
    whole = _both(asked.counting, every)
    half = (len(free) + 1) // 2 if in_halves and len(free) > 1 else len(free)
    jobs = [(whole, {TOTAL: {"filter": "*"}, **{facet: _terms(facet) for facet in free[:half]}})]
    if free[half:]:
        jobs.append((whole, {facet: _terms(facet) for facet in free[half:]}))
    for facet in wanted:
        if facet in filters:
            others = [clause for other, clauses in filters.items() if other != facet for clause in clauses]
            jobs.append((_both(asked.counting, others), {facet: _terms(facet)}))
    return jobs


def _counted(reader: _Reader, query: Query, asked: tantivy.Query, aggregations: dict[str, Any]) -> _Counts:
    """The values that were chosen are told even when they are not among the largest."""
    told = reader.searcher.aggregate(asked, aggregations)
    counts: _Counts = {}
    for facet, one in told.items():
        if facet == TOTAL:
            counts[TOTAL] = int(one["doc_count"])
            continue
        known = {bucket["key"]: bucket["doc_count"] for bucket in one["buckets"] if bucket["key"] != ABSENT}
        for value in query.facets.get(facet, ()):
            if value not in known:
                chosen = Ask.boolean_query([(Must, asked), (Must, _facet(facet, value))])
                found: Any = reader.searcher.search(chosen, 1)
                known[value] = found.count
        ordered = sorted(known.items(), key=lambda item: (-item[1], item[0]))
        counts[facet] = tuple(Count(value, count) for value, count in ordered)
    return counts


def _put_together(query: Query, told: Sequence[_Counts]) -> _Counted:
    every = {name: counts for one in told for name, counts in one.items()}
    return every[TOTAL], {facet: every[facet] for facet in query.counted if facet in every}


def _counting_key(query: Query) -> tuple[object, ...]:
    """What two pages of the same results have in common."""
    facets = tuple(sorted((facet, tuple(values)) for facet, values in query.facets.items()))
    period = (query.since, query.until)
    counted = query.counted if query.with_facets else ()
    return query.text, query.is_prefix, facets, query.within, period, counted, query.real_only, query.without


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": f"facets.{facet}", "size": SHOWN + 1, "segment_size": SHOWN * 10}}


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
