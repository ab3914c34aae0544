"""The list of the library: what was asked, the page of sheets that answer, and the counts of each facet."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from commun.core.dates import PartialDate
from commun.library import enums, facets
from commun.library.facets import FACETS, Facet
from commun.library.models import PublishedSheet
from commun.library.queries import index
from commun.library.queries.index import Bits, Found, Snapshot
from commun.territories.countries import country_name
from commun.territories.enums import Kind
from commun.territories.models import Territory
from commun.territories.queries import EngagedCity, EngagedCounts, EngagedRegion
from commun.ui.components.typography import grouped

PAGE_SIZE = 20
_BODIES = (Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE)
RELEVANCE = "pertinence"


@dataclass(frozen=True)
class ShelfFilter:
    """What the reader asked to see. `choices` are, for a facet, the values of which a sheet has one at least."""

    text: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    with_fictional: bool = False
    sort: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.choices)

    def chosen(self, name: str) -> tuple[str, ...]:
        return dict(self.choices).get(name, ())

    def without(self, name: str, value: str) -> "ShelfFilter":
        left = ((key, tuple(one for one in values if (key, one) != (name, value))) for key, values in self.choices)
        return replace(self, choices=tuple((key, values) for key, values in left if values))


@dataclass(frozen=True)
class SheetLine:
    """One line of the list; showing it asks the database nothing."""

    key: int
    uid: str
    slug: str
    title: str
    summary: str
    place: str
    place_slug: str
    solution: str
    theme: str
    stage: str
    technique: str
    cost_band: str
    personal_data: str
    started_on: PartialDate | None
    is_measured: bool
    is_fictional: bool
    is_documented_by_network: bool
    completeness: int
    updated_at: datetime.datetime
    next_check_on: datetime.date | None
    population: int | None

    is_to_check: bool = False


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many sheets choosing it would show."""

    value: str
    label: str
    count: int
    is_chosen: bool

    @property
    def written(self) -> str:
        return grouped(self.count)


@dataclass(frozen=True)
class FacetCounts:
    facet: Facet
    choices: tuple[Choice, ...]

    @property
    def is_active(self) -> bool:
        return any(one.is_chosen for one in self.choices)


@dataclass(frozen=True)
class Shelf:
    """One page of the list. `found` tells how the searched words were understood; None when none was searched."""

    lines: tuple[SheetLine, ...]
    total: int
    number: int
    pages: int
    counts: tuple[FacetCounts, ...]
    found: Found | None
    everything: int
    """How many sheets there are when nothing is asked."""

    @property
    def written_total(self) -> str:
        return grouped(self.total)

    @property
    def written_everything(self) -> str:
        return grouped(self.everything)


