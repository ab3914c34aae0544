"""The agenda in one's own: everything, a group, a territory, a meeting, or what one registered to."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.agenda import links
from commun.agenda.calendar import KEPT, MOST, entry_of
from commun.agenda.declared import Asked, meetings
from commun.agenda.enums import Seat
from commun.agenda.models import Event, PersonalCalendar, Registration
from commun.core.access import public
from commun.core.calendars import CONTENT_TYPE, icalendar
from commun.core.errors import DomainError
from commun.core.freshness import kept
from commun.groups.models import Group
from commun.territories.models import Territory


@public
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """The real ones: what is invented has its own calendar, that of its territory."""

    def made() -> bytes:
        return _written(Event.objects.public().real(), Asked(only_real=True), name=_("Agenda du réseau"))

    return _file(kept("events", made))


@public
@require_safe
def of_group(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_object_or_404(Group, slug=slug)
    return _file(_written(Event.objects.public().filter(group=group), None, name=group.title))


@public
@require_safe
def of_territory(request: HttpRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory, slug=slug)
    rows = Event.objects.public().filter(territory=territory)
    return _file(_written(rows, Asked(territory=slug), name=territory.name))


@public
@require_safe
def of_event(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.public().select_related("territory"), slug=slug)
    return _file(icalendar([entry_of(event)], name=event.title))


@public
@never_cache
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """The seal of the address stands for signing in: agendas cannot."""
    try:
        user, serial = links.read_calendar(token)
    except DomainError:
        raise Http404 from None
    known = PersonalCalendar.objects.filter(user=user, serial=serial, is_open=True, user__is_active=True)
    if not known.exists():
        raise Http404
    rows = Registration.objects.filter(user=user, event__published_at__isnull=False).exclude(seat=Seat.ASKED)
    rows = rows.filter(event__starts_at__gt=timezone.now() - KEPT).select_related("event__territory")
    entries = [
        entry_of(one.event, is_registered=one.seat == Seat.SEATED)
        for one in rows.order_by("event__starts_at", "pk")[:MOST]
    ]
    return _file(icalendar(entries, name=_("Mes rencontres")))


def _written(rows: QuerySet[Event], asked: Asked | None, *, name: str) -> bytes:
    """Ours, and with `asked` those that other apps keep, each under the identifier that it has in their own files."""
    since = timezone.now() - KEPT
    recent = rows.filter(starts_at__gt=since).select_related("territory").order_by("starts_at", "pk")[:MOST]
    entries = [entry_of(one) for one in recent]
    if asked is not None:
        entries += [one.entry for one in meetings(replace(asked, since=since.date()), most=MOST)]
    return icalendar(entries, name=name)


def _file(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type=CONTENT_TYPE)
