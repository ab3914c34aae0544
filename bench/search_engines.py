"""The engines that `make bench-search` compares, each with what its own users would do, behind the same few verbs.

Every question gets the same answer from each: the exact total, the first twenty, four facets (matter, year,
département, body), an extract of each of the twenty with the words marked, and a mistyped word taken for the nearest
that the corpus has. Counts of a facet are made without its own choice by Commun, with it by the others, which is less
work.

- `Commun`: the index of `commun.search`, texts read from a table by their key, as pages do.
- `Postgres`: as Django's documentation does it: a SearchVectorField with a GIN index, SearchRank, SearchHeadline, one
  query a facet. Configuration: unaccent, then the French stemmer. Mistyped words: pg_trgm on the words of ts_stat.
- `PostgresTuned`: as one who knows does it: a narrow table whose vectors stay out of the line, hits found once for
  total and facets, and a rank computed for at most 2,000 of them (those found first): no longer exact.
- `Fts5`: SQLite's own, without its text, on words stemmed by Commun's analysis; bm25; extracts made as Commun's.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pyarrow.parquet as pq

from bench.processes import TICKS
from bench.search_corpus import COLUMNS, Question
from commun.search import french
from commun.search.backend import IndexUnavailable
from commun.search.documents import SearchDocument
from commun.search.engines.tantivy import TantivyBackend
from commun.search.engines.tantivy import backend as tantivy_backend
from commun.search.values import Query

PAGE = 20
FACETS = ("matter", "year", "department", "territory")
KIND = "deliberations"
RARELY = 2000
"""Hits that the tuned PostgreSQL ranks."""


@dataclass(slots=True)
class Decision:
    """A line of the corpus, as engines store it; `key` is its place."""

    key: int
    title: str
    body: str
    names: str
    matter: str
    year: str
    department: str
    siret: str
    on: date
    vote: str

    def document(self) -> SearchDocument:
        return SearchDocument(
            key=self.key,
            title=self.title,
            url="",
            body=self.body,
            words=self.names,
            on=self.on,
            facets={
                "territory": (self.siret,),
                "year": (self.year,),
                "department": (self.department,),
                "matter": (self.matter,),
                "vote": (self.vote,) if self.vote else (),
            },
            places=(self.siret,),
        )


_READ = [
    "DELIB_OBJET", "TEXTE", "COLL_NOM", "COLL_SIRET", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_DATE", "PREF_ID",
    "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION",
]  # fmt: skip


def decisions(corpus: Path, limit: int | None = None, *, first_key: int = 1) -> Iterator[Decision]:
    key = first_key
    for batch in pq.ParquetFile(corpus).iter_batches(2000, columns=_READ):
        # By columns: a dictionary for each line costs more than what is done with it.
        for row in zip(*(batch[name].to_pylist() for name in _READ), strict=True):
            if limit is not None and key - first_key >= limit:
                return
            yield _decision(key, *row)
            key += 1


def decision(row: Mapping[str, Any], key: int) -> Decision:
    return _decision(key, *(row[name] for name in _READ))


def _decision(key: int, title: str, body: str, name: str, siret: str, matter: str, matter_name: str, on: str, pref: str,
              votes_for: int | None, against: int | None, abstained: int | None) -> Decision:  # fmt: skip
    """In the order of _READ."""
    vote = ""
    if votes_for is not None:
        vote = "partage" if against or abstained else "unanime"
    return Decision(
        key, title, body, f"{name} {matter_name}", matter, on[:4], pref[-2:], siret, date.fromisoformat(on), vote
    )


def rows(corpus: Path, limit: int) -> list[tuple[Any, ...]]:
    """The first lines of the corpus, from which questions are drawn."""
    batch = next(pq.ParquetFile(corpus).iter_batches(limit))
    return [tuple(row[name] for name in COLUMNS) for row in batch.to_pylist()]


@dataclass(frozen=True)
class Answer:
    total: int
    keys: tuple[int, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    extracts: tuple[object, ...]


class Engine(Protocol):
    name: str

    def build(self, made: Iterable[Decision]) -> None:
        """From nothing to searchable."""

    def open(self) -> None: ...

    def ask(self, question: Question) -> Answer: ...

    def add(self, made: Sequence[Decision]) -> None:
        """Searchable when it returns."""

    def take_back(self, made: Sequence[Decision]) -> None:
        """What was added, so that the next run finds the index as it was."""

    def server_cpu(self) -> float:
        """Seconds of processor that a server's process has used for this connection."""

    def bytes_with_texts(self) -> int: ...

    def bytes_of_index(self) -> int: ...

    def close(self) -> None: ...


def weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class Texts:
    """Titles and bodies by key in SQLite: what pages read to show results."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def build(self, made: Iterable[Decision]) -> Iterator[Decision]:
        """Keeps each, and hands it on."""
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("pragma journal_mode = wal")
            database.execute("create table text (key integer primary key, title text, body text)")
            block = []
            for one in made:
                block.append((one.key, one.title, one.body))
                if len(block) == 2000:
                    database.executemany("insert into text values (?, ?, ?)", block)
                    block.clear()
                yield one
            database.executemany("insert into text values (?, ?, ?)", block)
            database.commit()

    def open(self) -> None:
        self.database = sqlite3.connect(self.path, check_same_thread=False)

    def add(self, made: Sequence[Decision]) -> None:
        with self.database:
            self.database.executemany(
                "insert or replace into text values (?, ?, ?)", [(one.key, one.title, one.body) for one in made]
            )

    def take_back(self, made: Sequence[Decision]) -> None:
        with self.database:
            self.database.executemany("delete from text where key = ?", [(one.key,) for one in made])

    def extracts(self, keys: Sequence[int], terms: Sequence[str]) -> tuple[object, ...]:
        marks = ", ".join("?" * len(keys))
        found = self.database.execute(f"select body from text where key in ({marks})", tuple(keys)).fetchall()
        return tuple(french.extract(body, terms) for (body,) in found)


class Commun:
    name = "Commun"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "commun"
        self.texts = Texts(folder / "textes.db")

    def build(self, made: Iterable[Decision]) -> None:
        with TantivyBackend(self.folder).writing() as writing:
            writing.put(KIND, (one.document() for one in made))
            writing.reach(1)

    def is_readable(self) -> bool:
        """Whether the index that was kept is of this version."""
        try:
            return TantivyBackend(self.folder).size() > 0
        except IndexUnavailable:
            return False

    def remove(self) -> None:
        """The index; its texts stay."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep_texts(self, made: Iterable[Decision]) -> None:
        """Not counted in the build: the texts are in the database whether they are searched or not."""
        if self.texts.path.exists():
            return
        for _one in self.texts.build(made):
            pass

    def open(self) -> None:
        tantivy_backend.REMEMBERED = (
            0  # counts kept from one question to the next would flatter a bench that repeats itself
        )
        self.backend = TantivyBackend(self.folder)
        self.held = ExitStack()
        self.texts.open()

    def ask(self, question: Question) -> Answer:
        found = self.backend.search(asked(question))
        keys = tuple(hit.key for hit in found.hits)
        counts = {name: [(one.value, one.count) for one in counted] for name, counted in found.counts.items()}
        # When few documents have all words, ours goes on with those that have half of them: more work, not the same total.
        return Answer(found.whole, keys, counts, self.texts.extracts(keys, found.terms))

    def hold(self) -> None:
        """Keeps the writer open between changes, as the process that follows the outbox does."""
        self.held.enter_context(self.backend.holding())

    def add(self, made: Sequence[Decision]) -> None:
        with self.backend.writing() as writing:
            writing.put(KIND, (one.document() for one in made))
            writing.reach(self.backend.watermark() + 1)
        self.texts.add(made)

    def take_back(self, made: Sequence[Decision]) -> None:
        with self.backend.writing() as writing:
            writing.remove(KIND, [one.key for one in made])
        self.texts.take_back(made)

    def server_cpu(self) -> float:
        return 0.0

    def bytes_of_index(self) -> int:
        return weight(self.folder)

    def bytes_with_texts(self) -> int:
        return self.bytes_of_index() + self.texts.path.stat().st_size

    def close(self) -> None:
        self.held.close()
        self.texts.database.close()


