"""What became of a concertation, in a frame."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.presenters.concertations import figures
from commun.concertations.queries.concertations import concertation_page
from commun.embeds import queries
from commun.embeds.views.framed import framed, gone


@public
@require_safe
def concertation(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    frame = queries.concertation_frame(slug)
    page = concertation_page(slug=slug, on=today)
    if frame is None or page is None:
        return gone(request)
    context = {"page": page, "record": page.record, "figures": figures(page), "today": today}
    return framed(request, "embeds/concertation.html", frame, **context)
