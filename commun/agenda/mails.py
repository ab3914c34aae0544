"""What the mails of a meeting say. Each goes to one person: receivers do not see one another."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commun.agenda import links
from commun.agenda.calendar import entry_of
from commun.agenda.enums import Seat
from commun.agenda.models import Event, Registration
from commun.agenda.when import when
from commun.core.calendars import icalendar


def to_confirm(registrations: Sequence[Registration]) -> EmailMessage:
    """One mail, whatever the number of sessions: nothing is kept for this address before it has said yes."""
    first = registrations[0]
    events = [one.event for one in registrations]
    context = {"events": _told(events), "link": links.confirmation(one.pk for one in registrations)}
    subject = _("Confirmez votre inscription : %(title)s") % {"title": _title(events)}
    return _mail(subject, "to_confirm", context, to=first.email)


def settled(registrations: Sequence[Registration]) -> EmailMessage:
    """Where each stands now, with a way to leave, and the sessions as a file for one's own agenda."""
    seated = [one for one in registrations if one.seat == Seat.SEATED]
    subject = (_("Votre inscription : %(title)s") if seated else _("Vous êtes en liste d’attente : %(title)s")) % {
        "title": _title([one.event for one in registrations])
    }
    mail = _mail(subject, "settled", {"lines": [_line(one) for one in registrations]}, to=registrations[0].email)
    if seated:
        entries = [entry_of(one.event, is_registered=True) for one in seated]
        mail.attach("rendez-vous.ics", icalendar(entries, name=_title([one.event for one in seated])), "text/calendar")
    return mail


def moved_up(registration: Registration) -> EmailMessage:
    subject = _("Une place s’est libérée : %(title)s") % {"title": registration.event.title}
    mail = _mail(subject, "moved_up", _line(registration), to=registration.email)
    entry = entry_of(registration.event, is_registered=True)
    mail.attach("rendez-vous.ics", icalendar([entry], name=registration.event.title), "text/calendar")
    return mail


def reminder(registration: Registration, *, days: int) -> EmailMessage:
    subject = (_("Demain : %(title)s") if days == 1 else _("Dans une semaine : %(title)s")) % {
        "title": registration.event.title
    }
    return _mail(subject, "reminder", _line(registration), to=registration.email)


def changed(registration: Registration) -> EmailMessage:
    event = registration.event
    subject = (_("Annulée : %(title)s") if event.is_cancelled else _("Changement : %(title)s")) % {"title": event.title}
    template = "cancelled" if event.is_cancelled else "moved"
    return _mail(subject, template, _line(registration), to=registration.email)


def _line(registration: Registration) -> dict[str, Any]:
    event = registration.event
    return {
        "event": event,
        "when": when(event),
        "url": f"{settings.SITE_URL}{event.get_absolute_url()}",
        "online_url": event.online_url if registration.seat == Seat.SEATED else "",
        "is_waiting": registration.seat == Seat.WAITING,
        "leave": links.leaving(registration.pk),
    }


def _told(events: Sequence[Event]) -> list[dict[str, str]]:
    return [{"title": one.title, "when": when(one), "place": one.place} for one in events]


def _title(events: Sequence[Event]) -> str:
    series = events[0].series
    return series.title if len(events) > 1 and series is not None else events[0].title


def _mail(subject: str, template: str, context: dict[str, Any], *, to: str) -> EmailMessage:
    ours = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    text = render_to_string(f"agenda/mails/{template}.txt", context | ours).strip()
    headers = {"Auto-Submitted": "auto-generated"}
    if "leave" in context:
        headers |= {"List-Unsubscribe": f"<{context['leave']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(" ".join(subject.split())[:200], text, to=[to], headers=headers)
