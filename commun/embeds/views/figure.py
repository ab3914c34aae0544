"""One figure with its total, its date and its source, in a frame."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.embeds import presenters, queries
from commun.embeds.views.framed import framed, gone
from commun.territories.models import Territory


@public
@require_safe
def figure(request: HttpRequest, key: str, slug: str = "") -> HttpResponse:
    frame = queries.figure_frame(key, slug)
    territory = Territory.objects.filter(slug=slug).first() if slug else None
    found = queries.figure(key, territory)
    if frame is None or found is None:
        return gone(request)
    return framed(request, "embeds/figure.html", frame, figure=presenters.shown(found), territory=territory)
