"""Which public acts of this app are news, and what can be followed (`commun.following`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import Followed, Told, Topic, add_news, add_topic
from commun.heritage.models import HeritageItem, HeritageVersion


def versions(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A version published. One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    rows = HeritageVersion.objects.public().filter(item__in=keys).select_related("item__territory")
    known = {(one.item_id, one.number): one for one in rows}
    told = {}
    for event in events:
        one = known.get((event.target_id or 0, event.detail.get("version", 0)))
        if one is None:
            continue
        territory = one.item.territory
        words = {"title": one.title, "number": one.number}
        title = (
            _("Mis en commun : %(title)s") % words
            if one.number == 1
            else _("Mis en commun : %(title)s, version %(number)d") % words
        )
        place = _("%(name)s (exemple fictif)") % {"name": territory.name} if territory.is_fictional else territory.name
        topics = (
            f"territoire:{territory.uid}", f"patrimoine:{one.item.uid}", *(f"theme:{theme}" for theme in one.themes)
        )  # fmt: skip
        told[event.pk] = Told(title, one.changes or one.description, one.get_absolute_url(), topics, place)
    return told


def _item(uid: str) -> Followed | None:
    one = HeritageItem.objects.public().filter(uid=uid).select_related("current").first()
    sends = _("Chaque nouvelle version rendue publique.")
    return Followed(one.current.title, one.get_absolute_url(), sends) if one and one.current else None


add_news("heritage.published", tell=versions)
add_topic(Topic("patrimoine", _item))
