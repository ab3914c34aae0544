"""Decisions of the council that does not exist, and what they prove of the invented territory.

Its SIRET begins with nine zeros: INSEE gave it to nobody, and its check digit is wrong.
"""

import datetime
import json
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.concertations.actions.proofs import cite
from commun.concertations.models import Answer, Milestone, Signature
from commun.core import freshness
from commun.deliberations import actes
from commun.deliberations.enums import BodyKind, TextSource
from commun.deliberations.identity import digest_of, uid_of
from commun.deliberations.models import DeliberatingBody, Deliberation, DeliberationSource, DeliberationText
from commun.library.actions import attachments, publication
from commun.library.models import Deployment
from commun.territories.models import Territory

_COUNTS = ("vote_members", "vote_present", "vote_for", "vote_against", "vote_abstained")


@transaction.atomic
def load_fiction(territory: Territory) -> int:
    """Record the invented decisions, unless they are there already. Returns how many were added."""
    data = json.loads((files("commun.site.demo") / "data" / "fictional_decisions.json").read_text(encoding="utf-8"))
    facts = data["body"]
    if DeliberatingBody.objects.filter(siret=facts["siret"]).exists():
        return 0
    body = DeliberatingBody.objects.create(kind=BodyKind.COMMUNE, territory=territory, is_fictional=True, **facts)
    source = DeliberationSource.objects.create(uid="exemple-fictif", is_fictional=True, **data["source"])
    for row in data["decisions"]:
        _prove(_decision(row, body, source), row["proves"], territory)
    freshness.touch("deliberations.imported")
    return len(data["decisions"])


def _decision(row: dict[str, Any], body: DeliberatingBody, source: DeliberationSource) -> Deliberation:
    day = timezone.localdate() - datetime.timedelta(days=row["days_ago"])
    counts = dict(zip(_COUNTS, row["votes"], strict=True)) if row["votes"] else {}
    decision = Deliberation.objects.create(
        uid=uid_of(siret=body.siret, local_id=row["local_id"], decided_on=day),
        body=body,
        local_id=row["local_id"],
        decided_on=day,
        matter_code=row["matter"],
        matter_name=actes.full_label(row["matter"]).replace(" · ", "/").lower(),
        subject=row["subject"],
        received_on=day + datetime.timedelta(days=row["received_after"]) if row["received_after"] else None,
        prefecture_id="",
        source=source,
        sha256=digest_of(row["local_id"], row["subject"], row["text"]),
        **counts,
    )
    if row["text"]:
        DeliberationText.objects.create(
            deliberation=decision, body=row["text"], source=TextSource.GIVEN, sha256=digest_of(row["text"])
        )
    return decision


def _prove(decision: Deliberation, proves: dict[str, Any], territory: Territory) -> None:
    role = f"Référent·e, {territory.name}"
    if proves.get("signature"):
        cite(proven=Signature.objects.get(pledge__territory=territory), deliberation=decision, by=None, role=role)
    for slug, number in proves.get("answers", ()):
        of = {"proposition__concertation__slug": slug, "proposition__number": number}
        answer = Answer.objects.filter(**of).latest("published_at", "pk")
        cite(proven=answer, deliberation=decision, by=None, role=role)
    if "step" in proves:
        slug, number = proves["step"]
        of = {"follow_up__proposition__concertation__slug": slug, "follow_up__proposition__number": number}
        step = Milestone.objects.filter(**of).latest("on", "pk")
        cite(proven=step, deliberation=decision, by=None, role=role)
    if "sheet" in proves:
        title, note = proves["sheet"]
        sheet = Deployment.objects.get(territory=territory, title=title)
        attachments.cite_decision(sheet=sheet, deliberation=decision, note=note, by=None)
        publication.publish(sheet=sheet, by=None)
