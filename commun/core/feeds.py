"""What every Atom feed shares: an entry, its lasting identifier, its pages (RFC 5005, 3), and how it is written."""

import copy
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext_lazy

from commun.core.text import without_controls

MOST_ENTRIES = 50
MOST_PAGES = 200
PAGE = "page"

Row = TypeVar("Row")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed. `key` is its identifier, stable for ever; `url` is absolute."""

    key: str
    title: str
    url: str
    at: datetime.datetime
    summary: str
    territory: str


def tag_uri(key: str) -> str:
    """An identifier that outlives addresses (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{key}"


if TYPE_CHECKING:
    _Feed: TypeAlias = Feed[Entry, Any]
else:
    _Feed = Feed


class PagedAtom(Atom1Feed):
    """Says where the other pages are: whoever was away a month follows `next` until what they know."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed.get("pages", ()):
            handler.addQuickElement("link", "", {"rel": relation, "href": address})


class EntryFeed(_Feed):
    """What every feed of ours shares: an entry is `Entry`, and `cut` gives the rows of the page that is asked.

    Each request has a copy of its own, which knows its page.
    """

    feed_type = PagedAtom
    number = 1
    goes_on = False

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = copy.copy(self)
        said = request.GET.get(PAGE, "1")
        if not said.isascii() or not said.isdecimal() or not 1 <= int(said[:9]) <= MOST_PAGES:
            raise Http404
        one.number = int(said)
        return super(EntryFeed, one).__call__(request, *args, **kwargs)

    @property
    def upto(self) -> int:
        """How many rows, from the newest, tell what this page holds and whether another follows."""
        return self.number * MOST_ENTRIES + 1

    def cut(self, rows: "QuerySet[Any, Row] | Sequence[Row]") -> list[Row]:
        """The rows of this page, of rows that go from the newest to the oldest."""
        found = list(rows[self.upto - 1 - MOST_ENTRIES : self.upto])
        self.goes_on = len(found) > MOST_ENTRIES
        return found[:MOST_ENTRIES]

    def get_feed(self, obj: Any, request: HttpRequest) -> Any:
        made = super().get_feed(obj, request)
        first = made.feed["feed_url"]

        def address(number: int) -> str:
            return first if number == 1 else f"{first}{'&' if '?' in first else '?'}{PAGE}={number}"

        pages = [("first", first)] if self.goes_on or self.number > 1 else []
        if self.number > 1:
            pages.append(("previous", address(self.number - 1)))
        if self.goes_on and self.number < MOST_PAGES:
            pages.append(("next", address(self.number + 1)))
        made.feed |= {"feed_url": address(self.number), "pages": pages}
        return made

    language = "fr"
    author_name = settings.SITE_NAME
    feed_copyright = gettext_lazy("Licence Ouverte 2.0")

    def item_title(self, item: Entry) -> str:
        return without_controls(item.title)

    def item_description(self, item: Entry) -> str:
        return linebreaks(escape(without_controls(item.summary)))

    def item_link(self, item: Entry) -> str:
        return item.url

    def item_guid(self, item: Entry) -> str:
        return tag_uri(item.key)

    def item_author_name(self, item: Entry) -> str:
        return item.territory

    def item_pubdate(self, item: Entry) -> datetime.datetime:
        return item.at

    def item_updateddate(self, item: Entry) -> datetime.datetime:
        return item.at
