"""The index of this machine: opened, read by any number of threads, written by one."""

import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import tantivy

from commun.search import french, language
from commun.search.backend import IndexUnavailable
from commun.search.documents import SearchDocument
from commun.search.engines.tantivy.clauses import Ask, Clauses, Must, Should, all_but, filters_of, term_in
from commun.search.engines.tantivy.counting import counted, counted_facets, counting_key, jobs_of, put_together
from commun.search.engines.tantivy.fields import STAMP, STAMP_FILE, check_files, prepare, schema, told
from commun.search.engines.tantivy.ranking import best_hits, telling_terms
from commun.search.engines.tantivy.state import Reader, State, refs_of
from commun.search.engines.tantivy.understanding import Asked, near_words, understand
from commun.search.engines.tantivy.writing import TantivyWriting
from commun.search.values import PAGE, Found, Query

ALONE_UP_TO = 20_000
"""Documents that a question may reach up to which its facets are counted by the thread that ranks."""
HEAP = 400_000_000
REMEMBERED = 256
"""Counts of the last questions: another page or another order of the same results costs no counting."""


class TantivyBackend:
    """An index in the directory `path`: read by any number of threads and processes, written by one."""

    def __init__(self, path: Path, weights: Mapping[str, float] | None = None) -> None:
        self.path = Path(path)
        self.weights = weights or {}
        self._lock = threading.RLock()
        self._index: tantivy.Index | None = None
        self._reader: Reader | None = None
        self._seen: tuple[int, ...] = ()
        self._writer: tantivy.IndexWriter | None = None
        self._holders = 0
        self._threads: ThreadPoolExecutor | None = None
        self._is_new = False
        self._busy: list[None] = []

    # Reading

    def search(self, query: Query) -> Found:
        with told(), self._answering():
            reader = self._read()
            question = language.read(query.text, is_prefix=query.is_prefix)
            if question.is_void:
                return Found(hits=(), total=0)
            understood = understand(reader, question, query.without)
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
                near=() if found.total else near_words(reader, understood, query.without),
            )

    def _answer(self, reader: Reader, query: Query, asked: Asked, *, is_ranked: bool) -> Found:
        filters = filters_of(reader, query)
        # Else the cores have their work already, or there is too little of it: a second thread only costs.
        is_idle = len(self._busy) == 1 and asked.documents > ALONE_UP_TO
        key = (*counting_key(query), asked.is_relaxed)
        # What every document answers to (words that all hold, no filter) is counted once for each version of the index.
        everything = None if asked.counting or any(filters.values()) else counted_facets(query)
        known = reader.counts.get(key) if everything is None else reader.everything.get(everything)
        jobs = [] if known else jobs_of(query, asked, filters)
        own = [] if is_idle else jobs
        waiting = [self._pool().submit(counted, reader, query, job) for job in jobs if is_idle]
        weights = {kind: self.weights.get(kind, 1.0) for kind in query.facets.get("kind") or reader.state.kinds}
        hits = best_hits(reader, query, asked, filters, weights if is_ranked and not query.by_date else None)
        told = [counted(reader, query, job) for job in own]
        told += [job.result() for job in waiting]
        if known is None:
            known = put_together(query, told)
            if everything is not None:
                reader.everything[everything] = known
            reader.counts[key] = known
            while len(reader.counts) > REMEMBERED:
                with suppress(KeyError):
                    reader.counts.popitem(last=False)
        return Found(hits=hits, total=known[0], whole=known[0], counts=known[1])

    def suggest(self, text: str, *, limit: int = 8, without: Collection[tuple[str, int]] = ()) -> Sequence[str]:
        with told():
            reader = self._read()
            words = french.surfaces(text)
            if not words or text[-1:].isspace():
                return ()
            start = text[: text.rfind(words[-1])]
            before = understand(reader, language.read(start), without)
            if before.missing:
                return ()
            others: Clauses = [*before.all_words(reader).counting, *all_but(reader, without)]
            found: list[str] = []
            for name, _ in reader.searcher.terms_with_prefix("names", french.fold(words[-1]), limit=limit * 4):
                # What was deleted may remain in the dictionary until its segment is merged: it is not to be told.
                asked = Ask.boolean_query([(Must, term_in("names", name)), *others])
                if reader.searcher.search(asked, 1, count=False).hits:
                    found.append(f"{start}{name.partition('|')[2]}")
                    if len(found) == limit:
                        break
            return tuple(found)

    def like(
        self, kind: str, document: SearchDocument, *, limit: int = 5, without: Collection[tuple[str, int]] = ()
    ) -> Sequence[tuple[str, int]]:
        with told():
            reader = self._read()
            telling = telling_terms(reader.searcher, document)
            if not telling:
                return ()
            shared = Ask.boolean_query(
                [(Should, term_in("text", term, "freq")) for term in telling],
                minimum_number_should_match=max(1, min(4, len(telling) // 3)),
            )
            others = all_but(reader, [(kind, document.key), *without])
            found = reader.searcher.search(Ask.boolean_query([(Must, shared), *others]), limit, count=False)
            return tuple(refs_of(reader, [address for _, address in found.hits]))

    def watermark(self) -> int:
        with told():
            return self._read().state.watermark

    def size(self) -> int:
        with told():
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

    def _read(self) -> Reader:
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
            state = State.read(searcher)
            kinds = {number: kind for kind, (number, _) in state.kinds.items()}
            documents = sum(searcher.doc_freq("facets.kind", kind) for kind in state.kinds)
            self._reader = reader = Reader(searcher, state, kinds, documents, OrderedDict(), {})
            self._seen = seen
        return reader

    def _open(self) -> tantivy.Index:
        stamp = self.path / STAMP_FILE
        if not stamp.exists():
            raise IndexUnavailable("there is no index")
        if json.loads(stamp.read_text("utf-8")) != STAMP:
            raise IndexUnavailable("the index was written by another version")
        check_files(self.path)
        index = tantivy.Index(schema(), str(self.path))
        prepare(index)
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
    def writing(self) -> Iterator[TantivyWriting]:
        self._take()
        try:
            assert self._writer is not None
            with told():
                before = None if self._is_new else self._read()
            change = TantivyWriting(self._writer, before)
            try:
                yield change
                with told():
                    change.commit()
            except BaseException:
                with told():
                    self._writer.rollback()
                raise
            self._is_new = False
        finally:
            self._release()

    def _take(self) -> None:
        with self._lock, told():
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
        with self._lock, told():
            self._holders -= 1
            if not self._holders and self._writer is not None:
                writer, self._writer = self._writer, None
                writer.wait_merging_threads()
