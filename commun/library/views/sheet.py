"""The page of one use, for everyone; members of the network read there what is kept for them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.freshness import kept
from commun.core.voices import voices_on
from commun.core.web_links import dead
from commun.library.access import is_of_network
from commun.library.models import PublishedSheet
from commun.library.panels import distinctions_of, held_against, trades_of
from commun.library.presenters import evaluation, history
from commun.library.presenters import sheets as shapes
from commun.library.presenters.stages import shape
from commun.library.queries import sheets
from commun.ui.components import Crumb


def published_or_404(slug: str, *, for_network: bool = False) -> PublishedSheet:
    try:
        return sheets.published_sheet(slug=slug, for_network=for_network)
    except PublishedSheet.DoesNotExist as absent:
        raise Http404(_("Cette fiche n’existe pas, ou n’est pas publiée.")) from absent


@dataclass(frozen=True)
class Made:
    """The page, but for what surrounds every page: the same for all readers of one circle."""

    slug: str
    title: str
    place: str
    summary: str
    crumbs: tuple[Crumb, ...]
    body: SafeString
    is_read_by_network: bool


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What everyone reads is kept until the data change; what members of the network read is made for them alone."""
    made = _made(slug, for_network=True) if is_of_network(request) else kept("sheet", lambda: _made(slug), slug)
    response = render(request, "library/sheet.html", {"sheet": made, "crumbs": made.crumbs, "body": made.body})
    if made.is_read_by_network:
        add_never_cache_headers(response)
    return response


def _made(slug: str, *, for_network: bool = False) -> Made:
    shown = published_or_404(slug, for_network=for_network)
    page = sheets.sheet_page(sheet=shown, for_network=for_network)
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
        "asked_by_manifesto": held_against(shown),
        "history": history.told(page),
        "family": history.summed_up(page),
        "voices": voices_on("usage", shown.pk),
        "trades": trades_of(shown.pk),
        "distinctions": distinctions_of(shown.solution_id),
        "is_to_check": shapes.is_to_check(page, on=timezone.localdate()),
        "dead": dead([*(one.url for one in page.links), *(one.url for one in page.sources)]),
    }
    return Made(
        slug=shown.slug,
        title=shown.title,
        place=shown.territory_name,
        summary=shown.summary,
        crumbs=tuple(shapes.crumbs(page)),
        body=render_to_string("library/_sheet_body.html", context),
        is_read_by_network=page.is_read_by_network,
    )
