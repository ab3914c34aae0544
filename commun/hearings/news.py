"""Which public acts of this app are news (`commun.following`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Told, add_news
from commun.hearings.models import Hearing
from commun.hearings.queries import opinions


def hearings(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """One query."""
    known = {one.pk: one for one in Hearing.objects.public().filter(pk__in=_keys(events))}
    return {
        event.pk: Told(
            _("Audition : %(title)s") % {"title": one.title},
            one.who or one.title,
            one.get_absolute_url(),
            () if one.is_fictional else (NETWORK,),
            one.heard_by,
        )
        for event in events
        if (one := known.get(event.target_id or 0)) is not None
    }


def council(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """An opinion published, or answered: told to who follows what it is about. One query."""
    known = {one.pk: one for one in opinions().filter(pk__in=_keys(events))}
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is None:
            continue
        words = {"title": one.title}
        is_answer = event.verb == "council_opinion.answered"
        told[event.pk] = Told(
            _("Réponse à un avis : %(title)s") % words if is_answer else _("Avis scientifique : %(title)s") % words,
            one.answer if is_answer else one.text,
            one.get_absolute_url(),
            (f"constat:{one.about.uid}" if one.finding else f"usage:{one.about.uid}",),
            _("Conseil scientifique"),
        )
    return told


def _keys(events: Sequence[AuditEvent]) -> set[int]:
    return {event.target_id for event in events if event.target_id is not None}


add_news("hearing.published", tell=hearings)
add_news("council_opinion.published", "council_opinion.answered", tell=council)
