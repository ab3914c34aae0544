"""The uses of AI that a territory published, in a frame."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.embeds import queries
from commun.embeds.views.framed import framed, gone


@public
@require_safe
def uses(request: HttpRequest, slug: str) -> HttpResponse:
    frame, found = queries.uses_frame(slug), queries.use_list(slug)
    if frame is None or found is None:
        return gone(request)
    return framed(request, "embeds/uses.html", frame, found=found, today=timezone.localdate())
