"""The trades, as everyone reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import version_pages
from commun.core.access import public
from commun.jobs import queries
from commun.jobs.datasets import METIERS
from commun.jobs.forms import ListForm
from commun.jobs.list_page import filter_of
from commun.jobs.models import Trade
from commun.ui.components import Crumb


@public
@require_safe
def trade_list(request: HttpRequest) -> HttpResponse:
    wanted = filter_of(request.GET)
    context = {
        "form": ListForm(request.GET),
        "wanted": wanted,
        "page": queries.list_page(wanted),
        "twins": METIERS.files(request.GET),
    }
    return render(request, "jobs/list.html", context)


@public
@require_safe
def trade(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Trade, slug=slug)
    crumbs = [Crumb(_("Métiers"), reverse("jobs:list")), Crumb(one.title)]
    return render(request, "jobs/trade.html", {"page": queries.trade_page(one), "trade": one, "crumbs": crumbs})


@public
@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Trade, slug=slug)
    url = reverse("jobs:versions", args=[slug])
    return version_pages.all_versions(request, record=one, kept_for=one, versions_url=url)


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    one = get_object_or_404(Trade, slug=slug)
    url = reverse("jobs:versions", args=[slug])
    return version_pages.one_version(request, number, record=one, kept_for=one, versions_url=url)
