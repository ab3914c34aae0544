"""Which public acts of this app are news (`commun.following`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import Told, add_news
from commun.jobs.models import TradeLink


def told_of(link: TradeLink) -> Told:
    """Told to who follows the use, or the territory where it was said; an invented one is followed by nobody."""
    title = _("Métier : %(trade)s") % {"trade": link.trade.title}
    if link.deployment is not None:
        sheet = link.deployment.public
        topics = () if sheet.is_fictional else (f"usage:{sheet.uid}",)
        return Told(title, sheet.title, link.trade.get_absolute_url(), topics, sheet.territory_name)
    assert link.takeaway is not None
    territory = link.takeaway.concertation.territory
    topics = () if territory.is_fictional else (f"territoire:{territory.uid}",)
    return Told(title, link.takeaway.text, link.trade.get_absolute_url(), topics, territory.name)


def attached(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    known = {one.pk: one for one in TradeLink.objects.public().filter(pk__in=keys).with_what_they_link()}
    return {event.pk: told_of(one) for event in events if (one := known.get(event.target_id or 0)) is not None}


add_news("trade.attached", tell=attached)
