"""The dated history of a proposition, told in sentences."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commun.concertations.enums import Audience, Decision, FollowUpState, Theme
from commun.concertations.queries.proposition_page import Event, PropositionPage
from commun.core.dates import PartialDate
from commun.ui.components.dates import written


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history: the day, what happened, and by which role it was entered."""

    on: datetime.date
    text: str
    by_role: str = ""


def told(page: PropositionPage) -> list[Told]:
    """Newest first: the trace that each action left, back to the restitution."""
    lines = [_event(event) for event in reversed(page.events)]
    if page.frozen_at:
        frozen = timezone.localtime(page.frozen_at).date()
        lines.append(Told(frozen, _("Texte figé et rendu public, à la restitution.")))
    return lines


def _event(event: Event) -> Told:
    return Told(timezone.localtime(event.at).date(), _sentence(event.verb, event.detail), event.by_role)


def _sentence(verb: str, detail: dict[str, Any]) -> str:
    action = str(detail.get("action", ""))
    if verb == "proposition.answered":
        decision = str(Decision(detail["reponse"]).label)
        if detail.get("reponse_precedente"):
            return _("Nouvelle réponse publiée : « %(decision)s » ; auparavant « %(previous)s ».") % {
                "decision": decision,
                "previous": Decision(detail["reponse_precedente"]).label,
            }
        return _("Réponse publiée : « %(decision)s ».") % {"decision": decision}
    if verb == "follow_up.promised":
        return _("Action promise : « %(action)s », pour le %(due)s.") % {
            "action": action,
            "due": _day(detail["echeance"]),
        }
    if verb == "follow_up.moved" and detail.get("echeance"):
        return _("« %(action)s » : %(state)s ; échéance reportée du %(before)s au %(after)s.") % {
            "action": action,
            "state": FollowUpState(detail["etat"]).label,
            "before": _day(detail["echeance_precedente"]),
            "after": _day(detail["echeance"]),
        }
    if verb == "follow_up.moved":
        return _("« %(action)s » : %(state)s, le %(on)s.") % {
            "action": action,
            "state": FollowUpState(detail["etat"]).label,
            "on": _day(detail["date"]),
        }
    if verb == "follow_up.checked":
        return _("Point fait le %(on)s sur « %(action)s » : rien de neuf.") % {
            "action": action,
            "on": _day(detail["date"]),
        }
    if verb == "proof.cited":
        return _("Délibération du %(day)s citée comme preuve.") % {"day": _day(detail["date_deliberation"])}
    if verb == "proof.withdrawn":
        return _("Délibération du %(day)s : elle n’est plus citée comme preuve.") % {
            "day": _day(detail["date_deliberation"])
        }
    if verb == "takeaway.corrected":
        return _("Correction du texte : %(reason)s") % {"reason": detail["motif"]}
    if verb == "takeaway.classified":
        return _("Classement corrigé : « %(before)s » devient « %(after)s ».") % {
            "before": _class(detail["avant"]),
            "after": _class(detail["apres"]),
        }
    if verb == "participant_view.published":
        return _("Avis d’un participant publié.")
    return _("Fiche modifiée.")


def _class(detail: dict[str, Any]) -> str:
    labels = [str(Theme(detail["theme"]).label)] if detail["theme"] else []
    return ", ".join(labels + [str(Audience(one).label) for one in detail["publics"]]) or _("non renseigné")


def _day(iso: str) -> str:
    return written(PartialDate(iso).earliest)
