"""The dated history of a finding, told in sentences."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from commun.syntheses.enums import FlagReason
from commun.syntheses.queries.findings import Event, FindingPage


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history: the day, what happened, and by which role."""

    on: datetime.date
    text: str
    by_role: str = ""


def told(page: FindingPage) -> list[Told]:
    """Newest first."""
    return [Told(timezone.localdate(event.at), _sentence(event), event.by_role) for event in page.events]


def _sentence(event: Event) -> str:
    detail = event.detail
    reason = str(detail.get("motif", ""))
    if event.verb == "finding.published":
        return reason or _("Publié, après lecture par les territoires dont il retient les mots.")
    if event.verb == "finding.edited":
        return _("Texte changé : %(reason)s") % {"reason": reason}
    if event.verb == "finding.weighed":
        return _("Remontées citées revues : %(reason)s") % {"reason": reason}
    if event.verb == "finding.rested":
        return _("Constats sur lesquels il s’appuie revus.")
    if event.verb == "finding.withdrawn":
        return _("Retiré : %(reason)s") % {"reason": reason}
    if event.verb == "finding.flagged":
        return _("Signalé : %(reason)s.") % {"reason": FlagReason(reason).label}
    if event.verb == "finding.flag_settled":
        return _("Relu après signalement : %(decision)s") % {"decision": detail.get("decision", "")}
    return event.verb
