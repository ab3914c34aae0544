"""The index of the published sheets, held by each process: which sheets answer to a facet, to a word.

A set of sheets is one integer whose bits are their positions: eleven facets of fifty thousand sheets are counted in a
millisecond by « and » and by counting bits. It is a copy that may be lost at any time: the first page after a change
of the public data compares keys and dates, and reads again the sheets that changed, those only. A large one is kept
in a file for the day, so that a process that starts compares too, rather than read fifty thousand sheets.
"""

import datetime
import pickle
import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, TypeAlias

from django.db.models import Case, F, When
from django.utils import timezone

from commun.core import generated
from commun.core.freshness import code_version, public_version
from commun.core.text import folded, words
from commun.library import facets, terms
from commun.library.facets import FACETS, NO, UNKNOWN, YES
from commun.library.models import PublishedSheet, SheetTerm
from commun.library.terms import Term
from commun.territories.enums import Kind

Bits: TypeAlias = int
"""A set of sheets: bit n for the sheet at position n."""

_READ_ONE_BY_ONE = 400
"""Beyond that many sheets that changed, all are read rather than named."""

_FILE = "library-index"

_MOST_DEAD = 200
"""Positions of sheets that changed or left are lost; with more than that and half of the living, all is read again."""


class Entry(NamedTuple):
    """What orders a sheet, and what a need is compared with: public values, "" or None when nobody has said."""

    key: int
    name: str
    updated_at: datetime.datetime
    completeness: int
    population: int | None
    started: str
    kind: str
    stage: str
    technique: str
    cost_band: str
    yearly_cost: Decimal | None
    personal_data: str
    is_measured: bool


class Found(NamedTuple):
    """The sheets that hold every word, and how the words were understood.

    `titles` are, for each word, the sheets whose title holds it; `mended` tells (typed, searched instead); `lost` are
    the words that no sheet holds.
    """

    bits: Bits
    titles: tuple[Bits, ...]
    mended: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()


ORDERS: dict[str, Callable[[Entry], Any]] = {
    "recentes": lambda one: (-one.updated_at.timestamp(), -one.key),
    "nom": lambda one: (one.name, one.key),
    "completude": lambda one: (-one.completeness, -one.updated_at.timestamp(), -one.key),
    "taille": lambda one: (one.population is None, -(one.population or 0), one.name, one.key),
    "demarrage": lambda one: (not one.started, _downwards(one.started), one.name, one.key),
}
NEWEST, BY_NAME, COMPLETE, LARGEST, LATEST_START = ORDERS


def _downwards(iso: str) -> tuple[int, ...]:
    """The latest first; "2024" comes after each of its months: no one knows when in the year."""
    return tuple(-int(part) for part in [*iso.split("-"), "0", "0"][:3] if part)


