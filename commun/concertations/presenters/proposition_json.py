"""The page of one proposition as open data: the same facts, under French keys that do not change."""

import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from commun.concertations.queries.cited import Cited
from commun.concertations.queries.proposition_page import FollowUpRow, PropositionPage
from commun.core.dates import PartialDate


def _iso(value: PartialDate | datetime.date | None) -> str | None:
    if value is None:
        return None
    return value.iso if isinstance(value, PartialDate) else value.isoformat()


def _absolute(address: str) -> str:
    return str(urljoin(settings.SITE_URL, address))


def _decisions(cited: Cited) -> list[dict[str, Any]]:
    """The council decisions that prove it; of one that was taken down, its identifier and its day alone."""
    return [
        {
            "identifiant": one.uid,
            "date": one.decided_on.isoformat(),
            "objet": one.subject or None,
            "organisme": one.body,
            "adresse": _absolute(one.url),
        }
        for one in cited
    ]


def _follow_up(one: FollowUpRow) -> dict[str, Any]:
    return {
        "identifiant": one.uid,
        "action": one.title,
        "responsable": one.owner_role,
        "echeance": _iso(one.due_on),
        "moyens": one.budget or None,
        "etat": one.state,
        "jours_de_retard": one.days_late,
        "jalons": [
            {
                "date": _iso(step.on),
                "etat": step.state,
                "texte": step.text or None,
                "preuve": _absolute(step.proofs[0].url) if step.proofs else None,
                "preuves": [{"titre": one.title, "adresse": _absolute(one.url)} for one in step.proofs],
                "deliberation": step.decision_reference or None,
                "deliberations": _decisions(step.decisions),
                "echeance_precedente": _iso(step.previous_due_on),
            }
            for step in one.milestones
        ],
    }


def as_json(page: PropositionPage) -> dict[str, Any]:
    return {
        "identifiant": page.uid,
        "adresse": page.url,
        "numero": page.number,
        "texte": page.text,
        "empreinte_sha256": page.text_sha256,
        "date": _iso(page.said_on),
        "collectivite": page.place,
        "exemple_fictif": page.is_fictional,
        "concertation": page.concertation,
        "theme": page.theme or None,
        "source": {
            "site": page.source.place,
            "adresse": page.source.url or None,
            "importee_le": page.source.imported_at.date().isoformat(),
            "commentaires": page.source.comments,
        }
        if page.source
        else None,
        "reponse": page.decision or None,
        "repondue_le": _iso(page.answered_on),
        "reponse_promise_le": _iso(page.clock.due_on),
        "reponse_promise_d_abord_le": _iso(page.postponed.first if page.postponed else page.clock.due_on),
        "delai_suspendu_depuis": _iso(page.clock.suspended_on),
        "jours_attente": page.clock.days_waiting,
        "jours_de_retard": page.clock.days_late,
        "reponses": [
            {
                "reponse": one.decision,
                "motif": one.reason or None,
                "qualite": one.author_role,
                "instance": one.body or None,
                "date": _iso(one.answered_on),
                "deliberation": one.decision_reference or None,
                "adresse_deliberation": one.decision_url or None,
                "deliberations": _decisions(one.decisions),
            }
            for one in page.answers
        ],
        "suites": [_follow_up(one) for one in page.follow_ups],
        "errata": [
            {"date": one.at.date().isoformat(), "texte_precedent": one.previous_text, "motif": one.reason}
            for one in page.errata
        ],
        "avis_des_participants": [
            {"avis": one.rating, "texte": one.text or None, "date": one.submitted_at.date().isoformat()}
            for one in page.views
        ],
    }
