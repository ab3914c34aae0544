"""Cells as other platforms write them: languages in columns, in JSON or in Ruby; HTML; days of every habit."""

import datetime
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from commun.core.text import clean

PREFERRED = ("fr",)
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_EXCEL_DAYS = range(15_000, 80_000)  # from 1941 to 2119: a smaller number is a year, a greater one is no day

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_IN_WORDS = re.compile(r"(?:[a-z]+\.? )?(\d{1,2})(?:er)? ([a-zéèûôç]+)\.? (\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (("janvier", "janv"), ("février", "fevrier", "févr", "fevr"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
         ("juillet", "juil"), ("août", "aout"), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
         ("décembre", "decembre", "déc", "dec")), start=1,
    )
    for name in names
}  # fmt: skip
_RUBY_PAIR = re.compile(r'"([A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_LOCALE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_HAS_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d|#x|[a-zA-Z]{2,8};)")
_ONE_PARAGRAPH = re.compile(r"\s*<p>([^<&]*)</p>\s*")
_BLOCKS = frozenset(
    ("p", "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "section")
)
_SILENT = frozenset(("script", "style", "head", "template"))


def day_of(text: str) -> datetime.date | None:
    """The day that a cell tells: ISO with or without its time, French, in words, or a spreadsheet's count of days.
    None for an empty cell. Raises ValueError: nothing is guessed of a cell that could be read in two ways."""
    text = text.strip()
    if not text:
        return None
    if match := _ISO.match(text):
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.match(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return datetime.date(year, int(match[2]), int(match[1]))
    if match := _IN_WORDS.match(text):
        month = _MONTHS.get(match[2].lower())
        if month is not None:
            return datetime.date(int(match[3]), month, int(match[1]))
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + datetime.timedelta(days=int(match[1]))
    raise ValueError(text)


def number_of(text: str) -> float | None:
    """ "96.0", "96,5 %" and "1 200" are numbers; anything else is none."""
    flat = re.sub(r"[\s\u00a0\u202f%]", "", text).replace(",", ".")
    return float(flat) if re.fullmatch(r"-?\d+(?:\.\d+)?", flat) else None


def is_yes(text: str) -> bool:
    return text.strip().lower() in {"true", "1", "oui", "yes", "vrai", "t"}


def localised(text: str) -> tuple[str, str]:
    """(language, words) of a cell that may hold several languages as JSON or as Ruby prints it; ("", text) otherwise.
    A list of such values is joined with commas."""
    start = text[:1]
    if start == "[" and text.endswith("]"):
        return _joined(text)
    if start != "{" or not text.endswith("}"):
        return "", text
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = {key: value.replace('\\"', '"') for key, value in _RUBY_PAIR.findall(text)}
    if not isinstance(found, Mapping) or not found:
        return "", text
    words = {key: value for key, value in found.items() if isinstance(value, str) and _LOCALE.fullmatch(str(key))}
    machine = found.get("machine_translations")
    if isinstance(machine, Mapping) and not any(words.values()):
        words = {key: value for key, value in machine.items() if isinstance(value, str)}
    return in_best_language(words) if words else ("", text)


def _joined(text: str) -> tuple[str, str]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        pieces = re.findall(r"\{[^{}]*\}", text)
        if not pieces:
            return "", text
        items = pieces
    if not isinstance(items, list) or not items:
        return "", "" if items == [] else text
    said = [localised(one if isinstance(one, str) else json.dumps(one)) for one in items]
    return said[0][0], ", ".join(words for _language, words in said if words)


def in_best_language(words: Mapping[str, str]) -> tuple[str, str]:
    """French first, else the first language that says something."""
    filled = {key: value for key, value in words.items() if value and value.strip()}
    for wanted in PREFERRED:
        for key, value in filled.items():
            if key == wanted or key.startswith(f"{wanted}-"):
                return key, value
    return next(iter(filled.items()), ("", ""))


def plain(text: str) -> str:
    """The words of a cell: HTML becomes lines, entities their signs; what is no markup is left to the letter."""
    if match := _ONE_PARAGRAPH.fullmatch(text):  # what most people write in a rich text field: no need of a parser
        text = match[1].replace("\u00a0", " ")
    elif not _HAS_MARKUP.search(text):
        return clean(text)
    else:
        text = _words_of(text)
    lines = [" ".join(line.split(" ")).strip(" \t") for line in text.split("\n")]
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def _words_of(text: str) -> str:
    parser = _Words()
    parser.feed(text)
    parser.close()
    return "".join(parser.pieces)


class _Words(HTMLParser):
    """Keeps the text, a line for each block, a dash for each item, the address of a link that its words hide."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self._line("- ")
        elif tag in _BLOCKS:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag not in ("li", "br"):
            self._line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\u00a0", " "))

    def _line(self, mark: str = "") -> None:
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")
        if mark:
            self.pieces.append(mark)

    def unknown_decl(self, data: str) -> None:
        """A `<![CDATA[` or a `<![if` of a word processor says nothing."""


@lru_cache(maxsize=64)  # asked twice of each address: is it one, and whose
def host_of(url: str) -> str:
    """ "https://Participer.Exemple.fr:443/x" → "participer.exemple.fr"; empty when it is no address of the web."""
    try:
        parts = urlsplit(html.unescape(url.strip()))
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def web_address(url: str) -> str:
    """The address if it is one of the web that a page may link to; empty otherwise."""
    url = url.strip()
    return url if host_of(url) and len(url) <= 500 and not re.search(r"[\s<>\"]", url) else ""


def proposal_ids(text: str) -> tuple[str, ...]:
    """The whole identifiers in a cell of addresses, whatever joins them: "…/proposals/457, …" → 457."""
    return tuple(dict.fromkeys(re.findall(r"/proposals/(\d+)", text)))
