"""An invented manifesto, of invented territories, at every stage of its life: marked everywhere, counted nowhere.

The real one is known by its title and its adoption only; no article is written in its name. Days are counted back from
the day it is loaded.
"""

import datetime
import json
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.accounts.enums import Role
from commun.accounts.models import User
from commun.concertations.enums import PledgeState
from commun.concertations.models import CharterVersion, Pledge, Signature, Takeaway
from commun.core.models import AuditEvent
from commun.syntheses.actions import amendments as amendment_actions
from commun.syntheses.actions import manifesto as actions
from commun.syntheses.enums import AmendmentKind, Choice, FindingState, ManifestoState, Stance
from commun.syntheses.models import (
    Amendment,
    Endorsement,
    Evidence,
    Finding,
    ManifestoPosition,
    ManifestoVersion,
)
from commun.territories.enums import Kind
from commun.territories.models import Territory

_MARKS = {"!": Stance.CONTRARY, "~": Stance.NUANCES}
ROLE = "Coordination du réseau"


@transaction.atomic
def load_fiction(*, by: User) -> ManifestoVersion | None:
    """Three versions: one amended, the next adopted, the last open to amendments. None when it is there already."""
    if ManifestoVersion.objects.filter(is_fictional=True).exists():
        return None
    data = json.loads((files("commun.site.demo") / "data" / "fictional_manifesto.json").read_text(encoding="utf-8"))
    for row in data["territories"]:
        _territory(*row)
    findings = {row["slug"]: _finding(row, number) for number, row in enumerate(data["findings"], 1)}
    first = _written(data["manifesto"], findings, by)
    actions.open_amendments(manifesto=first, until=_day(0), by=by)
    ManifestoVersion.objects.filter(pk=first.pk).update(amendments_until=_day(90), published_at=_at(120))
    made = [_amendment(first, row, number, ago=110) for number, row in enumerate(data["amendments"], 1)]
    actions.close_amendments(manifesto=first, by=by)
    second = actions.draft_next(by=by, fictional=True)
    for one in (one for one in made if one in first.amendments.to_integrate()):
        article = second.articles.get(code=one.article.code)
        amendment_actions.integrate(draft=second, amendments=[one], seen=article.version, by=by)
    actions.open_vote(manifesto=second, until=_day(0), by=by)
    for rank, row in enumerate(data["positions"]):
        _position(second, None, row, ago=70 - rank)
    ManifestoVersion.objects.filter(pk=second.pk).update(vote_until=_day(45), published_at=_at(85))
    second = actions.close_vote(
        manifesto=second,
        by=by,
        on=_day(40),
        where="Saint-Exemple-sur-Loire",
        whom="l’assemblée des territoires d’exemple",
    )
    for slug, role, ago, reference, withdrawn in data["endorsements"]:
        _endorse(second, slug, role, ago, reference, withdrawn)
    third = actions.draft_next(by=by, fictional=True)
    actions.open_amendments(manifesto=third, until=_day(-21), by=by)
    ManifestoVersion.objects.filter(pk=third.pk).update(published_at=_at(9))
    for number, row in enumerate(data["open"], 1):
        _amendment(third, row, number, ago=4)
    AuditEvent.objects.create(verb="manifesto.fiction_loaded")
    return second


def _day(ago: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=ago)


def _at(ago: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(_day(ago), datetime.time(12)))


def _territory(uid: str, slug: str, name: str, population: int) -> None:
    """With the charter signed: it is called to speak of the invented text."""
    territory = Territory(
        uid=uid,
        slug=slug,
        kind=Kind.AUTRE,
        name=name,
        population=population,
        source="Exemple fictif",
        is_fictional=True,
    )
    territory.save()
    pledge = Pledge.objects.create(territory=territory, state=PledgeState.SIGNED, source_label="Exemple fictif")
    Signature.objects.create(
        pledge=pledge,
        charter=CharterVersion.objects.current(),
        signatory_role="Présidente",
        signed_on=_day(300),
        recorded_at=_at(300),
    )


