"""Atom feeds: the last answers, the new concertations, and everything of one territory."""

import datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.queries import feeds
from commun.concertations.queries.feeds import Entry
from commun.core.text import without_controls
from commun.territories.models import Territory
from commun.territories.panels import TerritoryLink


def tag_uri(key: str) -> str:
    """An identifier that outlives addresses (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{key}"


if TYPE_CHECKING:
    _Feed: TypeAlias = Feed[Entry, Any]
else:
    _Feed = Feed


class _EntryFeed(_Feed):
    """What every feed of ours shares: an entry is `Entry`."""

    feed_type = Atom1Feed
    language = "fr"
    author_name = settings.SITE_NAME
    feed_copyright = gettext_lazy("Licence Ouverte 2.0")

    def item_title(self, item: Entry) -> str:
        return without_controls(item.title)

    def item_description(self, item: Entry) -> str:
        return linebreaks(escape(without_controls(item.summary)))

    def item_link(self, item: Entry) -> str:
        return item.url

    def item_guid(self, item: Entry) -> str:
        return tag_uri(item.key)

    def item_author_name(self, item: Entry) -> str:
        return item.territory

    def item_pubdate(self, item: Entry) -> datetime.datetime:
        return item.at

    def item_updateddate(self, item: Entry) -> datetime.datetime:
        return item.at


class AnswersFeed(_EntryFeed):
    title = gettext_lazy("Commun : réponses aux propositions")
    subtitle = gettext_lazy("Ce que les collectivités répondent aux propositions des habitants sur l’IA.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/propositions/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('concertations:answers_feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/reponses")

    def items(self) -> list[Entry]:
        return feeds.latest_answers()


class ConcertationsFeed(_EntryFeed):
    title = gettext_lazy("Commun : nouvelles concertations")
    subtitle = gettext_lazy("Les débats publics sur l’IA que les territoires ouvrent ou publient.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/concertations/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('concertations:concertations_feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/concertations")

    def items(self) -> list[Entry]:
        return feeds.latest_concertations()


class TerritoryFeed(_EntryFeed):
    """Its object is the territory."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Territory:
        territory = Territory.objects.filter(slug=kwargs["slug"]).first()
        if territory is None:
            raise Http404(_("Ce territoire n’est pas dans nos listes."))
        return territory

    def title(self, obj: Territory) -> str:
        text = _("Commun : %(name)s (exemple fictif)") if obj.is_fictional else _("Commun : %(name)s")
        return text % {"name": obj.name}

    def subtitle(self, obj: Territory) -> str:
        return _("Charte, concertations, réponses et promesses de ce territoire.")

    def link(self, obj: Territory) -> str:
        return f"{settings.SITE_URL}{obj.get_absolute_url()}"

    def feed_url(self, obj: Territory) -> str:
        return f"{settings.SITE_URL}{reverse('concertations:territory_feed', args=[obj.slug])}"

    def feed_guid(self, obj: Territory) -> str:
        return tag_uri(f"flux/{obj.uid}")

    def items(self, obj: Territory) -> list[Entry]:
        return feeds.latest_of(obj)


answers_feed = public(require_safe(AnswersFeed()))
concertations_feed = public(require_safe(ConcertationsFeed()))
territory_feed = public(require_safe(TerritoryFeed()))


def territory_link(territory: Territory) -> TerritoryLink:
    """The feed, announced on the territory's page."""
    url = reverse("concertations:territory_feed", args=[territory.slug])
    return TerritoryLink(_("Suivre par flux Atom"), url, order=200, feed_type="application/atom+xml")
