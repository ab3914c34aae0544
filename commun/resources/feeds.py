"""The Atom feed of the catalogue."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.resources.models import Resource


class ResourcesFeed(EntryFeed):
    title = gettext_lazy("Commun : nouvelles ressources")
    subtitle = gettext_lazy("Les outils, kits, jeux, formations et guides qui entrent au catalogue.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/ressources/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('resources:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/ressources")

    def items(self) -> list[Entry]:
        """The last added first. One query."""
        rows = self.cut(Resource.objects.public().order_by("-added_at", "-pk"))
        return [
            Entry(
                key=f"ressource/{one.uid}",
                title=one.title,
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.added_at,
                summary=one.description,
                territory=one.producers_line,
            )
            for one in rows
        ]


resources_feed = public(require_safe(ResourcesFeed()))
