"""The rows of a file of decisions, one after the other at constant memory, from any place in it.

CSV (comma, semicolon, tab or bar; UTF-8 or Windows-1252), JSON lines, a JSON array, Parquet. What cannot be read is
told where it stands, and the reading goes on after it: an unclosed quotation mark costs its own line, not the file.
"""

import codecs
import csv
import datetime
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from commun.core.errors import DomainError
from commun.deliberations import columns

WIDTH = len(columns.NAMES) + 1
"""The cells of a row: those of SCDL in their order, then the text of the decision."""
LONGEST_RECORD = 8 * 1024 * 1024
MOST_LINES_IN_A_RECORD = 50_000
_BLOCK = 1024 * 1024
_SEPARATORS = (",", ";", "\t", "|")
_PARQUET_BATCH = 1000

csv.field_size_limit(LONGEST_RECORD)


class UnreadableFile(DomainError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file. `after` is where the next one begins; `fault` says why there are no cells."""

    line: int
    after: int
    cells: tuple[str, ...]
    fault: str = ""


Rows = Callable[[int, int], Iterator[RawRow]]


@dataclass(frozen=True, eq=False)
class DecisionFile:
    """A file that was looked at once. `rows(position, line)` reads on from a place that a row told; 0, 0 begins.

    `ignored` are its columns that say nothing here; `extent` what `after` will be at the end.
    """

    path: Path
    sha256: str
    size: int
    form: str
    extent: int
    rows: Rows
    missing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def look_at(path: Path) -> DecisionFile:
    """Tell what the file is, and how to read it. Raises UnreadableFile, OSError."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise UnreadableFile(_("Ce fichier est vide."))
    if start.startswith(b"PAR1"):
        return _parquet(path)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(_("C’est un classeur : enregistrez-le en CSV (UTF-8), puis recommencez."))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(_("Ce fichier est en UTF-16 : enregistrez-le en CSV (UTF-8), puis recommencez."))
    digest, encoding = _digest(path)
    first = start.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if first == b"[":
        return _json_array(path, digest, encoding)
    if first == b"{":
        return _json_lines(path, digest, encoding)
    return _csv(path, digest, encoding)


def _digest(path: Path) -> tuple[str, str]:
    """The digest of the file and its encoding: UTF-8 when all of it is, else Windows-1252 (which holds Latin-1)."""
    digest = hashlib.sha256()
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            if decoder is not None:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    decoder = None
    return digest.hexdigest(), "utf-8" if decoder is not None else "cp1252"


def _check_columns(found: Sequence[str]) -> tuple[str, ...]:
    """Those of SCDL that the file lacks. Raises UnreadableFile when a decision could not be told without them."""
    missing = tuple(name for name in columns.NAMES if name not in found)
    lost = [name for name in columns.REQUIRED if name in missing]
    if lost:
        raise UnreadableFile(
            _("Ce fichier n’a pas les colonnes d’une délibération : il manque %(columns)s.")
            % {"columns": ", ".join(lost)}
        )
    return missing


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv(path: Path, digest: str, encoding: str) -> DecisionFile:
    with path.open("rb") as file:
        bom = len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0
        file.seek(bom)
        head = file.readline(_BLOCK)
        start = file.tell()
    text = head.decode(encoding, "replace")
    separator = max(_SEPARATORS, key=lambda one: _known_in(text, one))
    headers = _cells_of(text, separator)
    picked = [columns.named(header) for header in headers]
    missing = _check_columns(picked)
    ignored = tuple(header for header, name in zip(headers, picked, strict=True) if not name and header.strip())
    reader = _CsvReader(path, encoding, separator, start, len(headers), _places(picked))
    size = path.stat().st_size
    form = f"CSV, {encoding}, « {separator} »".replace("\t", "tabulation")
    return DecisionFile(path, digest, size, form, size, reader.rows, missing, ignored)


def _cells_of(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []


def _known_in(text: str, separator: str) -> int:
    return sum(1 for header in _cells_of(text, separator) if columns.named(header))


def _places(found: Sequence[str]) -> tuple[int, ...]:
    """Where each of our cells stands in a row of the file; -1 when it is not there. The first of two twins is read."""
    return tuple(found.index(name) if name in found else -1 for name in (*columns.NAMES, "TEXTE"))


@dataclass(frozen=True)
class _CsvReader:
    path: Path
    encoding: str
    separator: str
    start: int
    width: int
    places: tuple[int, ...]

    def rows(self, position: int, line: int) -> Iterator[RawRow]:
        with self.path.open("rb") as file:
            feed = _Lines(file, self.encoding, position or self.start, line or 1)
            while (row := self._next(feed)) is not None:
                if row.cells or row.fault:
                    yield row

    def _next(self, feed: "_Lines") -> RawRow | None:
        """One record; blank lines give an empty one. A record of several lines that is not whole is read again from
        its second line, so that a stray quotation mark takes nothing else away."""
        feed.begin()
        try:
            cells = next(csv.reader(feed, delimiter=self.separator, strict=False), None)
        except (csv.Error, _TooLong):
            cells, fault = [], _("guillemet ouvert et jamais fermé, ou ligne démesurée")
        else:
            if cells is None:
                return None
            fault = "" if not any(cells) else self._fault(cells, feed)
        line = feed.first
        if fault and feed.count > 1:
            feed.back_to_second()
        if fault or not any(cells):
            return RawRow(line, feed.position, (), fault)
        last = len(cells)
        picked = tuple(cells[place] if 0 <= place < last else "" for place in self.places)
        return RawRow(line, feed.position, picked)

    def _fault(self, cells: Sequence[str], feed: "_Lines") -> str:
        if len(cells) == self.width or (len(cells) > self.width and not any(cells[self.width :])):
            return ""
        if len(cells) < self.width and feed.count == 1 and self.width - len(cells) < self.width // 2:
            return ""  # spreadsheets leave the last empty cells out
        return _("%(found)d colonnes au lieu de %(expected)d") % {"found": len(cells), "expected": self.width}


class _TooLong(Exception):
    """A record that does not end within reason."""


class _Lines(Iterator[str]):
    """The lines of a file as text, with the byte where each begins: what `csv.reader` draws from."""

    def __init__(self, file: BinaryIO, encoding: str, position: int, line: int) -> None:
        self._file, self._encoding = file, encoding
        self.position, self._line = position, line
        file.seek(position)
        self.begin()

    def begin(self) -> None:
        """A new record begins here."""
        self.first = self._line + 1
        self.count = 0
        self._second = self.position
        self._length = 0

    def back_to_second(self) -> None:
        """Read again from the line that follows the first of this record."""
        self._file.seek(self._second)
        self.position, self._line = self._second, self.first

    def __next__(self) -> str:
        raw = self._file.readline(LONGEST_RECORD)
        if not raw:
            raise StopIteration
        self.position += len(raw)
        self._line += 1
        self.count += 1
        self._length += len(raw)
        if self.count == 1:
            self._second = self.position
        if self._length >= LONGEST_RECORD or self.count > MOST_LINES_IN_A_RECORD:
            raise _TooLong
        return raw.decode(self._encoding, "replace")


# --- JSON ------------------------------------------------------------------------------------------------------------


def _json_lines(path: Path, digest: str, encoding: str) -> DecisionFile:
    size = path.stat().st_size

    def rows(position: int, line: int) -> Iterator[RawRow]:
        with path.open("rb") as file:
            file.seek(position)
            while raw := file.readline(LONGEST_RECORD):
                line += 1
                position += len(raw)
                text = raw.decode(encoding, "replace").removeprefix("\ufeff").strip()
                if text:
                    yield _of_json(text, line, position)

    return DecisionFile(path, digest, size, _("JSON, une délibération par ligne"), size, rows)


def _of_json(text: str, line: int, after: int) -> RawRow:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return RawRow(line, after, (), _("cette ligne n’est pas du JSON"))
    return _of_object(value, line, after)


def _of_object(value: Any, line: int, after: int) -> RawRow:
    if not isinstance(value, dict):
        return RawRow(line, after, (), _("ce n’est pas un objet JSON"))
    cells = [""] * WIDTH
    for name, cell in value.items():
        place = _PLACE.get(columns.named(str(name)[:100]), -1)
        if place >= 0 and not cells[place]:
            cells[place] = _text(cell)
    return RawRow(line, after, tuple(cells))


_PLACE = {name: place for place, name in enumerate((*columns.NAMES, "TEXTE"))}


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, (dict, list)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return str(cell)


def _json_array(path: Path, digest: str, encoding: str) -> DecisionFile:
    size = path.stat().st_size

    def rows(position: int, line: int) -> Iterator[RawRow]:
        """`position` counts objects here: an array has no line of its own to come back to."""
        with path.open(encoding=f"{encoding}-sig" if encoding == "utf-8" else encoding, errors="replace") as file:
            for number, value in enumerate(_objects(file), start=1):
                if number > position:
                    yield _of_object(value, number, number)

    return DecisionFile(path, digest, size, _("JSON, une liste"), 0, rows)


def _objects(file: Any) -> Iterator[Any]:
    """The items of an array, decoded as they come: what is in memory is one item and a block."""
    decoder, text, at = json.JSONDecoder(), file.read(_BLOCK), 0
    at = text.index("[") + 1
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at < len(text) and text[at] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            more = file.read(_BLOCK)
            if not more or len(text) - at > LONGEST_RECORD:
                raise UnreadableFile(
                    _("Cette liste JSON est coupée ou mal formée : ce qui précède a été lu.")
                ) from None
            text, at = text[at:] + more, 0
            continue
        if end == len(text) and (more := file.read(_BLOCK)):
            text, at = text[at:] + more, 0  # a number may go on in the next block
            continue
        yield value
        at = end
        if at > _BLOCK:
            text, at = text[at:], 0


# --- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(path: Path) -> DecisionFile:
    # Here and not above: it takes 40 MB and half a second, and no other command nor any page needs it.
    import pyarrow
    from pyarrow import parquet

    digest, _encoding = _digest(path)
    try:
        with parquet.ParquetFile(path) as file:
            headers, total = file.schema_arrow.names, file.metadata.num_rows
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile(_("Ce fichier Parquet ne se lit pas : %(why)s") % {"why": str(error)[:200]}) from None
    picked = [columns.named(header) for header in headers]
    missing = _check_columns(picked)
    wanted = [header for header, name in zip(headers, picked, strict=True) if name]

    def rows(position: int, line: int) -> Iterator[RawRow]:
        with parquet.ParquetFile(path) as file:
            groups, done = _groups_from(file.metadata, position)
            batches = file.iter_batches(_PARQUET_BATCH, row_groups=groups, columns=wanted, use_threads=False)
            try:
                for batch in batches:
                    names = batch.schema.names
                    for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        done += 1
                        if done > position:
                            yield _of_object(dict(zip(names, values, strict=True)), done, done)
            except (pyarrow.ArrowException, OSError) as error:
                raise UnreadableFile(
                    _("Ce fichier Parquet est abîmé après la ligne %(line)d : %(why)s")
                    % {"line": done, "why": str(error)[:200]}
                ) from None

    ignored = tuple(header for header, name in zip(headers, picked, strict=True) if not name)
    return DecisionFile(path, digest, path.stat().st_size, "Parquet", total, rows, missing, ignored)


def _groups_from(metadata: Any, position: int) -> tuple[list[int], int]:
    """The row groups that hold the rows after `position`, and how many rows stand before them."""
    before = 0
    for group in range(metadata.num_row_groups):
        count = metadata.row_group(group).num_rows
        if before + count > position:
            return list(range(group, metadata.num_row_groups)), before
        before += count
    return [], before
