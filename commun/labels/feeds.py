"""The Atom feed of the labels: calls that open, laureates."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import MOST_ENTRIES, Entry, EntryFeed, tag_uri
from commun.labels.models import Application, Call


class LabelsFeed(EntryFeed):
    title = gettext_lazy("Commun : labels")
    subtitle = gettext_lazy("Les appels qui s’ouvrent et les lauréats.")

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('labels:list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('labels:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/labels")

    def items(self) -> list[Entry]:
        """The last first. Two queries."""
        calls = Call.objects.public().real().select_related("label").order_by("-published_at", "-pk")[:MOST_ENTRIES]
        rows = Application.objects.laureates().real().select_related("call__label", "territory")
        entries = [
            Entry(
                key=f"appel/{one.uid}",
                title=_("Appel : %(title)s") % {"title": one.title},
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.published_at or one.updated_at,
                summary=one.introduction,
                territory=one.label.name,
            )
            for one in calls
        ] + [
            Entry(
                key=f"laureat/{one.uid}",
                title=f"{one.applicant} : {one.title}",
                url=f"{settings.SITE_URL}{one.get_absolute_url()}",
                at=one.call.settled_at or one.updated_at,
                summary=one.reason,
                territory=one.call.title,
            )
            for one in rows.order_by("-call__settled_at", "-pk")[:MOST_ENTRIES]
        ]
        return sorted(entries, key=lambda one: one.at, reverse=True)[:MOST_ENTRIES]


labels_feed = public(require_safe(LabelsFeed()))