def asked(question: Question) -> Query:
    facets = {"department": (question.department,), "territory": (question.siret,), "year": question.years}
    return Query(
        text=question.text,
        facets={name: values for name, values in facets.items() if any(values)},
        is_prefix=question.is_prefix,
        counted=FACETS,
    )


class Fts5:
    name = "SQLite FTS5"
    between = " AND "

    def __init__(self, folder: Path) -> None:
        self.path = folder / "fts5.db"
        self.texts = Texts(folder / "fts5-textes.db")

    def build(self, made: Iterable[Decision]) -> None:
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
            database.execute("pragma cache_size = -400000")
            database.execute("create table facet (key integer primary key, matter, year, department, territory)")
            database.execute("create virtual table found using fts5 (title, body, content='', tokenize='unicode61')")
            self._insert(database, self.texts.build(made))
            database.execute("insert into found (found) values ('optimize')")
            database.execute("create virtual table term using fts5vocab (found, row)")
            database.execute("create table word (word text primary key, documents integer) without rowid")
            database.execute("insert into word select term, doc from term where doc > 1")
            database.execute("create virtual table near using fts5 (word, tokenize='trigram', detail='none')")
            database.execute("insert into near select word from word")
            for name in ("year", "department", "territory"):
                database.execute(f"create index facet_{name} on facet ({name})")
            database.execute("analyze")
            database.commit()

    def _insert(self, database: sqlite3.Connection, made: Iterable[Decision]) -> None:
        lines, facets = [], []
        for one in made:
            lines.append(_stemmed(one))
            facets.append((one.key, one.matter, one.year, one.department, one.siret))
            if len(lines) == 2000:
                self._write(database, lines, facets)
        self._write(database, lines, facets)

    def _write(self, database: sqlite3.Connection, lines: list[Any], facets: list[Any]) -> None:
        database.executemany("insert into found (rowid, title, body) values (?, ?, ?)", lines)
        database.executemany("insert into facet values (?, ?, ?, ?, ?)", facets)
        database.commit()
        lines.clear()
        facets.clear()

    def open(self) -> None:
        self.database = sqlite3.connect(self.path, check_same_thread=False)
        self.database.execute("pragma cache_size = -400000")
        self.database.execute("pragma temp_store = memory")
        self.texts.open()

    def ask(self, question: Question) -> Answer:
        terms = [self._known(term) for term in french.terms(question.text.strip('"'))]
        if question.is_phrase:
            match = '"' + " ".join(terms) + '"'
        else:
            match = self.between.join(f'"{term}"' for term in terms)
            if question.is_prefix:
                unfinished = french.fold(question.text.split()[-1])
                match = self.between.join([*(f'"{term}"' for term in terms[:-1]), f'"{unfinished}"*'])
        where, values = _filters(question, "?")
        source = f"found join facet on facet.key = found.rowid where found match ? {where}"
        chosen = (match, *values)
        if not match.strip('"'):
            return Answer(0, (), {}, ())
        run = self.database.execute
        run("create temp table hit as select matter, year, department, territory from " + source, chosen)
        (total,) = run("select count(*) from hit").fetchone()
        facets = {
            name: run(f"select {name}, count(*) from hit group by {name} order by 2 desc limit 20").fetchall()
            for name in FACETS
        }
        run("drop table hit")
        ranked = f"select found.rowid from {source} order by bm25(found, 2.5, 1.0) limit {PAGE}"
        keys = tuple(key for (key,) in run(ranked, chosen))
        return Answer(total, keys, facets, self.texts.extracts(keys, terms))

    def _known(self, term: str) -> str:
        """The term, or the nearest that the corpus has."""
        if self.database.execute("select 1 from word where word = ?", (term,)).fetchone() or len(term) < 4:
            return term
        parts = " OR ".join(f'"{term[at : at + 3]}"' for at in range(len(term) - 2))
        near = self.database.execute("select word from near where near match ? limit 2000", (parts,))
        close = [word for (word,) in near if one_apart(term, word)]
        if not close:
            return term
        marks = ", ".join("?" * len(close))
        best = f"select word from word where word in ({marks}) order by documents desc limit 1"
        return str(self.database.execute(best, close).fetchone()[0])

    def add(self, made: Sequence[Decision]) -> None:
        self.texts.add(made)
        self._insert(self.database, made)

    def take_back(self, made: Sequence[Decision]) -> None:
        """A table without its text wants to be told the text that it is to forget."""
        forget = "insert into found (found, rowid, title, body) values ('delete', ?, ?, ?)"
        with self.database:
            for key, title, body in map(_stemmed, made):
                self.database.execute(forget, (key, title, body))
                self.database.execute("delete from facet where key = ?", (key,))
        self.texts.take_back(made)

    def server_cpu(self) -> float:
        return 0.0

    def bytes_of_index(self) -> int:
        return self.path.stat().st_size

    def bytes_with_texts(self) -> int:
        return self.bytes_of_index() + self.texts.path.stat().st_size

    def close(self) -> None:
        self.database.close()
        self.texts.database.close()


