"""The tables of a file of any size: delimited text read as it comes, workbooks, JSON, and archives that hold them.

What names or reaches people is taken away here, before anything else sees a line: the columns stay in their place, so
that a fault is told where it stands, and they are empty.
"""

import codecs
import contextlib
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from commun.concertations.platforms.layouts import Found, personal_columns, recognise
from commun.concertations.platforms.reading import LAYOUTS
from commun.core.archives import BoundedReader, opened
from commun.core.spreadsheets import (
    MAX_COLUMNS,
    Row,
    Sheet,
    Unreadable,
    column_letter,
    csv_lines,
    older_encoding,
    read_table,
    sniff,
    unguard,
)
from commun.core.text import clean

HEADS_WITHIN = 10
MAX_WHOLE = 100 * 1024 * 1024
"""Above this size, JSON and workbooks are refused: they are read whole."""
_SAMPLE = 256 * 1024
_LONGEST_LINE = 4 * 1024 * 1024
_WORKBOOKS = {"xlsx", "xls", "ods"}
_TEXTS = {"csv", "tsv", "txt"}


@dataclass(frozen=True)
class Table:
    """One table. `rows()` reads it from its first line, without its head, each time it is called."""

    name: str
    heads: tuple[str, ...]
    found: Found | None
    dropped: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]


@contextlib.contextmanager
def open_tables(path: Path) -> Iterator[list[Table]]:
    """The tables of a file, or of each file of an archive. Raises Unreadable, ArchiveRefused, OSError."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK\x03\x04") and path.suffix.lower() == ".zip":
        with opened(path) as archive:
            yield list(_of_archive(archive))
    elif start.startswith(b"\x1f\x8b"):
        yield list(_tables(path.stem, partial(_inflated, path)))
    elif start.startswith(b"PK\x03\x04") and _extension(path.name) not in _WORKBOOKS:
        raise Unreadable(_("Ce fichier n’est ni un tableau ni une archive .zip de tableaux."))
    elif start.startswith(b"PAR1"):
        raise Unreadable(_("C’est un fichier Parquet : enregistrez-le en CSV (UTF-8), puis recommencez."))
    else:
        yield list(_tables(path.name, partial(_opened, path)))


def _of_archive(archive: zipfile.ZipFile) -> Iterator[Table]:
    for entry in sorted(archive.infolist(), key=lambda one: one.filename):
        if not entry.is_dir() and _extension(entry.filename) in _TEXTS | _WORKBOOKS | {"json"}:
            yield from _tables(Path(entry.filename).name, partial(_part, archive, entry))


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    return io.BufferedReader(BoundedReader(archive.open(entry), compressed=entry.compress_size))


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _inflated(path: Path) -> IO[bytes]:
    stream: Any = gzip.GzipFile(path)
    return io.BufferedReader(BoundedReader(stream, compressed=path.stat().st_size))


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _tables(name: str, open_bytes: Callable[[], IO[bytes]]) -> Iterator[Table]:
    extension = _extension(name)
    if extension in _WORKBOOKS:
        for sheet in read_table(_whole(open_bytes), extension):
            if sheet.rows:
                yield table_of(sheet)
    elif extension == "json":
        yield _of_json(name, _whole(open_bytes))
    else:
        yield _of_text(name, open_bytes, "\t" if extension in ("tsv", "tab") else None)


def _whole(open_bytes: Callable[[], IO[bytes]]) -> bytes:
    with contextlib.closing(open_bytes()) as file:
        content: bytes = file.read(MAX_WHOLE + 1)
    if len(content) > MAX_WHOLE:
        raise Unreadable(_("Ce fichier est trop grand pour être lu d’un bloc : enregistrez-le en CSV (UTF-8)."))
    return content


# --- Delimited text ------------------------------------------------------------------------------------------------


def _of_text(name: str, open_bytes: Callable[[], IO[bytes]], separator: str | None) -> Table:
    with contextlib.closing(open_bytes()) as file:
        sample = file.read(_SAMPLE)
    if not sample.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(_("Ce fichier est vide."))
    encoding = encoding_of(sample, open_bytes)
    cut = separator or sniff(sample.decode(encoding, "replace").replace("\0", ""))

    def rows() -> Iterator[Row]:
        with contextlib.closing(open_bytes()) as file:
            text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
            for line, cells in csv_lines(_lines(text), cut):
                texts = [clean(unguard(cell)) if cell else "" for cell in cells]
                if any(texts):
                    yield Row(line, tuple(texts))

    return _table(name, rows)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        yield line.replace("\0", "") if "\0" in line else line


def encoding_of(sample: bytes, open_bytes: Callable[[], IO[bytes]]) -> str:
    """UTF-16 by its mark or by its NULs, UTF-8 when the whole file is, else Windows-1252 or MacRoman."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = sample[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 4 and min(even, odd) < len(start) // 50 + 1:
        return "utf-16-le" if odd > even else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with contextlib.closing(open_bytes()) as file:
        try:
            while piece := file.read(1024 * 1024):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return older_encoding(piece or sample)
    return "utf-8-sig"


