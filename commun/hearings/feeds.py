"""The Atom feed of the hearings."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.editorial.markdown import plain
from commun.hearings.models import Hearing


class HearingsFeed(EntryFeed):
    title = gettext_lazy("Commun : auditions")
    subtitle = gettext_lazy("Les personnes et les organisations que le réseau a entendues.")

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('hearings:list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('hearings:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/auditions")

    def items(self) -> list[Entry]:
        """The last published first. One query."""
        rows = self.cut(Hearing.objects.public().real().order_by("-published_at", "-pk"))
        return [
            Entry(
                key=f"audition/{one.uid}",
                title=one.title,
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.published_at or one.updated_at,
                summary=plain(one.body)[:600],
                territory=one.heard_by,
            )
            for one in rows
        ]


hearings_feed = public(require_safe(HearingsFeed()))