def _stemmed(one: Decision) -> tuple[int, str, str]:
    return one.key, french.analyse(one.title), french.analyse(f"{one.names}\n{one.body}")


def one_apart(one: str, other: str) -> bool:
    """Whether a letter added, lost, changed or exchanged with its neighbour makes one word the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    first, second = one[start:], other[start:]
    return (
        first[1:] == second
        or first == second[1:]
        or first[1:] == second[1:]
        or (first[:2] == second[:2][::-1] and first[2:] == second[2:])
    )


def _filters(question: Question, mark: str) -> tuple[str, list[Any]]:
    """Conditions on the columns of facets, beginning with "and", and their values."""
    parts: list[str] = []
    values: list[Any] = []
    for column, wanted in (
        ("department", (question.department,)),
        ("territory", (question.siret,)),
        ("year", question.years),
    ):
        if any(wanted):
            parts.append(f"and {column} in ({', '.join([mark] * len(wanted))})")
            values += wanted
    return " ".join(parts), values


CONFIGURATION = """
    create extension if not exists unaccent;
    create extension if not exists pg_trgm;
    create extension if not exists fuzzystrmatch;
    create text search configuration commun (copy = french);
    alter text search configuration commun alter mapping for hword, hword_part, word with unaccent, french_stem;
"""
SETTINGS = (
    "shared_buffers=2GB", "work_mem=128MB", "maintenance_work_mem=1GB", "effective_cache_size=12GB", "jit=off",
    "random_page_cost=1.1", "max_wal_size=8GB", "checkpoint_timeout=30min", "fsync=off", "synchronous_commit=off",
    "full_page_writes=off", "autovacuum=off", "max_parallel_workers_per_gather=0",
)  # fmt: skip
"""What a machine given to PostgreSQL alone would be set to. One process a query, so that its processor time is told
whole; no fsync, which only helps its build and its additions."""


@dataclass(frozen=True)
class Server:
    """Where a PostgreSQL answers on loopback."""

    port: int

    def connect(self, database: str) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(host="127.0.0.1", port=self.port, user="commun", dbname=database, autocommit=True)


class Cluster:
    """A PostgreSQL of our own on loopback. It refuses root: its own user then owns it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "postgresql"
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            raise SystemExit("PostgreSQL n’est pas installé (paquet Debian postgresql).")
        self.bin = found[-1]
        self.owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.sockets = Path(tempfile.mkdtemp(prefix="commun-bench-pg-"))
        if self.owner:
            shutil.chown(self.sockets, "postgres")

    def start(self) -> Server:
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            if self.owner:
                shutil.chown(self.folder, "postgres")
                self._check_reachable()
            self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "commun", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        settings = " ".join(f"-c {setting}" for setting in SETTINGS)
        options = f"-p {port} -k {self.sockets} -c listen_addresses=127.0.0.1 {settings}"
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-t", "300", "-l", self.folder / "log", "-o", options, "start")  # fmt: skip
        self.pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        return Server(port)

    def _check_reachable(self) -> None:
        reached = subprocess.run([*self.owner, "test", "-x", self.folder], check=False)
        if reached.returncode:
            raise SystemExit(f"L’utilisateur postgres ne peut pas entrer dans {self.folder} (voir --folder).")

    def _run(self, command: str, *arguments: object) -> None:
        done = subprocess.run(
            [*self.owner, self.bin / command, *map(str, arguments)], cwd=self.sockets, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr.decode())

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "-t", "300", "stop")
        shutil.rmtree(self.sockets, ignore_errors=True)


