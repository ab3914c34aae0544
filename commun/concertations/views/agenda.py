"""The public sessions as calendars."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations import calendar
from commun.concertations.models import Concertation
from commun.core.calendars import CONTENT_TYPE, icalendar
from commun.core.freshness import kept


@public
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    return HttpResponse(kept("agenda", _country), content_type=CONTENT_TYPE)


def _country() -> bytes:
    """A thousand sessions take half a second to write: once for each version of the public data."""
    sessions = calendar.country_sessions(on=timezone.localdate())
    return icalendar(map(calendar.entry_of, sessions), name=_("Concertations sur l’IA dans les territoires"))


@public
@require_safe
def concertation_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    concertation = Concertation.objects.published().filter(slug=slug).first()
    if concertation is None:
        raise Http404
    sessions = calendar.sessions_of(concertation)
    body = icalendar(map(calendar.entry_of, sessions), name=concertation.title)
    return HttpResponse(body, content_type=CONTENT_TYPE)
