"""The catalogue: its filters, its collections, its lines."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.resources.datasets import RESOURCES
from commun.resources.queries import pages, shelf


@public
@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    wanted = shelf.read(request.GET)
    found = shelf.shelf(wanted=wanted, page=shelf.page_number(request.GET))
    context = {
        "wanted": wanted,
        "found": found,
        "collections": () if wanted.is_narrow else pages.collections(),
        "page": Paginator(range(found.total or 1), shelf.PAGE_SIZE).page(found.number),
        "query": wanted.parameters,
        "newest": shelf.NEWEST,
        "twins": RESOURCES.files(request.GET),
    }
    return render(request, "resources/list.html", context)
