"""Which public acts of this app are news (`commun.following`), and what can be followed: a group's meetings."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.agenda.models import Event
from commun.agenda.when import when
from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Told, add_news


def meetings(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A meeting announced, moved, cancelled, or its minutes published. One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    rows = Event.objects.public().filter(pk__in=keys).select_related("territory", "group")
    known = {one.pk: one for one in rows}
    titles = {
        "event.published": _("Rencontre annoncée : %(title)s"),
        "event.moved": _("Rencontre déplacée : %(title)s"),
        "event.cancelled": _("Rencontre annulée : %(title)s"),
        "event.minutes_published": _("Compte rendu publié : %(title)s"),
    }
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is None:
            continue
        sentence = (
            one.cancelled_for if event.verb == "event.cancelled" else ", ".join(filter(None, (when(one), one.place)))
        )
        told[event.pk] = Told(
            titles[event.verb] % {"title": one.title}, sentence, one.get_absolute_url(), _topics(one), _place(one)
        )
    return told


def _topics(one: Event) -> tuple[str, ...]:
    holder = f"territoire:{one.territory.uid}" if one.territory else NETWORK
    group = (f"groupe:{one.group.uid}",) if one.group else ()
    return (holder, *group, *(f"theme:{theme}" for theme in one.themes))


def _place(one: Event) -> str:
    if one.territory is None:
        return one.organisers_line
    if one.territory.is_fictional:
        return _("%(name)s (exemple fictif)") % {"name": one.territory.name}
    return one.territory.name


add_news("event.published", "event.moved", "event.cancelled", "event.minutes_published", tell=meetings)
