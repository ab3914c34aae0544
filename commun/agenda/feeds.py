"""The Atom feed of the agenda: meetings as they are announced."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.agenda.models import Event
from commun.agenda.when import when
from commun.core.access import public
from commun.core.feeds import MOST_ENTRIES, Entry, EntryFeed, tag_uri


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
        """The last announced first. One query."""
        rows = Event.objects.public().real().select_related("territory").order_by("-published_at", "-pk")
        return [
            Entry(
                key=f"evenement/{one.uid}",
                title=one.title,
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.published_at,
                summary="\n\n".join(filter(None, (when(one), one.place, one.description))),
                territory=one.organisers_line,
            )
            for one in rows[:MOST_ENTRIES]
            if one.published_at is not None
        ]


agenda_feed = public(require_safe(AgendaFeed()))
