"""The Atom feed of new findings."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core.feeds import Entry, EntryFeed, tag_uri
from commun.syntheses.models import Finding
from commun.syntheses.queries.evidence import Counted, counts_of


class FindingsFeed(EntryFeed):
    title = gettext_lazy("Commun : nouveaux constats")
    subtitle = gettext_lazy("Ce que le réseau retient des débats publics sur l’IA, avec ce qui le fonde.")

    def link(self) -> str:
        return f"{settings.SITE_URL}/constats/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('syntheses:findings_feed')}"

    def feed_guid(self) -> str:
        return tag_uri("flux/constats")

    def items(self) -> list[Entry]:
        """The real ones, the last published first; one that is withdrawn says so. Five queries."""
        rows = self.cut(Finding.objects.public().real().order_by("-published_at", "-pk"))
        counted = counts_of([one.pk for one in rows])
        return [_entry(one, counted[one.pk]) for one in rows]


def _entry(finding: Finding, counted: Counted) -> Entry:
    title = _("Retiré : %(title)s") % {"title": finding.title} if finding.is_withdrawn else finding.title
    assert finding.published_at is not None
    return Entry(
        key=f"constat/{finding.uid}",
        title=title,
        url=f"{settings.SITE_URL}{finding.get_absolute_url()}",
        at=finding.published_at,
        summary=counted.sentence,
        territory=_("Le réseau"),
    )


findings_feed = public(require_safe(FindingsFeed()))
