"""The decisions: searched and counted by the index; for want of one, the newest."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core.throttle import is_allowed, too_many
from commun.deliberations.queries import decisions, found
from commun.search.values import PAGE

A_VISITOR_A_MINUTE = 120


@public
@require_safe
@cache_control(private=True, no_cache=True)
def decision_list(request: HttpRequest) -> HttpResponse:
    """Not kept with the pages of a version of the data: the index is a little behind them."""
    if not is_allowed(request, "search", limit=A_VISITOR_A_MINUTE, per=timedelta(minutes=1)):
        return too_many(request)
    asked, after = found.read(request.GET), request.GET.get("apres", "")
    shown = found.found(asked)
    everywhere, here = found.everywhere(asked), reverse("deliberations:list")
    context = {
        "asked": asked,
        "found": shown,
        "newest": decisions.newest(after=after) if shown.is_degraded and asked.is_empty else None,
        "is_after": bool(after),
        "first_url": here,
        "chips": [(words, other.address("deliberations:list")) for words, other in found.chips(asked)],
        "page": Paginator(range(min(shown.total, shown.pages * PAGE) or 1), PAGE).get_page(shown.number),
        "query": asked.parameters,
        "feed_url": everywhere.address("search:feed"),
        "file_url": everywhere.address("search:file"),
        "search_url": everywhere.address(),
    }
    return render(request, "deliberations/list.html", context)