def _finding(row: dict[str, Any], number: int) -> Finding:
    """One of the demo's invented syntheses, by its title; else one more, as invented."""
    if "known" in row:
        return Finding.objects.get(title=row["known"], is_fictional=True)
    finding = Finding.objects.create(
        uid=f"constat-exemple-{number:02}",
        slug=row["slug"],
        kind=row["kind"],
        theme=row["theme"],
        title=row["title"],
        text=row["text"],
        dissent=row.get("dissent", ""),
        is_fictional=True,
        state=FindingState.PUBLIC,
        created_at=_at(160),
        signed_at=_at(150),
        signed_role=ROLE,
        published_at=_at(140),
    )
    for position, mark in enumerate(row["evidence"]):
        takeaway = Takeaway.objects.get(
            uid__endswith=f"-{mark.strip('!~*')}", concertation__territory__is_fictional=True
        )
        Evidence.objects.create(
            finding=finding,
            takeaway=takeaway,
            stance=_MARKS.get(mark[0], Stance.SUPPORTS),
            is_quoted=mark.endswith("*"),
            position=position,
            text_sha256=takeaway.text_sha256,
        )
    return finding


def _written(text: dict[str, Any], findings: dict[str, Finding], by: User) -> ManifestoVersion:
    draft = actions.draft_next(by=by, fictional=True)
    frame = {name: text[name] for name in ("title", "subtitle", "preamble")}
    draft = actions.save_frame(manifesto=draft, seen=draft.version, values=frame, by=by)
    for row in text["axes"]:
        axis = actions.save_axis(manifesto=draft, title=row["title"], says=row["says"], by=by)
        for one in row["articles"]:
            article = actions.add_article(axis=axis, title=one["title"], paragraphs=one["paragraphs"], by=by)
            rests = [(findings[slug], "") for slug in one["rests"]]
            actions.rest_on(article=article, seen=article.version, findings=rests, by=by)
            for question, target, field, condition, expected in one["checks"]:
                actions.add_check(
                    article=article,
                    question=question,
                    target=target,
                    field=field,
                    condition=condition,
                    expected=expected,
                    by=by,
                )
    return draft


def _amendment(version: ManifestoVersion, row: dict[str, Any], number: int, *, ago: int) -> Amendment:
    paragraph = version.paragraphs.select_related("article").get(key=row["key"])
    territory = Territory.objects.get(slug=row["territory"])
    amendment = Amendment.objects.create(
        uid=f"{version.uid}-am{number}",
        manifesto=version,
        number=number,
        kind=AmendmentKind(row["kind"]),
        article=paragraph.article,
        paragraph=paragraph,
        text=row["text"],
        reason=row["reason"],
        territory=territory,
        by_role=_elected(territory),
        deposited_at=_at(ago),
    )
    for rank, position in enumerate(row["positions"]):
        _position(version, amendment, position, ago=max(0, ago - 1 - rank))
    return amendment


def _position(version: ManifestoVersion, amendment: Amendment | None, row: list[str], *, ago: int) -> None:
    slug, choice, reason, *answer = row
    territory = Territory.objects.get(slug=slug)
    said = ManifestoPosition.objects.current().filter(manifesto=version, amendment=amendment, territory=territory)
    said.update(replaced_at=_at(ago))
    ManifestoPosition.objects.create(
        manifesto=version,
        amendment=amendment,
        territory=territory,
        choice=Choice(choice),
        reason=reason,
        at=_at(ago),
        by_role=_elected(territory),
        answer=answer[0] if answer else "",
        answered_at=_at(ago) if answer else None,
        answered_role=ROLE if answer else "",
    )


def _endorse(version: ManifestoVersion, slug: str, role: str, ago: int, reference: str, withdrawn: str) -> None:
    assert version.state == ManifestoState.ADOPTED
    Endorsement.objects.create(
        territory=Territory.objects.get(slug=slug),
        manifesto=version,
        signatory_role=role,
        endorsed_on=_day(ago),
        decision_reference=reference,
        withdrawn_on=_day(6) if withdrawn else None,
        withdrawal_reason=withdrawn,
        recorded_at=_at(ago),
    )


def _elected(territory: Territory) -> str:
    return f"{Role.ELU.label}, {territory.name}"
