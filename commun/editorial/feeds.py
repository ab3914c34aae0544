"""The Atom feed of the news."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.editorial.models import PublishedArticle


class NewsFeed(EntryFeed):
    title = gettext_lazy("Commun : actualités")
    subtitle = gettext_lazy("Ce que le réseau annonce.")

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('editorial:news_list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('editorial:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/actualites")

    def items(self) -> list[Entry]:
        """The last published first. One query."""
        return [
            Entry(
                key=f"actualite/{one.uid}",
                title=one.title,
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.published_at,
                summary=one.summary,
                territory=settings.SITE_NAME,
            )
            for one in self.cut(PublishedArticle.objects.real().news())
        ]


news_feed = public(require_safe(NewsFeed()))
