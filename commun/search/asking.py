"""What an address of the search asks: what cannot be read is ignored, never a dead end.

The same words serve the page, its suggestions, the feed, the file and the API: an address says the whole question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from commun.core.text import clean
from commun.search.documents import Place, gazetteer, sources
from commun.search.values import DEEPEST, PAGE, Query

TEXT, WITHIN, SORT, PAGE_NUMBER = "q", "dans", "tri", "page"
BY_RELEVANCE, BY_DATE = "pertinence", "date"
PARAMETERS: Mapping[str, str] = {
    "type": "kind",
    "territoire": "territory",
    "theme": "theme",
    "annee": "year",
    "organisme": "body_kind",
    "departement": "department",
    "matiere": "matter",
    "vote": "vote",
}
"""Each facet by the name that it has in addresses."""
EVERYWHERE = ("type", "territoire", "theme", "annee")
"""The facets that hold for every kind; the others are those of council decisions."""
LAST_PAGE = DEEPEST // PAGE
LONGEST_TEXT = 200
LONGEST_VALUE = 120
MOST_VALUES = 20


@dataclass(frozen=True)
class Asked:
    """A question, as its address says it. `choices` are the values chosen, by the name of their facet in addresses.

    `unknown_place` is what was typed for a place that nothing bears, or that several bear: it narrows nothing.
    """

    text: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Place | None = None
    unknown_place: str = ""
    sort: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.choices or self.place)

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.is_narrowed

    @property
    def is_overview(self) -> bool:
        """The best of each kind, rather than one list: what words alone ask, until a kind or an order is chosen."""
        return bool(self.text) and not self.sort and self.page == 1 and "type" not in self.choices

    @property
    def is_by_date(self) -> bool:
        """Without words there is nothing to be relevant to."""
        return self.sort == BY_DATE or not self.text

    @property
    def counted(self) -> tuple[str, ...]:
        """The facets to count by: those of decisions when they are all that is asked, or chosen by one of theirs."""
        own = set(PARAMETERS) - set(EVERYWHERE)
        if self.choices.get("type") == ("deliberations",) or own & set(self.choices):
            return tuple(PARAMETERS)
        return EVERYWHERE

    def query(self, *, start: int = 0, size: int = PAGE, with_facets: bool = True, real_only: bool = False) -> Query:
        return Query(
            text=self.text,
            facets={PARAMETERS[name]: values for name, values in self.choices.items()},
            within=self.place.value if self.place else "",
            by_date=self.is_by_date,
            start=start,
            size=size,
            with_facets=with_facets,
            counted=tuple(PARAMETERS[name] for name in self.counted),
            real_only=real_only,
        )

    def by_date(self) -> "Asked":
        return replace(self, sort=BY_DATE, page=1)

    def choosing(self, name: str, *values: str) -> "Asked":
        """The same, with these values of a facet and no other; without any, the facet is left free."""
        choices = {key: chosen for key, chosen in self.choices.items() if key != name}
        return replace(self, choices={**choices, name: values} if values else choices, page=1)

    def without(self, name: str, value: str) -> "Asked":
        return self.choosing(name, *(one for one in self.choices.get(name, ()) if one != value))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """As the parameters of an address, the page left out."""
        if self.text:
            yield TEXT, self.text
        for name in PARAMETERS:
            for value in self.choices.get(name, ()):
                yield name, value
        if self.place:
            yield WITHIN, self.place.value
        if self.sort:
            yield SORT, self.sort

    @property
    def parameters(self) -> str:
        """ "q=eau&type=usages", without the page."""
        return urlencode(list(self.pairs()))

    def address(self, name: str = "search:results") -> str:
        return f"{reverse(name)}?{self.parameters}" if self.parameters else reverse(name)


def read(query: QueryDict) -> Asked:
    """One query at most beyond those of the place."""
    typed = clean(query.get(WITHIN, ""))[:LONGEST_TEXT].strip()
    place = _place(typed) if typed else None
    sort = query.get(SORT, "")
    return Asked(
        text=" ".join(clean(query.get(TEXT, ""))[:LONGEST_TEXT].split()),
        choices={name: values for name in PARAMETERS if (values := _values(query, name))},
        place=place,
        unknown_place="" if place else typed,
        sort=sort if sort in (BY_DATE, BY_RELEVANCE) else "",
        page=_number(query.get(PAGE_NUMBER, "")),
    )


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    """Those of a parameter that is repeated, or written "a,b"."""
    written = (one.strip() for value in query.getlist(name)[:MOST_VALUES] for one in clean(value)[:2000].split(","))
    found = tuple(dict.fromkeys(one for one in written if one and len(one) <= LONGEST_VALUE))[:MOST_VALUES]
    return tuple(one for one in found if one in sources()) if name == "type" else found


def _number(written: str) -> int:
    is_number = written.isascii() and written.isdecimal() and len(written) < 7
    return min(max(1, int(written)), LAST_PAGE) if is_number else 1


def _place(typed: str) -> Place | None:
    known = gazetteer()
    return known.understand(typed) if known else None
