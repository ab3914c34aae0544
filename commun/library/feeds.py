"""The Atom feed of new sheets."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.library.models import PublishedSheet


class SheetsFeed(EntryFeed):
    title = gettext_lazy("Commun : nouvelles fiches de la bibliothèque")
    subtitle = gettext_lazy("Les usages d’algorithmes et d’IA que les territoires publient.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/bibliotheque/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('library:feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/usages")

    def items(self) -> list[Entry]:
        """Of real territories, the last published first. One query."""
        rows = PublishedSheet.objects.real().order_by("-first_published_at", "-pk")
        return [_entry(one) for one in self.cut(rows.defer("values", "network_values", "search_text"))]


def _entry(sheet: PublishedSheet) -> Entry:
    return Entry(
        key=f"usage/{sheet.uid}",
        title=_("%(title)s, %(territory)s") % {"title": sheet.title, "territory": sheet.territory_name},
        url=f"{settings.SITE_URL}{sheet.get_absolute_url()}",
        at=sheet.first_published_at,
        summary=sheet.summary,
        territory=sheet.territory_name,
    )


sheets_feed = public(require_safe(SheetsFeed()))
