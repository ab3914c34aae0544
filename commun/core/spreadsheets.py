"""Tables that people send: xlsx, xls, ods, csv and tsv, all read as the same lines of plain text.

Formulas are never evaluated: a cell that begins like one is text, kept to the letter. On our own writing such a cell
is made harmless, and reading it back gives the same text.
"""

import csv
import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core.errors import DomainError
from commun.core.text import clean

logger = logging.getLogger(__name__)

MAX_SHEETS = 40
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 32_767  # what a spreadsheet cell can hold
MAX_EXTENT = 4_000_000
READING_SECONDS = 30

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_SUSPECT = frozenset("'=+-@\t\r\n")
_SEPARATORS = (";", ",", "\t", "|")
_NO_SEPARATOR = "\x1f"
_TITLE_LINES = 8


class Unreadable(DomainError):
    """The table cannot be read; the message says where and what to do."""


@dataclass(frozen=True)
class Row:
    """A line that holds something: `line` is its number in the spreadsheet, `cells` begin at column A."""

    line: int
    cells: tuple[str, ...]

    def __getitem__(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """`name` is empty for a text file, which has one table only."""

    name: str
    rows: tuple[Row, ...]


def read_table(content: bytes, extension: str) -> list[Sheet]:
    """The sheets of a file already inspected (`uploads.inspect_upload`). Raises Unreadable.

    Cells are trimmed; a no-break space inside a sentence is kept, since it belongs to the text. Lines wholly empty are
    left out, and the numbers of the others do not move.
    """
    if extension in ("csv", "tsv", "txt"):
        raw = [("", list(csv_rows(decode(content), "\t" if extension == "tsv" else None)))]
    else:
        raw = _workbook_rows(content)
    if len(raw) > MAX_SHEETS:
        raise Unreadable(_("Ce classeur a plus de %(max)d feuilles.") % {"max": MAX_SHEETS})
    return [_sheet(name, rows) for name, rows in raw]


def column_letter(index: int) -> str:
    """0 → "A", 26 → "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place(sheet: str, line: int, column: int | None = None) -> str:
    """Where a fault is: "feuille « Séquences », ligne 4, colonne C"."""
    values = {"sheet": sheet, "line": line, "column": "" if column is None else column_letter(column)}
    if sheet and column is not None:
        return _("feuille « %(sheet)s », ligne %(line)d, colonne %(column)s") % values
    if sheet:
        return _("feuille « %(sheet)s », ligne %(line)d") % values
    if column is not None:
        return _("ligne %(line)d, colonne %(column)s") % values
    return _("ligne %(line)d") % values


def guard(text: str) -> str:
    """For a CSV that a spreadsheet will open: a cell that it would take for a formula gets a leading apostrophe,
    and so does one that already bears such an apostrophe: `unguard` gives every text back exactly."""
    return f"'{text}" if text[:1] in _SUSPECT and _FORMULA.match(text) else text


def guard_typed(text: str) -> str:
    """For an xlsx or ods, where text is typed as such: only what `unguard` would take away has to be doubled."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Take one apostrophe away where it stands guard before = + - @, and nowhere else."""
    return text[1:] if _GUARDED.match(text) else text


def write_csv(rows: Iterable[Sequence[str]], *, separator: str = ";") -> bytes:
    """A CSV that French spreadsheets open at once: BOM, semicolons, nothing that acts like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guard(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def decode(content: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16 with its BOM, and what older spreadsheets write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(older_encoding(content), "replace")


_FRENCH = frozenset("éèêëàâçîïôûùœÉÀÇ’«»")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def older_encoding(content: bytes) -> str:
    """Windows-1252, which holds Latin-1, or MacRoman: the one under which more signs are those that French needs."""
    signs = b"".join(_NOT_ASCII.findall(content[:1_000_000]))
    scores = {name: sum(sign in _FRENCH for sign in signs.decode(name, "replace")) for name in ("cp1252", "mac_roman")}
    return max(scores, key=lambda name: scores[name])


def _sheet(name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    kept: list[Row] = []
    for line, cells in rows:
        texts = [clean(unguard(cell)) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(texts) > MAX_COLUMNS:
            raise Unreadable(
                _("%(place)s : plus de %(max)d colonnes.") % {"place": _upper(place(name, line)), "max": MAX_COLUMNS}
            )
        for column, text in enumerate(texts):
            if len(text) > MAX_CELL:
                raise Unreadable(
                    _("%(place)s : %(count)d signes dans une seule case, c’est plus que les %(max)d permis.")
                    % {"place": _upper(place(name, line, column)), "count": len(text), "max": MAX_CELL}
                )
        kept.append(Row(line, tuple(texts)))
        if len(kept) > MAX_ROWS:
            raise Unreadable(
                ngettext(
                    "Plus de %(max)d ligne remplie : partagez le fichier en plusieurs.",
                    "Plus de %(max)d lignes remplies : partagez le fichier en plusieurs.",
                    MAX_ROWS,
                )
                % {"max": MAX_ROWS}
            )
    return Sheet(clean(name), tuple(kept))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def csv_rows(text: str, separator: str | None) -> Iterable[tuple[int, list[str]]]:
    """The lines of a CSV with their number, cells to the letter: nothing trimmed. Raises Unreadable."""
    text = text.replace("\0", "")
    return csv_lines(io.StringIO(text, newline=""), separator or sniff(text))


def csv_lines(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The same, of text that comes line by line, at constant memory: a file of any size. Raises Unreadable."""
    csv.field_size_limit(4 * MAX_CELL)  # the limit belongs to the process: another library may have moved it
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 0
    while True:
        line += 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise Unreadable(
                    _("%(place)s : une case dépasse les %(max)d signes permis.")
                    % {"place": _upper(place("", line)), "max": MAX_CELL}
                ) from None
            raise Unreadable(
                _(
                    "%(place)s : un guillemet ouvre une case qui ne se referme pas, ou se referme avant la fin. "
                    "Doublez les guillemets qui font partie du texte, ou enregistrez le tableau en XLSX ou ODS."
                )
                % {"place": _upper(place("", line))}
            ) from None


def sniff(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells; none for a plain list.

    A list of sentences has commas in it and is not a table: then the separator is a sign that no text holds.
    """
    scores = {separator: _regularity(text, separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: scores[separator])
    if scores[best][0] > 0.5:
        return best
    return _below_a_title(text) or _NO_SEPARATOR


def _below_a_title(text: str) -> str:
    """The separator of a table that begins after a title and blank lines: three columns at least, nearly all alike."""
    lines = text[:200_000].split("\n")
    for first in range(1, min(_TITLE_LINES, len(lines) - 1)):
        for separator in _SEPARATORS:
            if lines[first].count(separator) >= 2:
                share, width = _regularity("\n".join(lines[first:]), separator)
                return separator if share > 0.9 and width > 2 else ""
    return ""


def _regularity(text: str, separator: str) -> tuple[float, int]:
    widths: list[int] = []
    blank = 0
    try:
        for row in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator, strict=True):
            if any(row):
                widths.append(len(row))
            else:
                blank = max(blank, len(row))
            if len(widths) == 30:
                break
    except csv.Error:
        widths = widths[:-1]
    if not widths and blank > 1:
        return (1.0, blank)  # cells, and nothing in them
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (widths.count(widths[0]) / len(widths), widths[0])


def _workbook_rows(content: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    answer = _in_a_process_of_its_own(content)
    error = answer.get("error")
    if error == "password":
        raise Unreadable(
            _("Ce classeur est protégé par un mot de passe : retirez la protection, enregistrez-le et renvoyez-le.")
        )
    if error == "extent":
        raise Unreadable(
            _("La feuille « %(sheet)s » s’étend trop loin : effacez les cases perdues loin du tableau.")
            % {"sheet": clean(str(answer["sheet"]))}
        )
    if error:
        raise Unreadable(
            _("Ce classeur ne se laisse pas lire. Ouvrez-le dans votre tableur et enregistrez-le de nouveau en XLSX.")
        )
    return [(sheet["name"], sheet["rows"]) for sheet in answer["sheets"]]


def _in_a_process_of_its_own(content: bytes) -> dict[str, Any]:
    """What `sheet_reader` says; a process that dies or lasts is a file that cannot be read."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, nothing of the file in the command
            [sys.executable, "-m", "commun.core.sheet_reader", str(MAX_EXTENT)],
            input=content,
            capture_output=True,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=READING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": "unreadable"}
    if done.returncode != 0:
        logger.warning("sheet_reader ended with %s: %s", done.returncode, done.stderr[:300].decode(errors="replace"))
        return {"error": "unreadable"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
