"""Findings that the network published elsewhere: loaded with their source, without any counted evidence.

Their words are ours, the facts are the source's. Loading again changes nothing; a corrected file makes a new version.
"""

import datetime
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core import audit
from commun.core.identifiers import free_slug
from commun.syntheses.actions.records import keep_version
from commun.syntheses.enums import FindingKind, FindingState
from commun.syntheses.models import Finding, FindingSource
from commun.syntheses.places import RESERVED_SLUGS


@dataclass(frozen=True)
class Loaded:
    """How many findings were added, corrected, or already there."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0


@transaction.atomic
def load_lessons() -> Loaded:
    """The lessons, fears, risks, opportunities and levers of the network's first synthesis (DOMAIN 2.2)."""
    data = json.loads((files("commun.syntheses") / "reference" / "lessons.json").read_text(encoding="utf-8"))
    outcomes = [_load(row, _sources(data, row["category"])) for row in data["findings"]]
    return Loaded(*(outcomes.count(one) for one in ("added", "corrected", "unchanged")))


def _sources(data: dict[str, Any], category: str) -> list[dict[str, str]]:
    """The document, then where it says that it read those of this family."""
    source = data["source"]
    origin = data["origins"].get(category)
    return [source, {**origin, "read_on": source["read_on"], "url": ""}] if origin else [source]


def _load(row: dict[str, Any], sources: list[dict[str, str]]) -> str:
    values = {key: row[key] for key in ("title", "text", "theme", "category")}
    uid = f"constat-appris-{row['code']}"
    known = Finding.objects.select_for_update().filter(uid=uid).first()
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return "unchanged"
    role = _("Réseau, d’après la source citée")
    now = timezone.now()
    if known is None:
        finding = Finding.objects.create(
            uid=uid,
            slug=free_slug(Finding, row["title"], place="", default="constat", reserved=RESERVED_SLUGS, length=90),
            kind=FindingKind.FINDING,
            state=FindingState.PUBLIC,
            signed_at=now,
            signed_role=role,
            published_at=now,
            machine_part=_("Aucune."),
            **values,
        )
        FindingSource.objects.bulk_create(
            FindingSource(
                finding=finding,
                title=source["title"],
                url=source["url"],
                said_on=source["said_on"],
                read_on=datetime.date.fromisoformat(source["read_on"]),
            )
            for source in sources
        )
        verb, reason, outcome = "finding.published", _("Repris d’une source publiée"), "added"
    else:
        finding = known
        for name, value in values.items():
            setattr(finding, name, value)
        finding.version += 1
        finding.save()
        verb, reason, outcome = "finding.edited", _("Reprise corrigée d’après la source"), "corrected"
    audit.record(verb, target=finding, by=None, by_role=role, detail={"motif": reason}, public=True)
    keep_version(finding, by_role=role, reason=reason)
    return outcome
