"""Which public acts of this app are news, and what of it can be followed (`commun.following`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Followed, Told, Topic, add_news, add_topic
from commun.syntheses.models import Finding


def findings(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A finding published, or withdrawn with its reason. One query."""
    keys = {event.target_id for event in events if event.target_id is not None}
    known = {one.pk: one for one in Finding.objects.public().filter(pk__in=keys)}
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is None:
            continue
        topics = (f"constat:{one.uid}", *(() if one.is_fictional else (NETWORK,)))
        words = {"title": one.title}
        is_out = event.verb == "finding.withdrawn"
        told[event.pk] = Told(
            _("Constat retiré : %(title)s") % words if is_out else _("Nouveau constat : %(title)s") % words,
            str(event.detail.get("motif", "")) if is_out else one.title,
            one.get_absolute_url(),
            topics,
            _("Le réseau"),
        )
    return told


def _finding(uid: str) -> Followed | None:
    one = Finding.objects.public().filter(uid=uid).first()
    sends = _("Chaque nouvelle version de ce constat, et son retrait s’il a lieu.")
    return Followed(one.title, one.get_absolute_url(), sends) if one else None


add_news("finding.published", "finding.withdrawn", tell=findings)
add_topic(Topic("constat", _finding))
