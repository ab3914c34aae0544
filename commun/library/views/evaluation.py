"""What anyone reads of evaluations: all of them, and one as a profile."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.access import is_of_network
from commun.library.enums import Visibility
from commun.library.models import Evaluation
from commun.library.panels import held_against
from commun.library.presenters import evaluation as shapes
from commun.library.presenters.paths import path
from commun.library.queries import evaluation as queries

PER_PAGE = 30


@public
@require_safe
def evaluation_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.public_evaluations(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "library/evaluation/list.html", {"page": page, "path": path(_("Évaluations"))})


@public
@require_safe
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One evaluation; members of the network read there what is kept for them."""
    rows = Evaluation.objects.finished().filter(deployment__public__isnull=False, deployment__slug=slug)
    evaluation = get_object_or_404(rows.select_related("deployment__public__territory", "grid"), number=number)
    is_for_network = evaluation.visibility == Visibility.NETWORK and is_of_network(request)
    if not evaluation.is_public and not is_for_network:
        raise Http404(_("Cette évaluation n’est pas publique."))
    sheet = evaluation.deployment.public
    previous = queries.previous_public(evaluation=evaluation)
    profile = queries.profile(evaluation=evaluation, previous=previous, held_now=queries.held_now(sheet))
    context = {
        "evaluation": evaluation,
        "sheet": sheet,
        "profile": profile,
        "axes": shapes.axes(profile),
        "legend": shapes.levels_legend(),
        "others": queries.comparable_with(evaluation=evaluation, most=8),
        "asked_by_manifesto": held_against(sheet),
        "crumbs": shapes.crumbs(evaluation),
    }
    response = render(request, "library/evaluation/detail.html", context)
    if is_for_network:
        add_never_cache_headers(response)
    return response
