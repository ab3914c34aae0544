"""The life of a concertation as its steps, and its traces as sentences."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations import canevas
from commun.concertations.canevas import LIFE
from commun.concertations.enums import State
from commun.concertations.models import Concertation
from commun.concertations.queries.workspace import LifeStanding
from commun.core.declared import Text
from commun.core.models import AuditEvent
from commun.ui.components.chain import KnotState, Step


def life_steps(record: Concertation, life: LifeStanding) -> list[Step]:
    """The nine states in order, each with the day it was reached."""
    here = LIFE.index(canevas.reached(record))
    steps = []
    for index, state in enumerate(LIFE):
        knot: KnotState = "future"
        if index < here or record.state == State.CLOSED:
            knot = "done"
        elif index == here:
            knot = "current"
        detail = ""
        if index == here and record.state == State.INTERRUPTED:
            knot, detail = "missing", _("interrompue")
        at = life.reached_on(state) if index <= here else None
        if state == State.INTENTION:
            at = record.created_at
        steps.append(Step(str(state.label), knot, at, detail))
    return steps


VERBS: dict[str, Text] = {
    "concertation.created": t("a ouvert la concertation"),
    "concertation.section_saved": t("a enregistré une partie du canevas"),
    "concertation.canevas_imported": t("a importé un canevas rempli"),
    "concertation.published": t("a publié la fiche"),
    "concertation.advanced": t("a fait avancer la concertation"),
    "concertation.answer_date_moved": t("a changé la date de réponse promise"),
    "concertation.sequence_added": t("a ajouté une séquence"),
    "concertation.sequence_changed": t("a modifié une séquence"),
    "concertation.sequence_removed": t("a retiré une séquence"),
    "concertation.speaker_added": t("a ajouté une intervention"),
    "concertation.speaker_changed": t("a modifié une intervention"),
    "concertation.speaker_removed": t("a retiré une intervention"),
    "concertation.framechange_added": t("a ajouté une évolution du cadre"),
    "document.attached": t("a joint un document"),
    "document.removed": t("a retiré un document"),
    "concertation.sequences_brought": t("a importé des séquences d’une autre plateforme"),
    "concertation.results_brought": t("a importé les réalisations d’une autre plateforme"),
    "concertation.comments_counted": t("a importé le nombre de commentaires d’une autre plateforme"),
    "takeaways.added": t("a ajouté des remontées"),
    "takeaways.reordered": t("a renuméroté des remontées"),
    "takeaway.removed": t("a retiré une remontée"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One trace: when, acting as what, did what; and what else is known of it."""

    at: datetime.datetime
    who: str
    what: str
    detail: str


def history_lines(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    return [
        HistoryLine(
            at=event.at,
            who=event.by_role or _("Le site"),
            what=str(VERBS.get(event.verb, event.verb)),
            detail=_detail(event.verb, event.detail),
        )
        for event in events
    ]


def _detail(verb: str, detail: dict[str, Any]) -> str:
    if verb in ("concertation.section_saved", "concertation.canevas_imported"):
        changed = (*detail.get("champs", ()), *detail.get("feuilles", ()))
        names = [str(canevas.BY_NAME[name].label) for name in changed if name in canevas.BY_NAME]
        return ", ".join(names)
    if verb == "concertation.advanced":
        states = f"{State(detail['de']).label} → {State(detail['vers']).label}"
        return f"{states} : {detail['motif']}" if detail.get("motif") else states
    if verb == "concertation.answer_date_moved":
        return f"{detail.get('avant') or '…'} → {detail.get('apres') or '…'}"
    if verb == "takeaways.added":
        return ", ".join(detail.get("ajoutees", ())[:8]) + ("…" if len(detail.get("ajoutees", ())) > 8 else "")
    return str(detail.get("retiree") or detail.get("titre") or "")
