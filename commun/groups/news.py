"""Which public acts of this app are news (`commun.following`): decisions made public. And groups can be followed."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Followed, Told, Topic, add_news, add_topic
from commun.groups.models import Group, GroupDecision


def decisions(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    rows = GroupDecision.objects.public().filter(pk__in=keys).select_related("group__territory")
    known = {one.pk: one for one in rows}
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is None:
            continue
        group = one.group
        holder = f"territoire:{group.territory.uid}" if group.territory else NETWORK
        place = _("%(name)s (exemple fictif)") % {"name": group.title} if group.is_fictional else group.title
        title = _("Décision d’un groupe : %(title)s") % {"title": one.title}
        told[event.pk] = Told(
            title, one.text or one.title, group.get_absolute_url(), (holder, f"groupe:{group.uid}"), place
        )
    return told


def _group(uid: str) -> Followed | None:
    one = Group.objects.filter(uid=uid).first()
    sends = _("Ses rencontres annoncées, leurs comptes rendus et ses décisions publiques ; rien de son espace privé.")
    return Followed(one.title, one.get_absolute_url(), sends) if one else None


add_news("group.decision_published", tell=decisions)
add_topic(Topic("groupe", _group))
