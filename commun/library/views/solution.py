"""The systems that several bodies may use: their list, and one with its uses side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.models import Solution
from commun.library.presenters.solutions import comparison
from commun.library.queries import solutions
from commun.ui.components import Crumb, Link

_LIBRARY = "/bibliotheque/"


@public
@require_safe
def solution_list(request: HttpRequest) -> HttpResponse:
    twins = [Link(kind.upper(), f"/donnees/solutions.{kind}") for kind in ("csv", "json", "xlsx")]
    context = {
        "solutions": solutions.solution_list(),
        "crumbs": [Crumb(_("Bibliothèque"), _LIBRARY), Crumb(_("Systèmes"))],
        "twins": twins,
    }
    return render(request, "library/solutions.html", context)


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        page = solutions.solution_page(slug=slug)
    except Solution.DoesNotExist as absent:
        raise Http404(_("Ce système n’est utilisé par aucune fiche publiée.")) from absent
    crumbs = [
        Crumb(_("Bibliothèque"), _LIBRARY),
        Crumb(_("Systèmes"), f"{_LIBRARY}solutions/"),
        Crumb(page.solution.name),
    ]
    context = {"page": page, "solution": page.solution, "rows": comparison(page), "crumbs": crumbs}
    return render(request, "library/solution.html", context)
