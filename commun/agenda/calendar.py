"""Meetings as iCalendar entries: the whole agenda, a group's, a territory's, one meeting, or one's own."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from commun.agenda.models import Event
from commun.core.calendars import CalendarEntry

KEPT = datetime.timedelta(days=365)
MOST = 1000


def entry_of(event: Event, *, is_registered: bool = False) -> CalendarEntry:
    """`is_registered`: for someone who has a seat, and is given the address of the video meeting."""
    online = event.online_url if event.is_online_url_public or is_registered else ""
    start: datetime.date | datetime.datetime = event.starts_on
    end: datetime.date | datetime.datetime | None = event.ends_on
    if event.starts_time is not None:
        start = event.starts_at.astimezone(event.zone)
        end = event.ends_at.astimezone(event.zone) if event.ends_time is not None else None
    title = _("%(title)s (exemple fictif)") % {"title": event.title} if event.is_fictional else event.title
    return CalendarEntry(
        key=event.uid,
        summary=_("Annulé : %(title)s") % {"title": title} if event.is_cancelled else title,
        start=start,
        end=end,
        changed_at=event.updated_at,
        sequence=event.moves,
        location=event.place or online,
        description="\n".join(filter(None, (event.description, event.organisers_line, online))),
        url=f"{settings.SITE_URL}{event.get_absolute_url()}",
        is_cancelled=event.is_cancelled,
    )
