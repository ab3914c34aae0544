"""The page of one territory: who it is, and what higher apps know of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.territories import queries
from commun.territories.models import Territory


@public
@require_safe
def territory_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        view = queries.territory_view(slug=slug)
    except Territory.DoesNotExist:
        raise Http404(_("Ce territoire n’est pas dans nos listes.")) from None
    territory = view.detail.territory
    return render(
        request,
        "territories/detail.html",
        {
            "territory": territory,
            "detail": view.detail,
            "panels": view.panels,
            "links": view.links,
            "feeds": [link for link in view.links if link.feed_type],
            "path": [(_("Territoires"), reverse("territories:list")), (territory.name, "")],
        },
    )
