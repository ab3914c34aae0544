"""Who declared what: the library's gaps, stated as facts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.queries.coverage import coverage
from commun.ui.components import Crumb


@public
@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    crumbs = [Crumb(_("Bibliothèque"), "/bibliotheque/"), Crumb(_("Couverture"))]
    return render(request, "library/coverage.html", {"found": coverage(on=timezone.localdate()), "crumbs": crumbs})
