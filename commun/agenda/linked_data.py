"""A meeting in the words of schema.org, for search engines and for the agendas that read pages."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.agenda.enums import EventAudience, Signup
from commun.agenda.models import Event
from commun.agenda.queries.pages import EventPage
from commun.core.linked_data import Thing, address, breadcrumb, publisher, thing

_WORDS = "https://schema.org/"


def event(page: EventPage) -> list[Thing]:
    """Nothing of an invented one. Dates bear the zone of the place; seats are those that the page shows."""
    one = page.event
    if one.is_fictional:
        return []
    is_open = EventAudience.EVERYONE in one.audiences
    said = thing(
        "Event",
        one.get_absolute_url(),
        name=one.title,
        description=one.description,
        startDate=_start(one),
        endDate=_end(one),
        eventStatus=_WORDS + ("EventCancelled" if one.is_cancelled else "EventScheduled"),
        eventAttendanceMode=_mode(one),
        location=_locations(page),
        organizer=_organisers(one),
        offers=_offer(page),
        maximumAttendeeCapacity=one.capacity,
        remainingAttendeeCapacity=page.left if one.takes_signups else None,
        audience=thing("Audience", audienceType=page.audiences) if page.audiences and not is_open else None,
        superEvent=thing("EventSeries", one.series.get_absolute_url(), name=one.series.title) if one.series else None,
        inLanguage="fr",
    )
    return [said, breadcrumb([(settings.SITE_NAME, "/"), (_("Agenda"), reverse("agenda:list")), (one.title, "")])]


def _start(one: Event) -> str:
    return (one.starts_at.astimezone(one.zone) if one.starts_time else one.starts_on).isoformat()


def _end(one: Event) -> str | None:
    """The hour, the last of whole days, or nothing when only the beginning is known."""
    if one.ends_time is not None:
        return one.ends_at.astimezone(one.zone).isoformat()
    return one.ends_on.isoformat() if one.starts_time is None or one.ends_on > one.starts_on else None


def _mode(one: Event) -> str | None:
    if one.place and one.online_url:
        return f"{_WORDS}MixedEventAttendanceMode"
    if one.online_url:
        return f"{_WORDS}OnlineEventAttendanceMode"
    return f"{_WORDS}OfflineEventAttendanceMode" if one.place else None


def _locations(page: EventPage) -> list[Thing]:
    """The place; on line, the address that everyone may have, else that of the page where one asks for it."""
    one = page.event
    found = [thing("Place", name=one.place, address=one.place)] if one.place else []
    if one.online_url:
        online = one.online_url if one.is_online_url_public else address(one.get_absolute_url())
        found.append(thing("VirtualLocation", url=online))
    if not found and one.territory:
        found.append(thing("Place", name=one.territory.name, address=one.territory.name))
    return found


def _organisers(one: Event) -> list[Thing]:
    """The territory that holds it, or the network; then those whom the page names."""
    host = (
        thing("GovernmentOrganization", one.territory.get_absolute_url(), name=one.territory.name)
        if one.territory
        else publisher()
    )
    named = [thing("Organization", name=name) for name in one.organisers if name != host["name"]]
    return [host, *named] if one.territory or not named else named


def _offer(page: EventPage) -> Thing | None:
    """Where one registers, and whether a seat is left. Nothing is said of a price: none is known."""
    one = page.event
    if one.is_cancelled or one.is_past:
        return None
    if one.signup == Signup.ELSEWHERE and one.signup_url:
        return thing("Offer", url=one.signup_url)
    if not one.takes_signups:
        return None
    last = one.closes_on
    return thing(
        "Offer",
        url=address(reverse("agenda:register", args=[one.slug])),
        availability=_WORDS + ("SoldOut" if page.left == 0 else "InStock"),
        validThrough=datetime.datetime.combine(last, datetime.time.max, tzinfo=one.zone).isoformat() if last else None,
    )
