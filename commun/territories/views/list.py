"""The map and the list of territories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.territories import queries
from commun.territories.forms import TerritoryFilterForm
from commun.territories.models import Territory
from commun.territories.panels import engagement


@public
@require_safe
def territory_list(request: HttpRequest) -> HttpResponse:
    form = TerritoryFilterForm(request.GET)
    filters = form.filters
    found = queries.territory_page(filters=filters, number=request.GET.get("page", 1))
    everywhere = request.GET.copy()
    everywhere.pop("page", None)
    everywhere["etape"] = queries.ALL
    return render(
        request,
        "territories/list.html",
        {
            "form": form,
            "found": found,
            "everywhere": everywhere.urlencode(),
            "shows_map": filters == queries.TerritoryFilters() and found.page.number == 1,
            "searched": filters.text,
            "shows_all": filters.step == queries.ALL,
            "twins": engagement().files(request.GET),
            "all_count": Territory.objects.current().count() if not found.total else 0,
        },
    )
