"""The Atom feed of the agenda: meetings as they are announced."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.agenda.declared import Meeting, sources
from commun.agenda.models import Event
from commun.agenda.when import hours_between, when
from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.ui.components.dates import written


class AgendaFeed(EntryFeed):
    title = gettext_lazy("Commun : agenda")
    subtitle = gettext_lazy("Les rencontres du réseau et des territoires, à mesure qu’elles sont annoncées.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/agenda/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('agenda:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/agenda")

    def items(self) -> list[Entry]:
        """The last announced first: ours, and those that other apps keep. A query for each who keeps some."""
        rows = Event.objects.public().real().select_related("territory").order_by("-published_at", "-pk")
        found = [_entry(one) for one in rows[: self.upto]]
        for source in sources():
            found += [_entry_of_meeting(one) for one in source.announced(self.upto)]
        return self.cut(sorted(found, key=lambda one: (one.at, one.key), reverse=True))


def _entry(event: Event) -> Entry:
    assert event.published_at is not None
    return Entry(
        key=f"evenement/{event.uid}",
        title=event.title,
        url=f"{settings.SITE_URL}{event.get_absolute_url()}",
        at=event.published_at,
        summary="\n\n".join(filter(None, (when(event), event.place, event.description))),
        territory=event.organisers_line,
    )


def _entry_of_meeting(meeting: Meeting) -> Entry:
    hours = hours_between(meeting.starts_time, meeting.ends_time)
    day = ", ".join(filter(None, (written(meeting.starts_on), hours)))
    return Entry(
        key=f"seance/{meeting.entry.key}",
        title=meeting.title,
        url=f"{settings.SITE_URL}{meeting.url}",
        at=meeting.announced_at,
        summary="\n\n".join(filter(None, (day, meeting.place, meeting.about))),
        territory=meeting.by,
    )


agenda_feed = public(require_safe(AgendaFeed()))
