"""Which public acts of this app are news (`commun.following`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.editorial.models import PublishedArticle
from commun.following.declared import NETWORK, Told, add_news


def articles(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A piece of news that is published now. One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    known = {one.pk: one for one in PublishedArticle.objects.real().news().filter(pk__in=keys)}
    return {
        event.pk: Told(one.title, one.summary, one.get_absolute_url(), (NETWORK,), _("Le réseau"))
        for event in events
        if (one := known.get(event.target_id or 0)) is not None
    }


add_news("article.published", tell=articles)
