"""`/recherche/`: one field, everything that is public."""

from datetime import timedelta

from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.throttle import is_allowed, too_many
from commun.search import asking, presenters, queries
from commun.search.doors import doors
from commun.search.values import PAGE

A_VISITOR_A_MINUTE = 120


@public
@require_safe
@cache_control(private=True, no_cache=True)
def results(request: HttpRequest) -> HttpResponse:
    """Not kept with the pages of a version of the data: the index is a little behind them."""
    if not is_allowed(request, "search", limit=A_VISITOR_A_MINUTE, per=timedelta(minutes=1), cache=caches["pages"]):
        return too_many(request)
    asked = asking.read(request.GET)
    if asked.is_empty:
        return render(request, "search/start.html", {"asked": asked, "kinds": queries.kinds_known()})
    found = queries.result_page(asked)
    context = {
        "asked": asked,
        "found": found,
        "frame": presenters.frame(asked, found),
        "doors": doors(asked),
        "page": Paginator(range(min(found.total, found.pages * PAGE) or 1), PAGE).get_page(found.number),
    }
    return render(request, "search/results.html", context)
