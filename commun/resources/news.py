"""Which public acts of this app are news (`commun.following`). A collection can be followed: what it gains is told."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Followed, Told, Topic, add_news, add_topic
from commun.resources.models import Resource, ResourceCollection


def resources(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A resource that someone added; those that come with the software are no news. One query."""
    known = {one.pk: one for one in Resource.objects.public().filter(pk__in=_targets(events))}
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is not None and event.by_id is not None:
            title = _("Nouvelle ressource : %(title)s") % {"title": one.title}
            topics = (NETWORK, *(f"theme:{theme}" for theme in one.themes))
            told[event.pk] = Told(title, one.description, one.get_absolute_url(), topics, one.producers_line)
    return told


def collections(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A collection made, or one that gains resources: by their titles. Two queries."""
    known = {one.pk: one for one in ResourceCollection.objects.filter(pk__in=_targets(events))}
    gained = {uid for event in events for uid in event.detail.get("ajoutees", ())}
    titles = dict(Resource.objects.public().filter(uid__in=gained).values_list("uid", "title"))
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        added = [titles[uid] for uid in event.detail.get("ajoutees", ()) if uid in titles]
        if one is None or event.by_id is None or not added:
            continue
        is_new = event.verb == "resource_collection.created"
        title = (
            _("Nouvelle collection de ressources : %(title)s") % {"title": one.title}
            if is_new
            else _("Du nouveau dans la collection « %(title)s »") % {"title": one.title}
        )
        topics = (f"collection:{one.slug}", *((NETWORK,) if is_new else ()))
        told[event.pk] = Told(title, " · ".join(added), one.get_absolute_url(), topics)
    return told


def _targets(events: Sequence[AuditEvent]) -> set[int]:
    return {event.target_id for event in events if event.target_id is not None}


def _collection(slug: str) -> Followed | None:
    one = ResourceCollection.objects.filter(slug=slug).first()
    if one is None:
        return None
    return Followed(
        _("Collection : %(title)s") % {"title": one.title},
        one.get_absolute_url(),
        _("Les ressources qui entreront dans cette collection, par leur titre."),
    )


add_news("resource.added", tell=resources)
add_news("resource_collection.created", "resource_collection.edited", tell=collections)
add_topic(Topic("collection", _collection))
