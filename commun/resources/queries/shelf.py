"""The list of the catalogue: what was asked, the resources that answer, and the counts of each facet.

A catalogue holds hundreds of resources: what its list needs of them is read once for each version of the public data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core import freshness
from commun.core.dates import duration
from commun.core.text import clean, folded
from commun.resources.facets import BY_NAME, FACETS, Facet
from commun.resources.fields import BY_NAME as FIELDS
from commun.resources.models import Resource

PAGE_SIZE = 20
TEXT, SORT, PAGE = "q", "tri", "page"
BY_TITLE, NEWEST = "", "recentes"
LONGEST_TEXT = 200
MOST_VALUES = 40


@dataclass(frozen=True)
class ShelfFilter:
    """What the reader asked to see. `choices` are, for a facet, the values of which a resource has one at least."""

    text: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: str = BY_TITLE

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.choices)

    def chosen(self, name: str) -> tuple[str, ...]:
        return dict(self.choices).get(name, ())

    def without(self, name: str, value: str) -> "ShelfFilter":
        left = ((key, tuple(one for one in values if (key, one) != (name, value))) for key, values in self.choices)
        return replace(self, choices=tuple((key, values) for key, values in left if values))

    def address(self) -> str:
        return f"{reverse('resources:list')}?{self.parameters}" if self.parameters else reverse("resources:list")

    @property
    def parameters(self) -> str:
        """ "q=jeu&nature=kit", without the page."""
        pairs = [
            (TEXT, self.text),
            *((name, one) for name, values in self.choices for one in values),
            (SORT, self.sort),
        ]
        return urlencode([(name, value) for name, value in pairs if value])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; showing it asks the database nothing."""

    pk: int
    slug: str
    title: str
    description: str
    kind: str
    producers: str
    facts: tuple[str, ...]
    added: float


@dataclass(frozen=True, slots=True)
class _Entry:
    line: Line
    text: str
    held: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class FacetCounts:
    facet: Facet
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Chip:
    """A filter in place, and the address of the same list without it."""

    words: str
    url: str


@dataclass(frozen=True)
class Shelf:
    lines: tuple[Line, ...]
    total: int
    everything: int
    number: int
    pages: int
    counts: tuple[FacetCounts, ...]
    chips: tuple[Chip, ...]


def read(query: QueryDict) -> ShelfFilter:
    """What an address asks, its values in the order of their vocabulary; what cannot be read is ignored."""
    choices = []
    for one in FACETS:
        written = [part.strip() for value in query.getlist(one.name)[:MOST_VALUES] for part in value[:2000].split(",")]
        if values := tuple(value for value in one.values() if value in written):
            choices.append((one.name, values))
    return ShelfFilter(
        text=clean(query.get(TEXT, ""))[:LONGEST_TEXT].strip(),
        choices=tuple(choices),
        sort=NEWEST if query.get(SORT) == NEWEST else BY_TITLE,
    )


def page_number(query: QueryDict) -> int:
    written = query.get(PAGE, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 1


def shelf(*, wanted: ShelfFilter, page: int) -> Shelf:
    """One query for each version of the public data, whatever the number of resources."""
    entries = _entries()
    matching = [one for one in entries if _holds_text(one, wanted) and _is_chosen(one, wanted)]
    if wanted.sort == NEWEST:
        matching.sort(key=lambda one: (-one.line.added, -one.line.pk))
    total = len(matching)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    return Shelf(
        lines=tuple(one.line for one in matching[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]),
        total=total,
        everything=len(entries),
        number=number,
        pages=pages,
        counts=tuple(_counts(entries, wanted)),
        chips=tuple(_chips(wanted)),
    )


def matching_keys(wanted: ShelfFilter) -> list[int]:
    """The keys of all that answer: for the file of the same rows."""
    return [one.line.pk for one in _entries() if _holds_text(one, wanted) and _is_chosen(one, wanted)]


def line_of(one: Resource) -> Line:
    """What a list says of a resource."""
    facts = (
        duration(one.minutes) if one.minutes else "",
        group_of(one),
        FIELDS["cost"].display(one.cost),
        FIELDS["audiences"].display(one.audiences),
    )
    return Line(
        pk=one.pk,
        slug=one.slug,
        title=one.title,
        description=one.description,
        kind=str(one.get_kind_display()),
        producers=one.producers_line,
        facts=tuple(fact for fact in facts if fact),
        added=one.added_at.timestamp(),
    )


def group_of(one: Resource) -> str:
    """ "de 6 à 15 personnes"; empty when nobody knows."""
    return _span(one.group_min, one.group_max, _("de %(low)d à %(high)d personnes"), _("au moins %(low)d personnes"),
                 _("au plus %(high)d personnes"))  # fmt: skip


def ages_of(one: Resource) -> str:
    """ "de 14 à 18 ans"; empty when nobody knows."""
    return _span(one.age_min, one.age_max, _("de %(low)d à %(high)d ans"), _("à partir de %(low)d ans"),
                 _("jusqu’à %(high)d ans"))  # fmt: skip


def _span(low: int | None, high: int | None, both: str, least: str, most: str) -> str:
    if low is None and high is None:
        return ""
    words = least if high is None else most if low is None else both
    return words % {"low": low, "high": high}


def _entries() -> tuple[_Entry, ...]:
    return freshness.kept("resources-shelf", _read_entries)


def _read_entries() -> tuple[_Entry, ...]:
    rows = sorted(Resource.objects.public(), key=lambda one: (folded(one.title), one.pk))
    return tuple(
        _Entry(line_of(one), one.search_text, {facet.name: frozenset(facet.held_by(one)) for facet in FACETS})
        for one in rows
    )


def _holds_text(entry: _Entry, wanted: ShelfFilter) -> bool:
    return all(word in entry.text for word in folded(wanted.text).split())


def _is_chosen(entry: _Entry, wanted: ShelfFilter, *, aside: str = "") -> bool:
    return all(not entry.held[name].isdisjoint(values) for name, values in wanted.choices if name != aside)


def _counts(entries: tuple[_Entry, ...], wanted: ShelfFilter) -> Iterator[FacetCounts]:
    """Of each facet, what each value would show with the other facets in place, its own choice put aside."""
    searched = [one for one in entries if _holds_text(one, wanted)]
    for facet in FACETS:
        others = [one for one in searched if _is_chosen(one, wanted, aside=facet.name)]
        chosen = wanted.chosen(facet.name)
        counted = {value: sum(value in one.held[facet.name] for one in others) for value in facet.values()}
        choices = tuple(
            Choice(value, facet.label_of(value), count, value in chosen)
            for value, count in counted.items()
            if count or value in chosen
        )
        if choices:
            yield FacetCounts(facet, choices)


def _chips(wanted: ShelfFilter) -> Iterator[Chip]:
    if wanted.text:
        yield Chip(_("Mots : %(text)s") % {"text": wanted.text}, replace(wanted, text="").address())
    for name, values in wanted.choices:
        facet = BY_NAME[name]
        for value in values:
            words = _("%(facet)s : %(value)s") % {"facet": facet.label, "value": facet.label_of(value)}
            yield Chip(words, wanted.without(name, value).address())
