"""The grid as anyone reads it: the version in force, those before, and what changed between two."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.revisions import compare as compare_texts
from commun.library.models import Grid
from commun.library.presenters import evaluation as shapes
from commun.library.presenters.paths import path
from commun.library.queries import evaluation as queries
from commun.ui.components import Crumb


@public
@require_safe
def current(request: HttpRequest) -> HttpResponse:
    try:
        grid = Grid.objects.current()
    except Grid.DoesNotExist as absent:
        raise Http404(_("Aucune version de la grille n’est publiée.")) from absent
    return _show(request, grid)


@public
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    return _show(request, get_object_or_404(Grid.objects.published(), number=number))


def _show(request: HttpRequest, grid: Grid) -> HttpResponse:
    page = queries.grid_page(grid=grid)
    context = {
        "path": path(Crumb(_("Évaluations"), reverse("library:evaluations")), _("Grille")),
        "page": page,
        "grid": grid,
        "legend": shapes.levels_legend(),
        "axes": shapes.grid_axes(page),
    }
    return render(request, "library/evaluation/grid.html", context)


@public
@require_safe
def compare(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """What version `new` asks differently from version `old`."""
    published = Grid.objects.published()
    before, after = get_object_or_404(published, number=old), get_object_or_404(published, number=new)
    changes = compare_texts(queries.grid_content(before), queries.grid_content(after))
    return render(request, "library/evaluation/grid_compare.html", {"old": before, "new": after, "changes": changes})