# --- JSON ----------------------------------------------------------------------------------------------------------


def _of_json(name: str, content: bytes) -> Table:
    try:
        items = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise Unreadable(_("Ce fichier JSON est coupé ou mal formé.")) from None
    if isinstance(items, Mapping):
        items = next((value for value in items.values() if isinstance(value, list)), [])
    if not isinstance(items, list) or not items or not all(isinstance(one, Mapping) for one in items):
        raise Unreadable(_("Ce fichier JSON n’est pas une liste d’enregistrements."))
    return table_of(Sheet(name, tuple(rows_of_objects(items))))


def rows_of_objects(items: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Objects as the lines of a table: {"title": {"fr": …}} has a column "title/fr"."""
    flat = [dict(_flat(one)) for one in items]
    heads = list(dict.fromkeys(name for one in flat for name in one))
    if len(heads) > MAX_COLUMNS:
        raise Unreadable(_("Plus de %(max)d colonnes.") % {"max": MAX_COLUMNS})
    yield Row(1, tuple(heads))
    for line, one in enumerate(flat, start=2):
        yield Row(line, tuple(clean(one.get(name, "")) for name in heads))


def _flat(value: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for name, one in value.items():
        key = f"{prefix}{name}"
        if isinstance(one, Mapping) and depth < 4:
            yield from _flat(one, f"{key}/", depth + 1)
        elif isinstance(one, list):
            yield key, ", ".join(str(item) for item in one if not isinstance(item, (Mapping, list)))
        elif one is None:
            yield key, ""
        else:
            yield key, ("true" if one else "false") if isinstance(one, bool) else str(one)


# --- Heads ---------------------------------------------------------------------------------------------------------


def table_of(sheet: Sheet) -> Table:
    """The table of a sheet already in memory."""
    return _table(sheet.name, lambda: iter(sheet.rows))


def head_of(rows: Iterable[Row]) -> tuple[int, Row, Found | None]:
    """(position, line, what it is) of the head among the first lines: the first that a platform is known by, else the
    first with as many filled cells as any other. Titles and blank lines above it are passed over."""
    first = []
    for position, row in enumerate(rows):
        if position >= HEADS_WITHIN:
            break
        found = recognise(row.cells, LAYOUTS)
        if found is not None:
            return position, row, found
        first.append(row)
    if not first:
        raise Unreadable(_("Il n’y a rien à lire ici : aucune ligne remplie."))
    widest = max(sum(map(bool, row.cells)) for row in first)
    position = next(index for index, row in enumerate(first) if sum(map(bool, row.cells)) == widest)
    return position, first[position], None


def _table(name: str, rows: Callable[[], Iterator[Row]]) -> Table:
    position, head, found = head_of(rows())
    people = frozenset(personal_columns(head.cells))

    def lines() -> Iterator[Row]:
        for index, row in enumerate(rows()):
            if index > position:
                yield without(row, people) if people else row

    return Table(name, head.cells, found, tuple(head.cells[column] for column in sorted(people)), lines)


def of_component(table: Table, component: str) -> Table:
    """The lines of one place of the platform; the whole table when it does not say where its lines stand."""
    column = table.found.first("component") if table.found is not None else None
    if column is None:
        return table
    return replace(table, rows=lambda: (row for row in table.rows() if row[column] == component))


def without(row: Row, columns: frozenset[int]) -> Row:
    """The line with these columns emptied."""
    return Row(row.line, tuple("" if index in columns else text for index, text in enumerate(row.cells)))


_REACHES = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:\+33|0)[\s.]?[1-9](?:[\s.-]?\d{2}){4}")


def without_people(sheets: Sequence[Sheet]) -> tuple[list[Sheet], tuple[str, ...]]:
    """The sheets without what names or reaches people, and the heads of the columns that were emptied: those whose
    head says it, and those that hold nothing but addresses or telephone numbers."""
    kept, dropped = [], dict[str, None]()
    for sheet in sheets:
        columns: set[int] = set()
        for row in sheet.rows[:HEADS_WITHIN]:
            named = personal_columns(row.cells)
            if named and sum(map(bool, row.cells)) > len(named):
                columns.update(named)
                dropped.update(dict.fromkeys(row[column] for column in named))
                break
        for column in range(max((len(row.cells) for row in sheet.rows), default=0)):
            texts = [row[column] for row in sheet.rows[1:] if row[column]]
            if column not in columns and texts and all(_REACHES.fullmatch(one) for one in texts):
                columns.add(column)
                dropped[sheet.rows[0][column] or column_letter(column)] = None
        if columns:
            emptied = frozenset(columns)
            sheet = Sheet(sheet.name, tuple(without(row, emptied) for row in sheet.rows))
        kept.append(sheet)
    return kept, tuple(dropped)
