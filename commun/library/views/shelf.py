"""The list of the library, its filters, and its map."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.datasets import USAGES
from commun.library.forms import shelf as forms
from commun.library.presenters import shelf as presenters
from commun.library.queries import shelf as queries
from commun.territories.presenters import territory_map
from commun.ui.components import Crumb


@public
@require_safe
def sheet_list(request: HttpRequest) -> HttpResponse:
    wanted = forms.read(request.GET)
    found = queries.shelf(wanted=wanted, page=forms.page_number(request.GET), on=timezone.localdate())
    compared = forms.compared(request.GET)
    view = forms.TABLE if request.GET.get(forms.VIEW) == forms.TABLE else ""
    kept = {forms.VIEW: view, forms.COMPARE: ",".join(compared)}
    frame = presenters.frame(wanted=wanted, found=found, places=queries.place_labels(wanted), kept=kept)
    context = {"wanted": wanted, "found": found, "frame": frame}
    if request.GET.get(forms.FILTERS) == forms.ALL_FILTERS:
        return render(request, "library/filters.html", context)
    context |= {
        "page": Paginator(range(found.total or 1), queries.PAGE_SIZE).page(found.number),
        "query": forms.written(wanted, **kept),
        "is_table": bool(view),
        "compared": queries.titles(compared),
        "twins": USAGES.files(request.GET),
    }
    return render(request, "library/list.html", context)


@public
@require_safe
def sheet_map(request: HttpRequest) -> HttpResponse:
    wanted = forms.read(request.GET)
    drawn = territory_map(queries.places(wanted), presenters.words_of_map(wanted))
    back = f"{reverse('library:list')}{forms.written(wanted)}"
    context = {
        "map": drawn,
        "wanted": wanted,
        "back": back,
        "path": [Crumb(_("Bibliothèque"), back), Crumb(_("Carte"))],
    }
    return render(request, "library/map.html", context)
