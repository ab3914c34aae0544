"""Atom feeds: the last answers, the new concertations, and everything of one territory."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.queries import feeds
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.territories.models import Territory
from commun.territories.panels import TerritoryLink


class AnswersFeed(EntryFeed):
    title = gettext_lazy("Commun : réponses aux propositions")
    subtitle = gettext_lazy("Ce que les collectivités répondent aux propositions des habitants sur l’IA.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/propositions/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('concertations:answers_feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/reponses")

    def items(self) -> list[Entry]:
        return feeds.answer_entries(self.cut(feeds.latest_answers()))


class ConcertationsFeed(EntryFeed):
    title = gettext_lazy("Commun : nouvelles concertations")
    subtitle = gettext_lazy("Les débats publics sur l’IA que les territoires ouvrent ou publient.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/concertations/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('concertations:concertations_feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/concertations")

    def items(self) -> list[Entry]:
        return [feeds.concertation_entry(one) for one in self.cut(feeds.latest_concertations())]


class TerritoryFeed(EntryFeed):
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
        return self.cut(feeds.latest_of(obj, upto=self.upto))


answers_feed = public(require_safe(AnswersFeed()))
concertations_feed = public(require_safe(ConcertationsFeed()))
territory_feed = public(require_safe(TerritoryFeed()))


def territory_link(territory: Territory) -> TerritoryLink:
    """The feed, announced on the territory's page."""
    url = reverse("concertations:territory_feed", args=[territory.slug])
    return TerritoryLink(_("Suivre par flux Atom"), url, order=200, feed_type="application/atom+xml")


def deadlines_link(territory: Territory) -> TerritoryLink:
    """What it promised for a day, for one's own agenda."""
    url = reverse("concertations:territory_deadlines", args=[territory.slug])
    return TerritoryLink(_("Échéances promises (agenda)"), url, order=210)