class Index:
    """Sheets in the order in which they were read, and where each value and word is held. Only ever added to."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.position: dict[int, int] = {}
        self.facets: dict[str, dict[str, Bits]] = {name: {} for name in (*facets.BY_NAME, *facets.PLACES)}
        self.stems: dict[str, array[int]] = {}
        self.titles: dict[str, array[int]] = {}
        self.shown: dict[str, Term] = {}
        self._of_pair: dict[str, array[int]] = {}

    def read(self, keys: Iterable[int], *, every: bool) -> tuple[Bits, Bits]:
        """Add these sheets. Two queries. Gives the sets of those added, and of those of real territories."""
        wanted = set(keys)
        rows = PublishedSheet.objects.filter(is_template=False).order_by("pk")
        terms = SheetTerm.objects.filter(facet__in=list(facets.BY_TERM)).order_by()
        if not every:
            rows, terms = rows.filter(pk__in=wanted), terms.filter(sheet__in=wanted)
        of_terms: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for key, name, value in terms.values_list("sheet_id", "facet", "value"):
            of_terms[key].append((facets.BY_TERM[name].name, value))
        sets: dict[tuple[str, str], list[int]] = defaultdict(list)
        added, real = [], []
        for row in rows.annotate(place=_DEPARTEMENT).values(*_COLUMNS).iterator(chunk_size=2000):
            if row["pk"] not in wanted:
                continue
            at = len(self.entries)
            self.entries.append(_entry(row))
            self.position[row["pk"]] = at
            added.append(at)
            if not row["is_fictional"]:
                real.append(at)
            for name, value in (*_facet_values(row), *_multiple(of_terms.get(row["pk"], []))):
                sets[(name, value)].append(at)
            self._read_words(row["search_text"], at)
        for (name, value), positions in sets.items():
            self.facets[name][value] = self.facets[name].get(value, 0) | as_bits(positions)
        return as_bits(added), as_bits(real)

    def _read_words(self, text: str, at: int) -> None:
        """The same few words come back in every sheet: each way of writing one is understood once."""
        title, everything = terms.parts(text)
        for pair in title:
            self.titles.setdefault(terms.term_of(pair).stem, array("I")).append(at)
        known = self._of_pair
        for pair in everything:
            held = known.get(pair)
            if held is None:
                held = known[pair] = self._understand(terms.term_of(pair))
            held.append(at)

    def _understand(self, term: Term) -> "array[int]":
        """Where the sheets of a word are held; it becomes one of those that a slip may be mended to."""
        for key in words(term.shown):
            self.shown.setdefault(key, term)
        return self.stems.setdefault(term.stem, array("I"))

    def values(self, name: str) -> list[tuple[str, Bits]]:
        """Each value of a facet, with the sheets that have it."""
        return list(self.facets[name].items())

    def having(self, name: str, values: Iterable[str]) -> Bits:
        """The sheets that have one of these values at least."""
        found = 0
        for value in values:
            found |= self.facets[name].get(value, 0)
        return found

    def holding(self, stem: str) -> Bits:
        return as_bits(self.stems.get(stem, ()))

    def in_titles(self, stem: str) -> Bits:
        return as_bits(self.titles.get(stem, ()))

    def find(self, text: str, within: Bits) -> Found | None:
        """The sheets of `within` that hold every word of `text`; None when there is no word in it.

        A word that no sheet holds gives way to the nearest that one does.
        """
        typed = terms.typed_terms(text)
        if not typed:
            return None
        bits, titles, mended, lost = within, [], [], []
        for term in typed:
            held = self.holding(term.stem) & within
            if not held:
                near = self.nearest(term.shown, within)
                if near is None:
                    lost.append(term.shown)
                else:
                    mended.append((term.shown, near.shown))
                    term, held = near, self.holding(near.stem) & within
            bits &= held
            titles.append(self.in_titles(term.stem) & within)
        return Found(bits, tuple(titles), tuple(mended), tuple(lost))

    def nearest(self, typed: str, within: Bits) -> Term | None:
        """The word of a sheet of `within` that was probably meant: one slip away, its beginning typed, or two slips.

        Of several, the one that most sheets hold. Three letters say too little to be mended.
        """
        word = "".join(words(typed))[: terms.LONGEST]
        if len(word) < 4:
            return None
        slips = (self.shown[one] for one in terms.one_error_away(word) if one in self.shown)
        if near := self._most_held(slips, within):
            return near
        known = list(self.shown.items())
        if near := self._most_held((term for key, term in known if key.startswith(word)), within):
            return near
        if len(word) < 8:
            return None
        alike = (
            term
            for key, term in known
            if abs(len(key) - len(word)) <= 2
            and (key[0] == word[0] or key[-3:] == word[-3:])
            and terms.errors_between(word, key, 2) <= 2
        )
        return self._most_held(alike, within)

    def _most_held(self, candidates: Iterable[Term], within: Bits) -> Term | None:
        counted = [((self.holding(one.stem) & within).bit_count(), one) for one in candidates]
        counted = [(count, one) for count, one in counted if count]
        return min(counted, key=lambda pair: (-pair[0], pair[1].shown))[1] if counted else None


@dataclass(frozen=True)
class Snapshot:
    """The index as it stands for one version of the public data. Positions are only ever added: it stays true."""

    index: Index
    version: str
    size: int
    alive: Bits
    real: Bits
    _orders: dict[str, list[int]] = field(default_factory=dict, compare=False)

    def ordered(self, order: str) -> list[int]:
        """All positions in an order of `ORDERS`; sorted once for a snapshot."""
        found = self._orders.get(order)
        if found is None:
            entries = self.index.entries
            found = sorted(range(self.size), key=lambda at: ORDERS[order](entries[at]))
            self._orders[order] = found
        return found

    def sorted(self, bits: Bits, order: str) -> Iterator[int]:
        """The positions of a set, in an order."""
        held = bits.to_bytes(self.size // 8 + 1, "little")
        return (at for at in self.ordered(order) if held[at >> 3] >> (at & 7) & 1)

    def at(self, version: str) -> "Snapshot":
        """The same, or what became of it. Three queries at most, whatever the number of sheets."""
        dates = dict(PublishedSheet.objects.filter(is_template=False).order_by().values_list("pk", "updated_at"))
        entries, position = self.index.entries, self.index.position
        old = [key for key, at in position.items() if dates.get(key) != entries[at].updated_at]
        new = [key for key in dates if key not in position or dates[key] != entries[position[key]].updated_at]
        if not old and not new:
            return replace(self, version=version)
        if len(entries) - len(position) + len(old) > _MOST_DEAD + len(dates) // 2:
            return _nothing().at(version)
        alive, real = self.alive, self.real
        for key in old:
            mask = ~(1 << position.pop(key))
            alive, real = alive & mask, real & mask
        if new:
            added, of_real = self.index.read(new, every=len(new) > _READ_ONE_BY_ONE)
            alive, real = alive | added, real | of_real
        return Snapshot(self.index, version, len(entries), alive, real)


def _nothing() -> Snapshot:
    return Snapshot(Index(), "", 0, 0, 0)


_lock = threading.Lock()
_present = _nothing()


def now() -> Snapshot:
    """The index for the present version of the public data. One query when nothing changed, four at most."""
    global _present
    version = public_version()
    known = _present
    if known.version == version:
        return known
    with _lock:
        if _present.version != version:
            # A reading that fails halfway leaves nothing that the next would take for true.
            known, _present = _present, _nothing()
            if not known.version:
                known = _kept() or known
            before = known.size
            _present = known.at(version)
            if _present.index is not known.index or _present.size - before > _READ_ONE_BY_ONE:
                _keep(_present)
        return _present


def _form() -> str:
    """What a kept index was made by. The day counts: it bounds how long a place or a slug may be yesterday's."""
    return f"{code_version()[:16]}-{timezone.localdate():%Y%m%d}"


