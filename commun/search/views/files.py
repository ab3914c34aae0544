"""The same question as a feed, a file, and a description that browsers understand."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import MOST_ENTRIES, Entry, EntryFeed, tag_uri
from commun.core.spreadsheets import guard
from commun.core.throttle import is_allowed, too_many
from commun.search import asking, presenters, queries
from commun.search.asking import Asked
from commun.search.queries import Result
from commun.search.values import DEEPEST

A_VISITOR_AN_HOUR = 120
COLUMNS = ("identifiant", "nature", "titre", "url", "contexte", "date", "extrait")


def _is_allowed(request: HttpRequest) -> bool:
    return is_allowed(request, "search-files", limit=A_VISITOR_AN_HOUR, per=datetime.timedelta(hours=1))


class SearchFeed(EntryFeed):
    """The last dated results of a question. What has no date of its own (a territory, a system) is not news."""

    def get_object(self, request: HttpRequest) -> Asked:
        return asking.read(request.GET).by_date()

    def title(self, asked: Asked) -> str:
        return _("Commun : %(title)s") % {"title": presenters.title(asked)}

    def subtitle(self, asked: Asked) -> str:
        return _("Ce qui répond à cette recherche, le plus récent d’abord.")

    def link(self, asked: Asked) -> str:
        return f"{settings.SITE_URL}{asked.address()}"

    def feed_url(self, asked: Asked) -> str:
        return f"{settings.SITE_URL}{asked.address('search:feed')}"

    def feed_guid(self, asked: Asked) -> str:
        return tag_uri(f"recherche?{asked.parameters}")

    def items(self, asked: Asked) -> list[Entry]:
        return [_entry(one) for one in queries.rows(asked, most=MOST_ENTRIES, block=MOST_ENTRIES) if one.on]


def _entry(one: Result) -> Entry:
    day = one.on if isinstance(one.on, datetime.date) else one.on.earliest if one.on else datetime.date.min
    return Entry(
        key=f"recherche/{one.kind}/{one.uid}",
        title=f"{one.singular} : {one.plain_title}",
        url=f"{settings.SITE_URL}{one.url}",
        at=timezone.make_aware(datetime.datetime.combine(day, datetime.time(12))),
        summary=one.plain_extract,
        territory=one.context,
    )


_feed = SearchFeed()


@public
@require_safe
@cache_control(private=True, no_cache=True)
def feed(request: HttpRequest) -> HttpResponseBase:
    return _feed(request) if _is_allowed(request) else too_many(request)


@public
@require_safe
@cache_control(private=True, no_cache=True)
def file(request: HttpRequest) -> HttpResponseBase:
    """CSV of the first results, in the order of the page; the headers tell how many lines there are, of how many."""
    if not _is_allowed(request):
        return too_many(request)
    asked = asking.read(request.GET)
    total = queries.total(asked)
    headers = {
        "Content-Disposition": 'attachment; filename="recherche.csv"',
        "Commun-Total": str(total),
        "Commun-Lignes": str(min(total, DEEPEST)),
    }
    return StreamingHttpResponse(_lines(asked), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(asked: Asked) -> Iterator[str]:
    yield _line(COLUMNS)
    for one in queries.rows(asked):
        told = presenters.payload(one) | {"url": f"{settings.SITE_URL}{one.url}"}
        yield _line([guard(str(told[name] or "")) for name in COLUMNS])


def _line(cells: Sequence[str]) -> str:
    """RFC 4180, as the datasets."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


@public
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: a browser that read it can search here from its own field."""
    media = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "search/opensearch.xml", {"site_url": settings.SITE_URL}, content_type=media)
