"""What every Atom feed shares: an entry, its lasting identifier, and how it is written."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext_lazy

from commun.core.text import without_controls

MOST_ENTRIES = 50


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


class EntryFeed(_Feed):
    """What every feed of ours shares: an entry is `Entry`."""

    feed_type = Atom1Feed
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
