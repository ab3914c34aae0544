"""What an address of the library asks: what cannot be read is ignored, never a dead end."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import QueryDict

from commun.core.text import clean
from commun.library import facets
from commun.library.facets import FACETS
from commun.library.queries import index
from commun.library.queries.shelf import RELEVANCE, ShelfFilter

TEXT, SORT, VIEW, PAGE, FICTIONAL, FILTERS, COMPARE = "q", "tri", "vue", "page", "exemple", "filtres", "comparer"
PARAMETERS = (TEXT, SORT, VIEW, PAGE, FICTIONAL, FILTERS, COMPARE, *facets.BY_NAME, *facets.PLACES)
TABLE, ALL_FILTERS = "tableau", "tous"
LONGEST_TEXT = 200
MOST_VALUES = 40
MOST_COMPARED = 4
_LONGEST_SLUG = 120
_SLUG = re.compile(rf"[-a-zA-Z0-9_]{{1,{_LONGEST_SLUG}}}")


def read(query: QueryDict) -> ShelfFilter:
    """The filter that was asked, its values in the order of their vocabulary."""
    choices = []
    for one in FACETS:
        asked = set(_values(query, one.name))
        if values := tuple(value for value in one.values() if value in asked):
            choices.append((one.name, values))
    for name in facets.PLACES:
        if values := tuple(dict.fromkeys(value for value in _values(query, name) if _SLUG.fullmatch(value))):
            choices.append((name, values))
    sort = query.get(SORT, "")
    return ShelfFilter(
        text=clean(query.get(TEXT, ""))[:LONGEST_TEXT].strip(),
        choices=tuple(choices),
        with_fictional=query.get(FICTIONAL) == "on",
        sort=sort if sort in index.ORDERS or sort == RELEVANCE else "",
    )


def _values(query: QueryDict, name: str) -> list[str]:
    """Those of a parameter that is repeated, or written "a,b"."""
    written = (one.strip() for value in query.getlist(name)[:MOST_VALUES] for one in value[:2000].split(","))
    return list(written)[:MOST_VALUES]


def page_number(query: QueryDict) -> int:
    written = query.get(PAGE, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 1


def compared(query: QueryDict, name: str = COMPARE) -> tuple[str, ...]:
    """The slugs of the sheets to compare, written "a,b" or one by one; four at most, each once."""
    return asked_to_compare(query, name)[:MOST_COMPARED]


def asked_to_compare(query: QueryDict, name: str = COMPARE) -> tuple[str, ...]:
    """All those that the address names, even more than can be compared."""
    return tuple(dict.fromkeys(slug for slug in _values(query, name) if _SLUG.fullmatch(slug)))


def pairs(wanted: ShelfFilter) -> Iterator[tuple[str, str]]:
    """The filter as the parameters of an address."""
    if wanted.text:
        yield TEXT, wanted.text
    for name, values in wanted.choices:
        for value in values:
            yield name, value
    if wanted.sort:
        yield SORT, wanted.sort
    if wanted.with_fictional:
        yield FICTIONAL, "on"


def written(wanted: ShelfFilter, **more: str) -> str:
    """The filter as the end of an address: "?q=eau&etape=abandonne", or "" when nothing is asked."""
    query = urlencode([*pairs(wanted), *((name, value) for name, value in more.items() if value)])
    return f"?{query}" if query else ""
