"""Hearings, members of the council and opinions for tests, told by situations."""

import datetime
from typing import Any

from commun.accounts.models import User
from commun.core.dates import PartialDate
from commun.hearings.actions import council, hearings
from commun.hearings.models import CouncilMember, CouncilOpinion, Hearing
from commun.library.models import PublishedSheet
from commun.syntheses.models import Finding
from tests.accounts.factories import council_member
from tests.syntheses.manifestos import public_finding

AGREED_ON = datetime.date(2026, 5, 1)


def values(**given: Any) -> dict[str, Any]:
    least: dict[str, Any] = dict.fromkeys(hearings.FACTS, "") | {
        "title": "Qui répond d’une décision",
        "heard_on": PartialDate("2026-05"),
        "heard_by": "Commission d’essai",
        "body": "Une personne répond, toujours.",
        "consented_on": None,
        "is_transcript": False,
    }
    return least | given


def hearing(*findings: Finding, **given: Any) -> Hearing:
    return hearings.create(values=values(**given), links=(findings, (), ()), by=None)


def public_hearing(*findings: Finding, **given: Any) -> Hearing:
    made = hearing(*findings, **given)
    hearings.publish(hearing=made, by=None)
    made.refresh_from_db()
    return made


def listed(user: User | None = None, name: str = "Camille Exemple") -> CouncilMember:
    said = {"name": name, "discipline": "droit public", "organisation": "", "starts_on": None, "ends_on": None}
    return council.save_member(member=None, values=said | {"consented_on": AGREED_ON, "user": user}, by=None)


def opinion(by: User | None = None, about: Finding | PublishedSheet | None = None, **given: Any) -> CouncilOpinion:
    least: dict[str, Any] = {"text": "Le constat tient.", "interest": None, "is_named": False}
    return council.write(about=about or public_finding(), by=by or council_member(), **(least | given))


def public_opinion(
    by: User | None = None, about: Finding | PublishedSheet | None = None, **given: Any
) -> CouncilOpinion:
    person = by or council_member()
    made = opinion(person, about, **given)
    council.publish(opinion=made, by=person)
    made.refresh_from_db()
    return made
