"""Which public acts of this app are news (`commun.following`)."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Told, add_news
from commun.labels.models import Application, Call


def calls(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A call that opens, its results: told to the network, and to who follows a laureate territory. Two queries."""
    keys = {event.target_id for event in events if event.target_id is not None}
    known = {one.pk: one for one in Call.objects.public().filter(pk__in=keys).select_related("label")}
    laureates: dict[int, list[Application]] = {}
    for one in Application.objects.laureates().filter(call__in=known).select_related("territory").order_by("pk"):
        laureates.setdefault(one.call_id, []).append(one)
    told = {}
    for event in events:
        call = known.get(event.target_id or 0)
        if call is None:
            continue
        named = laureates.get(call.pk, []) if event.verb == "label_call.settled" else []
        places = tuple(f"territoire:{one.territory.uid}" for one in named if one.territory is not None)
        is_settled = event.verb == "label_call.settled"
        words = {"title": call.title}
        told[event.pk] = Told(
            _("Palmarès : %(title)s") % words if is_settled else _("Appel : %(title)s") % words,
            ", ".join(one.applicant for one in named) or call.introduction,
            call.get_absolute_url(),
            () if call.is_fictional else (NETWORK, *places),
            call.label.name,
        )
    return told


add_news("label_call.published", "label_call.settled", tell=calls)
