"""The Atom feed of what is documented of trades."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.jobs.models import TradeLink
from commun.jobs.news import told_of


class TradesFeed(EntryFeed):
    title = gettext_lazy("Commun : métiers et IA")
    subtitle = gettext_lazy("Les usages d’IA et les phrases de débat que l’on rattache à un métier territorial.")

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('jobs:list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('jobs:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/metiers")

    def items(self) -> list[Entry]:
        """The last attached first. One query."""
        rows = self.cut(TradeLink.objects.public().real().with_what_they_link())
        told = ((one, told_of(one)) for one in rows)
        return [
            Entry(
                key=f"metier/{one.trade.uid}/{one.about.uid}",
                title=said.title,
                url=f"{settings.SITE_URL}{said.url}",
                at=one.at,
                summary=said.sentence,
                territory=said.place,
            )
            for one, said in told
        ]


trades_feed = public(require_safe(TradesFeed()))
