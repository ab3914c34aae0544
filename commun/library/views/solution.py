"""The systems that several bodies may use: their list, and one with its uses side by side."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.freshness import kept
from commun.library.models import Solution
from commun.library.panels import distinctions_of
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


@dataclass(frozen=True)
class Made:
    """The page, but for what surrounds every page: the same for all readers."""

    name: str
    summary: str
    crumbs: tuple[Crumb, ...]
    body: SafeString


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one system, kept until the data change."""
    try:
        made = kept("solution", lambda: _made(slug), slug)
    except Solution.DoesNotExist as absent:
        raise Http404(_("Ce système n’est utilisé par aucune fiche publiée.")) from absent
    return render(request, "library/solution.html", {"solution": made, "crumbs": made.crumbs, "body": made.body})


def _made(slug: str) -> Made:
    page = solutions.solution_page(slug=slug)
    solution = page.solution
    crumbs = (
        Crumb(_("Bibliothèque"), _LIBRARY),
        Crumb(_("Systèmes"), f"{_LIBRARY}solutions/"),
        Crumb(solution.name),
    )
    context = {
        "page": page,
        "solution": solution,
        "rows": comparison(page),
        "distinctions": distinctions_of(solution.pk),
        "alerts": [(alert, ", ".join(places)) for alert, places in page.alerts],
    }
    body = render_to_string("library/_solution_body.html", context)
    return Made(name=solution.name, summary=solution.summary, crumbs=crumbs, body=body)
