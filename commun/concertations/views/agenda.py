"""The public sessions, and what was promised for a day, as calendars."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations import calendar
from commun.concertations.models import Concertation
from commun.core.calendars import CONTENT_TYPE, icalendar
from commun.core.freshness import kept
from commun.territories.models import Territory


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


@public
@require_safe
def concertation_deadlines(request: HttpRequest, slug: str) -> HttpResponse:
    concertation = get_object_or_404(Concertation.objects.published(), slug=slug)
    name = _("Échéances : %(title)s") % {"title": concertation.title}
    return HttpResponse(icalendar(calendar.deadlines_of(concertation), name=name), content_type=CONTENT_TYPE)


@public
@require_safe
def territory_deadlines(request: HttpRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory, slug=slug)
    name = _("Échéances promises : %(name)s") % {"name": territory.name}
    return HttpResponse(icalendar(calendar.deadlines_within(territory), name=name), content_type=CONTENT_TYPE)