def backend_cpu(pid: int) -> float:
    """Seconds that one process has been running, to the nanosecond where the kernel tells it."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


class Postgres:
    name = "PostgreSQL, comme Django"
    tables: tuple[str, ...] = ("document",)

    def __init__(self, server: Server, *, cap: float = 60.0) -> None:
        self.server = server
        self.cap = cap

    def build(self, made: Iterable[Decision]) -> None:
        with self.server.connect("postgres") as first:
            first.execute(f"create database {DATABASE}")
        with self.server.connect(DATABASE) as connection:
            connection.execute(CONFIGURATION)
            connection.execute(f"create unlogged table line ({_LINE})")
            _copy(connection, "line", made)
            connection.execute(f"create table document ({_LINE}, search tsvector)")
            connection.execute(f"insert into document select *, {_VECTOR} from line")
            connection.execute("drop table line")
            connection.execute("alter table document add primary key (id)")
            connection.execute("create index on document using gin (search)")
            for column in ("matter", "year", "department", "territory"):
                connection.execute(f"create index on document ({column})")
            words = "select word, ndoc from ts_stat('select search from document') where ndoc > 1"
            connection.execute(f"create table word as {words}")
            connection.execute("create index on word using gin (word gin_trgm_ops)")
            connection.execute("create unique index on word (word)")
            connection.execute("vacuum analyze")

    def open(self) -> None:
        self.connection = self.server.connect(DATABASE)
        self.connection.execute(f"set statement_timeout = {int(self.cap * 1000)}")
        self.connection.execute("set pg_trgm.similarity_threshold = 0.3")
        self.pid = self.connection.info.backend_pid

    def ask(self, question: Question) -> Answer:
        query = self._query(question)
        if query is None:
            return Answer(0, (), {}, ())
        return self._answer(question, query)

    def _query(self, question: Question) -> str | None:
        """As text of a tsquery, each word corrected when the corpus has it not."""
        run = self.connection.execute
        if question.is_phrase:
            return _first(run("select phraseto_tsquery('commun', %s)::text", (question.text.strip('"'),))) or None
        words = run("select tsvector_to_array(to_tsvector('commun', %s))", (question.text,)).fetchone()
        known = [self._known(word) for word in (words[0] if words else ())]
        if question.is_prefix:
            last = french.fold(question.text.split()[-1])
            stem = _first(run("select coalesce((tsvector_to_array(to_tsvector('commun', %s)))[1], '')", (last,)))
            known = [word for word in known if word != stem]
            return " & ".join([*(_quoted(word) for word in known), f"{_quoted(last)}:*"])
        return " & ".join(map(_quoted, known)) or None

    def _known(self, word: str) -> str:
        run = self.connection.execute
        if _first(run("select 1 from word where word = %s", (word,))):
            return word
        near = "select word from word where word %% %s and levenshtein(word, %s) <= 2 order by levenshtein(word, %s), ndoc desc limit 1"
        return _first(run(near, (word,) * 3)) or word

    def _answer(self, question: Question, query: str) -> Answer:
        """What Django's ORM sends: a count, a page, a query a facet, an extract by row of the page."""
        where, values = _filters(question, "%s")
        run = self.connection.execute
        source = f"from document where search @@ %s::tsquery {where}"
        total = _first(run(f"select count(*) {source}", (query, *values)))
        page = run(
            f"select id, ts_headline('commun', body, %s::tsquery), ts_rank(search, %s::tsquery) as rank {source} "
            f"order by rank desc, id limit {PAGE}",
            (query, query, query, *values),
        ).fetchall()
        facets = {
            name: run(
                f"select {name}, count(*) as n {source} group by {name} order by n desc limit 20", (query, *values)
            ).fetchall()
            for name in FACETS
        }
        return Answer(total, tuple(row[0] for row in page), facets, tuple(row[1] for row in page))

    def add(self, made: Sequence[Decision]) -> None:
        with self.connection.transaction():
            _copy(self.connection, "document", made)
            keys = [one.key for one in made]
            self.connection.execute(f"update document set search = {_VECTOR} where id = any(%s)", (keys,))

    def take_back(self, made: Sequence[Decision]) -> None:
        for table in self.tables:
            self.connection.execute(f"delete from {table} where id = any(%s)", ([one.key for one in made],))
            self.connection.execute(f"vacuum {table}")

    def server_cpu(self) -> float:
        return backend_cpu(self.pid)

    def bytes_of_index(self) -> int:
        """All but the columns of text: the vectors, their index, those of the facets, the words."""
        return self._measured(
            "pg_indexes_size('document') + pg_total_relation_size('word') + (select sum(pg_column_size(search)) from document)"
        )

    def bytes_with_texts(self) -> int:
        return self._measured("pg_total_relation_size('document') + pg_total_relation_size('word')")

    def _measured(self, size: str) -> int:
        with self.server.connect(DATABASE) as connection:
            return int(_first(connection.execute(f"select {size}")))

    def close(self) -> None:
        self.connection.close()


