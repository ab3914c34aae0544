"""The Atom feed of the heritage: each version that becomes public."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.heritage.models import HeritageVersion


class HeritageFeed(EntryFeed):
    title = gettext_lazy("Commun : données et modèles mis en commun")
    subtitle = gettext_lazy("Les jeux de données et les modèles que des territoires archivent, version par version.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/patrimoine/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('heritage:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/patrimoine")

    def items(self) -> list[Entry]:
        """The last published first. One query."""
        rows = HeritageVersion.objects.public().select_related("item__territory").order_by("-published_at", "-pk")
        return [
            Entry(
                key=f"patrimoine/{one.item.uid}/v/{one.number}",
                title=_("%(title)s, version %(number)d") % {"title": one.title, "number": one.number},
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.published_at,
                summary=one.changes or one.description,
                territory=one.item.territory.name,
            )
            for one in self.cut(rows)
            if one.published_at is not None
        ]


heritage_feed = public(require_safe(HeritageFeed()))
