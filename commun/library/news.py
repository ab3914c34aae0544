"""Which public acts of this app are news, and what can be followed (`commun.following`): of the public copy alone."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import Followed, Told, Topic, add_news, add_topic
from commun.library.models import PublishedSheet


def sheets(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A sheet published, or published again. One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    rows = PublishedSheet.objects.filter(deployment__in=keys).select_related("territory")
    known = {one.deployment_id: one for one in rows}
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is None:
            continue
        words = {"title": one.title}
        title = (
            _("Nouvel usage d’IA : %(title)s") % words
            if event.verb == "deployment.published"
            else _("Fiche d’usage mise à jour : %(title)s") % words
        )
        territory = one.territory
        place = _("%(name)s (exemple fictif)") % {"name": territory.name} if territory.is_fictional else territory.name
        topics = (f"territoire:{territory.uid}", f"usage:{one.uid}")
        told[event.pk] = Told(title, one.summary or one.title, one.get_absolute_url(), topics, place)
    return told


def _sheet(uid: str) -> Followed | None:
    one = PublishedSheet.objects.filter(uid=uid).first()
    sends = _("Chaque nouvelle version publiée de cette fiche.")
    return Followed(one.title, one.get_absolute_url(), sends) if one else None


add_news("deployment.published", "deployment.published_again", tell=sheets)
add_topic(Topic("usage", _sheet))
