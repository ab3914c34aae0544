"""The names of the territories that still exist, held by each process to answer while a person types.

Reading 36,000 rows costs the database ten milliseconds, whatever it looks for in them. Here their search keys are one
text of two megabytes, in the order in which answers are given (the more inhabitants the sooner): a name is found by
looking for a word in that text, and one stops as soon as there are enough. It is a copy that may be lost at any time,
read again when territories were loaded, entered or corrected, and each day.
"""

import datetime
import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import F, Max
from django.utils import timezone

from commun.core.freshness import public_version
from commun.core.models import AuditEvent
from commun.territories.models import Territory
from commun.territories.written_names import Typed

CHANGES = ("territories.loaded", "territory.created", "territory.corrected")
"""The events that tell of a change of names. Territories are never deleted: more of them is seen by itself."""

_CODE = 6  # an INSEE code, padded, and the end of its line


class Names:
    """Search keys in one text, a line each, best first; `codes` are the INSEE codes of the same lines."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        keys: list[str] = []
        codes: list[str] = []
        self.pks = array("Q")
        self.starts = array("L")
        start = 0
        for pk, key, code in rows:
            self.pks.append(pk)
            self.starts.append(start)
            keys.append(key)
            codes.append(f"{code:5}")
            start += len(key) + 1
        self.text = "\n".join(["", *keys, ""])
        self.codes = "\n".join(["", *codes, ""])

    def find(self, typed: Typed, limit: int) -> list[int]:
        """The keys of the territories that `typed` may mean, best first: the order of `queries.matching`."""
        found: dict[int, None] = {}
        for lines in (self._exact(typed), self._begin(typed), self._in_a_row(typed), self._by_words(typed, limit)):
            for line in lines:
                found.setdefault(line)
                if len(found) >= limit:
                    return [self.pks[line] for line in found]
        return [self.pks[line] for line in found]

    def _exact(self, typed: Typed) -> list[int]:
        lines = {line for one in typed.phrases for line in self._lines(f"\n {one} |")}
        code = f"\n{typed.phrase.upper():5}\n"
        at = self.codes.find(code) if len(code) == _CODE + 1 else -1
        while at >= 0:
            lines.add(at // _CODE)
            at = self.codes.find(code, at + 1)
        return sorted(lines)

    def _begin(self, typed: Typed) -> Iterator[int]:
        return self._merged(f"\n {one}" for one in typed.phrases)

    def _in_a_row(self, typed: Typed) -> Iterator[int]:
        return self._merged(f" {one}" for one in typed.phrases)

    def _by_words(self, typed: Typed, limit: int) -> list[int]:
        """Those that hold every word, those whose name begins as the first one before the others."""
        sure = [f" {word}" for word in typed.words]
        last = [f" {word}" for word in typed.last]
        if not sure:
            return []  # a word alone is in a row with itself
        longest = max(sure if len(last) > 1 else [*sure, *last], key=len)
        first = f" {typed.phrase.split()[0]}"
        begin: list[int] = []
        others: list[int] = []
        for line in self._lines(longest):
            key = self._key(line)
            if all(word in key for word in sure) and any(word in key for word in last):
                (begin if key.startswith(first) else others).append(line)
                if len(begin) >= limit:
                    break
        return begin + others

    def _key(self, line: int) -> str:
        start = self.starts[line] + 1
        return self.text[start : self.text.index("\n", start)]

    def _merged(self, patterns: Iterable[str]) -> Iterator[int]:
        """The lines that hold one of the patterns at least, in order."""
        several = [self._lines(one) for one in patterns]
        return several[0] if len(several) == 1 else iter(sorted({line for lines in several for line in lines}))

    def _lines(self, pattern: str) -> Iterator[int]:
        """The lines that hold `pattern`, each once, in order."""
        find, starts = self.text.find, self.starts
        at = find(pattern)
        while at >= 0:
            line = bisect_right(starts, at)
            yield line - 1
            at = find(pattern, starts[line]) if line < len(starts) else -1


class _Held(NamedTuple):
    public: str
    version: tuple[object, ...]
    names: Names


_lock = threading.Lock()
_held: _Held | None = None


def now() -> Names:
    """The names as they are. One query when nothing public changed, four at most."""
    global _held
    public = public_version()
    known = _held
    if known is not None and known.public == public:
        return known.names
    with _lock:
        version = _version()
        known = _held
        names = known.names if known is not None and known.version == version else Names(_rows())
        _held = _Held(public, version, names)
        return names


def forget() -> None:
    """Start again from nothing: for tests, whose databases go back in time."""
    global _held
    _held = None


def _version() -> tuple[int | None, datetime.datetime | None, int | None, datetime.date]:
    last = AuditEvent.objects.filter(verb__in=CHANGES).order_by("-pk").values_list("pk", "at").first()
    pk, at = last or (None, None)
    return pk, at, Territory.objects.aggregate(last=Max("pk"))["last"], timezone.localdate()


def _rows() -> Iterator[tuple[int, str, str]]:
    rows = Territory.objects.filter(ended_on=None).order_by(F("population").desc(nulls_last=True), "name", "pk")
    return rows.values_list("pk", "search_key", "code_insee").iterator(chunk_size=5000)
