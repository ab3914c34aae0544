"""The Atom feed of anything that can be followed: the same news as the mails."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.following import news
from commun.following.declared import Followed, followed


class TopicFeed(EntryFeed):
    """Its object is the topic and what it names."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[str, Followed]:
        topic = request.GET.get("sujet", "reseau")
        found = followed(topic)
        if found is None or found.feed:
            raise Http404(_("Cette page n’est pas publique, ou ne se suit pas."))
        return topic, found

    def title(self, obj: tuple[str, Followed]) -> str:
        return _("Commun : %(label)s") % {"label": obj[1].label}

    def link(self, obj: tuple[str, Followed]) -> str:
        return f"{settings.SITE_URL}{obj[1].url}"

    def feed_url(self, obj: tuple[str, Followed]) -> str:
        return f"{settings.SITE_URL}{reverse('following:feed')}?{urlencode({'sujet': obj[0]})}"

    def feed_guid(self, obj: tuple[str, Followed]) -> str:
        return tag_uri(f"suivre/{obj[0]}")

    def items(self, obj: tuple[str, Followed]) -> list[Entry]:
        return [
            Entry(one.key, one.title, f"{settings.SITE_URL}{one.url}", one.at, one.sentence, one.place)
            for one in self.cut(news.latest([obj[0]], limit=self.upto))
        ]


feed = public(require_safe(TopicFeed()))