def shelf(*, wanted: ShelfFilter, page: int, on: datetime.date) -> Shelf:
    """Two queries when the index is of the present version, five at most, whatever the number of sheets."""
    asked = selection(wanted)
    total = asked.bits.bit_count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    entries = asked.snapshot.index.entries
    ordered = islice(in_order(asked, wanted), (number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    return Shelf(
        lines=lines([entries[at].key for at in ordered], on=on),
        total=total,
        number=number,
        pages=pages,
        counts=tuple(_counts(asked, wanted)),
        found=asked.found,
        everything=asked.base.bit_count(),
    )


def matching_keys(wanted: ShelfFilter) -> list[int]:
    """The keys of all sheets that answer, in the order asked: for the file of the same rows."""
    asked = selection(wanted)
    entries = asked.snapshot.index.entries
    return [entries[at].key for at in in_order(asked, wanted)]


@dataclass(frozen=True)
class Selection:
    """The sets that a filter chooses: `searched` by the words alone, `sets` by each facet, `bits` by all."""

    snapshot: Snapshot
    base: Bits
    found: Found | None
    searched: Bits
    sets: dict[str, Bits]
    bits: Bits


def selection(wanted: ShelfFilter) -> Selection:
    snapshot = index.now()
    base = snapshot.alive if wanted.with_fictional else snapshot.alive & snapshot.real
    found = snapshot.index.find(wanted.text, base) if wanted.text else None
    searched = found.bits if found is not None else base
    sets = {name: snapshot.index.having(name, values) for name, values in wanted.choices}
    return Selection(snapshot, base, found, searched, sets, _and(searched, sets.values()))


def _and(bits: Bits, sets: Iterable[Bits]) -> Bits:
    for one in sets:
        bits &= one
    return bits


def in_order(asked: Selection, wanted: ShelfFilter) -> Iterator[int]:
    """The positions chosen; by relevance, those whose title holds more of the searched words come first."""
    if asked.found is None or wanted.sort not in ("", RELEVANCE):
        order = wanted.sort if wanted.sort in index.ORDERS else index.NEWEST
        yield from asked.snapshot.sorted(asked.bits, order)
        return
    for level in reversed(_levels(asked.bits, asked.found.titles)):
        if level:
            yield from asked.snapshot.sorted(level, index.NEWEST)


def _levels(bits: Bits, titles: Sequence[Bits]) -> list[Bits]:
    """`bits` parted by how many of the `titles` hold each: none, one, two…"""
    at_least = [bits, *(0 for _title in titles)]
    for title in titles:
        for hits in range(len(titles), 0, -1):
            at_least[hits] |= at_least[hits - 1] & title
    return [one & ~more for one, more in zip(at_least, [*at_least[1:], 0], strict=True)]


def _counts(asked: Selection, wanted: ShelfFilter) -> Iterator[FacetCounts]:
    """Of each facet, what each value would show with the other facets in place, its own choice put aside."""
    for one in FACETS:
        others = _and(asked.searched, (bits for name, bits in asked.sets.items() if name != one.name))
        counted = {value: (bits & others).bit_count() for value, bits in asked.snapshot.index.values(one.name)}
        chosen = wanted.chosen(one.name)
        yield FacetCounts(
            one,
            tuple(
                Choice(value, one.label_of(value), counted.get(value, 0), value in chosen)
                for value in one.values()
                if counted.get(value) or value in chosen
            ),
        )


_LINE = (
    "pk", "uid", "slug", "title", "summary", "territory_name", "territory__slug", "solution__name", "theme", "stage",
    "technique", "cost_band", "personal_data", "started_on", "has_measured_result", "is_fictional",
    "is_documented_by_network", "completeness", "updated_at", "next_check_on", "population",
)  # fmt: skip


def lines(keys: Sequence[int], *, on: datetime.date) -> tuple[SheetLine, ...]:
    """The lines of these sheets, in that order. One query; none for no sheet."""
    if not keys:
        return ()
    rows = PublishedSheet.objects.filter(pk__in=keys).order_by().values_list(*_LINE)
    known = {row[0]: row for row in rows}
    return tuple(_line(known[key], on) for key in keys if key in known)


def _line(row: tuple[Any, ...], on: datetime.date) -> SheetLine:
    line = SheetLine(*row)
    return replace(
        line,
        solution=line.solution or "",
        theme=_label("theme", line.theme),
        stage=str(enums.Stage(line.stage).label) if line.stage else "",
        technique=_label("technique", line.technique),
        cost_band=_label("cout", line.cost_band),
        personal_data=_label("donnees", line.personal_data),
        is_to_check=line.next_check_on is not None and line.next_check_on < on,
    )


def _label(facet: str, value: str) -> str:
    return facets.BY_NAME[facet].label_of(value) if value else ""


def place_labels(wanted: ShelfFilter) -> dict[tuple[str, str], str]:
    """The names of the départements and territories that an address chooses. No query when it chooses none."""
    found = {}
    if slugs := wanted.chosen(facets.TERRITORY):
        for slug, name in Territory.objects.filter(slug__in=slugs).values_list("slug", "name"):
            found[(facets.TERRITORY, slug)] = name
    if codes := wanted.chosen(facets.DEPARTEMENT):
        bodies = Territory.objects.filter(kind__in=_BODIES, code_insee__in=codes)
        for code, name in bodies.values_list("code_insee", "name"):
            found[(facets.DEPARTEMENT, code)] = f"{name} ({code})"
    return found


def titles(slugs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(slug, title) of the published sheets among these, in that order. One query; none for no slug."""
    if not slugs:
        return ()
    known = dict(PublishedSheet.objects.filter(slug__in=slugs).values_list("slug", "title"))
    return tuple((slug, known[slug]) for slug in slugs if slug in known)


def places(wanted: ShelfFilter) -> EngagedCounts:
    """Where the sheets that answer are used: their number by département, région and city abroad. Two queries more."""
    asked = selection(wanted)
    held = {code: (bits & asked.bits).bit_count() for code, bits in asked.snapshot.index.values(facets.DEPARTEMENT)}
    nowhere = held.pop(facets.UNKNOWN, 0)
    by_departement = {code: count for code, count in sorted(held.items()) if count}
    bodies = Territory.objects.filter(kind__in=_BODIES, code_insee__in=by_departement).order_by()
    unplaced = asked.bits & asked.snapshot.index.having(facets.DEPARTEMENT, [facets.UNKNOWN])
    counts = {slug: (bits & unplaced).bit_count() for slug, bits in asked.snapshot.index.values(facets.TERRITORY)}
    named = Territory.objects.filter(slug__in=[slug for slug, count in counts.items() if count]).order_by("name", "pk")
    regions = [one for one in named if one.kind == Kind.REGION]
    abroad = [one for one in named if one.kind == Kind.VILLE_ETRANGERE]

    def url(slug: str) -> str:
        return f"{reverse('library:list')}?{urlencode({facets.TERRITORY: slug})}"

    return EngagedCounts(
        by_departement=by_departement,
        names=dict(bodies.values_list("code_insee", "name")),
        regions=tuple(EngagedRegion(one.name, one.code_insee, url(one.slug), counts[one.slug]) for one in regions),
        abroad=tuple(
            EngagedCity(one.name, country_name(one.country), url(one.slug), counts[one.slug]) for one in abroad
        ),
        elsewhere=nowhere - sum(counts[one.slug] for one in (*regions, *abroad)),
    )