def _keep(snapshot: Snapshot) -> None:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            pickle.dump(snapshot, file, protocol=pickle.HIGHEST_PROTOCOL)

    if snapshot.size > _READ_ONE_BY_ONE:
        generated.keep(_FILE, version=_form(), suffix=".pickle", make=write)


def _kept() -> Snapshot | None:
    file = generated.already(_FILE, version=_form(), suffix=".pickle")
    if file is None:
        return None
    with file:
        try:
            found: Snapshot = pickle.load(file)  # noqa: S301 - written by us, beside the database and the secret key
        except (pickle.UnpicklingError, EOFError):
            return None
        return found


def forget() -> None:
    """Start again from nothing: for tests, whose databases go back in time."""
    global _present
    _present = _nothing()


def as_bits(positions: Iterable[int]) -> Bits:
    """The set of these positions."""
    found = list(positions)
    if not found:
        return 0
    held = bytearray(max(found) // 8 + 1)
    for at in found:
        held[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(held, "little")


_COLUMNS = (
    "pk", "title", "updated_at", "completeness", "population", "started_on", "is_fictional", "search_text",
    "has_measured_result", "yearly_cost", "place", "territory__slug",
    *(one.column for one in FACETS if one.column and one.column != "has_measured_result"),
)  # fmt: skip

_DEPARTEMENT = Case(
    When(
        territory__kind__in=[Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE],
        territory__departement=None,
        then=F("territory__code_insee"),
    ),
    default=F("territory__departement__code_insee"),
)


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        key=row["pk"],
        name=folded(row["title"]),
        updated_at=row["updated_at"],
        completeness=row["completeness"],
        population=row["population"],
        started=row["started_on"].iso if row["started_on"] else "",
        kind=intern(row["kind"]),
        stage=intern(row["stage"]),
        technique=intern(row["technique"]),
        cost_band=intern(row["cost_band"]),
        yearly_cost=row["yearly_cost"],
        personal_data=intern(row["personal_data"]),
        is_measured=row["has_measured_result"],
    )


def _facet_values(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in FACETS:
        if one.column == "has_measured_result":
            yield one.name, YES if row[one.column] else NO
        elif one.column:
            yield one.name, row[one.column] or UNKNOWN
    yield facets.DEPARTEMENT, row["place"] or UNKNOWN
    yield facets.TERRITORY, row["territory__slug"]


def _multiple(terms: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from terms
    told = {name for name, _value in terms}
    for one in facets.BY_TERM.values():
        if one.name not in told:
            yield one.name, UNKNOWN