class PostgresTuned(Postgres):
    """Beside the other, from its vectors: what its build costs comes on top."""

    name = "PostgreSQL, réglé"
    tables = ("narrow", "document")

    def build(self, made: Iterable[Decision]) -> None:
        with self.server.connect(DATABASE) as connection:
            connection.execute(
                "create table narrow (id integer, matter text, year text, department text, territory text, "
                "search tsvector) with (toast_tuple_target = 128)"
            )
            connection.execute("alter table narrow alter column search set storage external")
            connection.execute(f"insert into narrow select {_NARROW}, search from document order by id")
            connection.execute("create index on narrow using gin (search)")
            for column in ("id", "year", "department", "territory"):
                connection.execute(f"create index on narrow ({column})")
            connection.execute("vacuum analyze narrow")

    def _answer(self, question: Question, query: str) -> Answer:
        where, values = _filters(question, "%s")
        run = self.connection.execute
        facets = " union all ".join(
            f"(select '{name}', {name}, count(*) as n from hit group by {name} order by n desc limit 20)" for name in FACETS
        )  # fmt: skip
        found = run(
            "with hit as materialized "
            f"(select matter, year, department, territory from narrow where search @@ %s::tsquery {where}) "
            f"select '', '', count(*) from hit union all {facets}",
            (query, *values),
        ).fetchall()
        page = run(
            "with latest as materialized "
            f"(select id, search from narrow where search @@ %s::tsquery {where} limit {RARELY}), "
            f"top as (select id, ts_rank(search, %s::tsquery) as rank from latest order by rank desc, id limit {PAGE}) "
            "select top.id, ts_headline('commun', body, %s::tsquery) from top join document using (id) order by rank desc",
            (query, *values, query, query),
        ).fetchall()
        counts: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
        for name, value, number in found[1:]:
            counts[name].append((value, number))
        return Answer(found[0][2], tuple(row[0] for row in page), counts, tuple(row[1] for row in page))

    def add(self, made: Sequence[Decision]) -> None:
        with self.connection.transaction():
            _copy(self.connection, "document", made)
            self.connection.execute(
                f"insert into narrow select {_NARROW}, {_VECTOR} from document where id = any(%s)",
                ([one.key for one in made],),
            )

    def bytes_of_index(self) -> int:
        return self._measured("pg_total_relation_size('narrow') + pg_total_relation_size('word')")

    def bytes_with_texts(self) -> int:
        texts = "pg_column_size(title) + pg_column_size(body) + pg_column_size(names)"
        return self.bytes_of_index() + self._measured(f"sum({texts}) from document")


DATABASE = "decisions"
_LINE = "id integer, title text, body text, names text, matter text, year text, department text, territory text"
_NARROW = "id, matter, year, department, territory"
_VECTOR = "setweight(to_tsvector('commun', title), 'A') || to_tsvector('commun', names || ' ' || body)"


def _copy(connection: "psycopg.Connection[tuple[Any, ...]]", table: str, made: Iterable[Decision]) -> None:
    columns = "id, title, body, names, matter, year, department, territory"
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as lines:
        for one in made:
            lines.write_row(_line(one))


def _line(one: Decision) -> tuple[Any, ...]:
    return (one.key, one.title, one.body, one.names, one.matter, one.year, one.department, one.siret)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''").replace("\\", "") + "'"


def _first(cursor: Any) -> Any:
    row = cursor.fetchone()
    return row[0] if row else None
