"""The map of engaged territories, told as a table: its equivalent for whoever does not see or does not use it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.territories import presenters, queries

ROWS_A_PAGE = 50


@public
@require_safe
def map_table(request: HttpRequest) -> HttpResponse:
    drawn = presenters.territory_map(queries.engaged_counts())
    return render(
        request,
        "territories/map_table.html",
        {
            "map": drawn,
            "page": Paginator(drawn.rows, ROWS_A_PAGE).get_page(request.GET.get("page", 1)),
            "path": [(_("Territoires"), reverse("territories:list")), (_("La carte en tableau"), "")],
        },
    )
