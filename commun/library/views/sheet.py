"""The page of one use, for everyone; members of the network read there what is kept for them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.web_links import dead
from commun.library.access import is_of_network
from commun.library.models import PublishedSheet
from commun.library.presenters import evaluation, history
from commun.library.presenters import sheets as shapes
from commun.library.presenters.stages import shape
from commun.library.queries import sheets


def published_or_404(slug: str) -> PublishedSheet:
    try:
        return sheets.published_sheet(slug=slug)
    except PublishedSheet.DoesNotExist as absent:
        raise Http404(_("Cette fiche n’existe pas, ou n’est pas publiée.")) from absent


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    shown = published_or_404(slug)
    page = sheets.sheet_page(sheet=shown, for_network=is_of_network(request))
    context = {
        "page": page,
        "sheet": shown,
        "shape": shape(shown.stage),
        "glance": shapes.glance(page),
        "threads": shapes.threads(page),
        "sections": shapes.sections(page),
        "debate": shapes.debate(page),
        "filled": shapes.filled(page),
        "evaluation_facts": evaluation.standing_sentences(page.evaluations),
        "history": history.told(page),
        "family": history.summed_up(page),
        "is_to_check": shapes.is_to_check(page, on=timezone.localdate()),
        "crumbs": shapes.crumbs(page),
        "dead": dead([*(one.url for one in page.links), *(one.url for one in page.sources)]),
    }
    response = render(request, "library/sheet.html", context)
    if page.is_read_by_network:
        add_never_cache_headers(response)
    return response
