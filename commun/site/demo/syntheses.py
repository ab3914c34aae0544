"""The demo's syntheses: what the network really learned, with its source; and an invented path, marked as such.

The invented synthesis rests on the invented territory's sentences alone: no real figure counts it.
"""

import json
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.accounts.enums import NetworkRole, Role
from commun.accounts.models import User
from commun.concertations.enums import Theme
from commun.concertations.models import Takeaway
from commun.core.models import Revision
from commun.syntheses.actions import endorsements, findings, syntheses
from commun.syntheses.enums import FindingKind, Origin, Stance
from commun.syntheses.models import Corpus, CorpusItem, Finding, Group, Synthesis
from commun.territories.models import Territory


@transaction.atomic
def load_fiction(territory: Territory, people: list[User]) -> int:
    """One published synthesis and one that its territory is reading; gives how many findings were added."""
    data = json.loads((files("commun.site.demo") / "data" / "fictional_synthesis.json").read_text(encoding="utf-8"))
    if Corpus.objects.filter(uid=data["corpus"]["uid"]).exists():
        return 0
    coordinator = next(one for one in people if one.network_role == NetworkRole.COORDINATOR)
    by_role = {one.role: one.user for one in territory.memberships.select_related("user")}
    corpus, items = _corpus(data, territory)
    public = _synthesis(data["public"], corpus, items, by=coordinator)
    contributor = public.contributors.get(territory=territory)
    syntheses.say_enough(contributor=contributor, by=by_role[Role.REFERENT])
    public = syntheses.publish(synthesis=public, by=coordinator)
    endorsements.endorse_synthesis(
        synthesis=public,
        territory=territory,
        signatory_role=data["support"]["role"],
        endorsed_on=timezone.localdate(),
        decision_reference=data["support"]["reference"],
        by=by_role[Role.ELU],
    )
    preview = _synthesis(data["preview"], corpus, items, by=coordinator)
    said = data["preview"]["comment"]
    title = next(one["title"] for one in data["preview"]["findings"] if one["key"] == said["on"])
    syntheses.comment(
        contributor=preview.contributors.get(territory=territory),
        finding=preview.findings.get(title=title),
        text=said["text"],
        by=by_role[Role.CONTRIBUTOR],
    )
    return public.findings.count() + preview.findings.count()


def _corpus(data: dict[str, Any], territory: Territory) -> tuple[Corpus, dict[str, CorpusItem]]:
    """Every public sentence of the invented territory, read by people alone."""
    said = list(Takeaway.objects.public().filter(concertation__territory=territory).order_by("uid"))
    corpus = Corpus.objects.create(
        uid=data["corpus"]["uid"],
        title=data["corpus"]["title"],
        filters={"territoires": [territory.uid]},
        items_sha256=Revision.digest([[one.uid, one.text_sha256] for one in said]),
        items_count=len(said),
    )
    items = {
        one.uid: CorpusItem.objects.create(
            corpus=corpus,
            takeaway=one,
            text_sha256=one.text_sha256,
            origin=Origin.PERSON,
            set_aside_reason=data["set_aside"].get(one.uid, ""),
        )
        for one in said
    }
    return corpus, items


def _synthesis(facts: dict[str, Any], corpus: Corpus, items: dict[str, CorpusItem], *, by: User) -> Synthesis:
    """Its findings drafted from their groups, signed, then sent to the territory."""
    made: dict[str, Finding] = {}
    for row in facts["findings"]:
        made[row["key"]] = _finding(row, corpus, items, made, by)
    synthesis = syntheses.create(title=facts["title"], intro=facts["intro"], is_fictional=True, by=by)
    syntheses.choose(synthesis=synthesis, findings=list(made.values()), by=by)
    return syntheses.open_preview(synthesis=synthesis, reason=facts["reason"], by=by)


def _finding(
    row: dict[str, Any], corpus: Corpus, items: dict[str, CorpusItem], made: dict[str, Finding], by: User
) -> Finding:
    group = Group.objects.create(
        corpus=corpus, number=corpus.groups.count() + 1, title=row["title"], origin=Origin.PERSON
    )
    stances = [
        *((uid, Stance.SUPPORTS) for uid in row["supports"]),
        *((uid, Stance.NUANCES) for uid in row["nuances"]),
        *((uid, Stance.CONTRARY) for uid in row["contrary"]),
    ]
    for rank, (uid, stance) in enumerate(stances):
        item = items[uid]
        item.group, item.stance, item.rank = group, stance, rank
        item.save()
    finding = findings.draft(group=group, kind=FindingKind(row["kind"]), title=row["title"], by=by)
    theme = Theme(finding.theme) if finding.theme else None
    text = findings.FindingText(row["title"], row["text"], row["dissent"], theme)
    finding = findings.edit(finding=finding, text=text, by=by)
    keys = {uid: item.takeaway_id for uid, item in items.items()}
    quoted = [keys[uid] for uid in row["quoted"]]
    if quoted:
        finding = findings.weigh(finding=finding, stances={}, quoted=quoted, by=by)
    if row.get("rests_on"):
        finding = findings.rest(finding=finding, on=[made[key] for key in row["rests_on"]], by=by)
    return findings.sign(finding=finding, by=by)
