"""Every proposition of the country, and the page of one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.datasets import PROPOSITIONS
from commun.concertations.enums import Theme
from commun.concertations.forms.propositions import PropositionFilterForm, region_choices
from commun.concertations.presenters.history import told
from commun.concertations.presenters.proposition_json import as_json
from commun.concertations.queries import propositions
from commun.concertations.queries.proposition_page import proposition_page
from commun.concertations.queries.usage_links import thread_with, usages_of_proposition
from commun.core.freshness import kept
from commun.ui.components import Crumb


@public
@require_safe
def proposition_list(request: HttpRequest) -> HttpResponse:
    form = PropositionFilterForm(request.GET, regions=kept("regions", region_choices))
    wanted = form.wanted()
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    found = propositions.proposition_list(wanted=wanted, page=page, on=timezone.localdate())
    form.show_counts(found)
    paginator = Paginator(range(found.pages * propositions.PAGE_SIZE), propositions.PAGE_SIZE)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "found": found,
        "page": paginator.page(found.number),
        "query": query,
        "twins": PROPOSITIONS.files(request.GET),
        "is_extract": PROPOSITIONS.is_narrowed_by(request.GET),
        "is_filtered": any(value for key, value in request.GET.items() if key != "page"),
        "theme": Theme(wanted.theme) if wanted.theme else None,
        "with_fictional": wanted.with_fictional,
        "toggle_url": _other_scope(query, with_fictional=wanted.with_fictional),
    }
    return render(request, "concertations/propositions/list.html", context)


def _other_scope(query: QueryDict, *, with_fictional: bool) -> str:
    """The same list with the invented territory, or without it; "" when it was chosen by its name."""
    if with_fictional and not query.get("exemple"):
        return ""
    other = query.copy()
    if with_fictional:
        other.pop("exemple")
    else:
        other["exemple"] = "on"
    return f"?{other.urlencode()}"


@public
@require_safe
def proposition(request: HttpRequest, uid: str) -> HttpResponse:
    page = proposition_page(uid=uid, on=timezone.localdate())
    if page is None:
        raise Http404
    usages = usages_of_proposition(uid)
    context = {
        "page": page,
        "usages": usages,
        "knots": thread_with(page.knots, usages),
        "crumbs": [
            Crumb(_("Propositions"), reverse("concertations:propositions")),
            Crumb(page.concertation, page.concertation_url),
            Crumb(_("Proposition %(number)d") % {"number": page.number}),
        ],
        "history": told(page),
        "json_url": reverse("concertations:proposition_json", args=[page.uid]),
    }
    return render(request, "concertations/propositions/detail.html", context)


@public
@require_safe
def proposition_json(request: HttpRequest, uid: str) -> HttpResponse:
    page = proposition_page(uid=uid, on=timezone.localdate())
    if page is None:
        raise Http404
    response = JsonResponse(as_json(page), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Access-Control-Allow-Origin"] = "*"
    return response
