"""A territory that does not exist, so that every screen can be seen alive. Marked everywhere, counted nowhere.

Days are counted back from the day it is loaded: late promises are late on whatever day one looks.
"""

import datetime
import json
from importlib.resources import files
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from commun.accounts.enums import NetworkRole, Role
from commun.accounts.models import Membership, User
from commun.concertations.actions.records import keep_counters, keep_version
from commun.concertations.canevas import LIFE
from commun.concertations.enums import (
    FINAL_DECISIONS,
    SETTLED_FOLLOW_UP_STATES,
    FollowUpState,
    Moderation,
    PledgeState,
    State,
    TakeawayKind,
)
from commun.concertations.models import (
    Answer,
    AudiencePart,
    CharterVersion,
    CommitmentEvidence,
    Concertation,
    Document,
    FollowUp,
    FrameChange,
    Milestone,
    ParticipantView,
    Pledge,
    Sequence,
    Signature,
    Speaker,
    Takeaway,
    Transition,
)
from commun.core.dates import PartialDate
from commun.core.models import AuditEvent
from commun.territories.enums import Kind
from commun.territories.models import Territory

DEMO_DOMAIN = "demo.commun.example"

# Who may be tried in the demo: (address, name, function, role in the fictional territory, role in the network).
PEOPLE: tuple[tuple[str, str, str, Role | None, NetworkRole | None], ...] = (
    ("referente", "Camille (référente)", "Chargée de mission participation", Role.REFERENT, None),
    ("contributeur", "Sacha (contributeur)", "Agent d’accueil", Role.CONTRIBUTOR, None),
    ("elue", "Dominique (élue)", "Adjointe chargée de la vie citoyenne", Role.ELU, None),
    ("coordination", "Alix (coordination)", "Coordination du réseau", None, NetworkRole.COORDINATOR),
    ("conseil", "Maxime (conseil scientifique)", "Conseil scientifique", None, NetworkRole.COUNCIL),
    ("administration", "Charlie (administration)", "Administration", None, NetworkRole.ADMINISTRATOR),
)

_PREFIX = {
    TakeawayKind.PROPOSITION: "p",
    TakeawayKind.VIGILANCE: "v",
    TakeawayKind.OBSTACLE: "f",
    TakeawayKind.OPPORTUNITY: "o",
}
# The day (a key of "days") on which each state of the life was reached.
_DAY_OF = {
    State.CHARTER_SIGNED: "created",
    State.PREPARATION: "created",
    State.UNDER_WAY: "start",
    State.RESTITUTION: "restitution",
    State.ANSWER_DUE: "restitution",
    State.ANSWER_PUBLISHED: "answered",
    State.FOLLOW_UP: "follow_up",
}
_SCALARS = (
    "title", "state", "uses_support", "support_name", "support_scope", "angles", "expectations", "objectives", "level",
    "arbitration", "recruitment", "sortition_base", "sortition_quotas", "invited_count", "accepted_count",
    "present_count", "compensation", "facilitation", "tools", "brief", "initial_frame", "restitution",
    "participants_count", "count_method", "summary", "follow_up_pledge", "follow_up_terms", "answering_role",
    "answering_body", "follow_up_frequency",
)  # fmt: skip


class Calendar:
    """Days before today (negative: days to come), as dates and as instants at noon."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today

    def day(self, ago: int) -> datetime.date:
        return self.today - datetime.timedelta(days=ago)

    def at(self, ago: int) -> datetime.datetime:
        noon = datetime.datetime.combine(self.day(ago), datetime.time(12))
        return timezone.make_aware(noon)


@transaction.atomic
def load_fiction() -> Territory:
    """Create the fictional territory and its two concertations, unless it is there already."""
    data = json.loads((files("commun.site.demo") / "data" / "fictional.json").read_text(encoding="utf-8"))
    facts = data["territory"]
    existing = Territory.objects.filter(uid=facts["uid"]).first()
    if existing is not None:
        return existing
    calendar = Calendar(timezone.localdate())
    territory = Territory(
        uid=facts["uid"],
        slug=facts["slug"],
        kind=Kind.AUTRE,
        name=facts["name"],
        population=facts["population"],
        source="Exemple fictif",
        is_fictional=True,
    )
    territory.save()
    signature = _sign(territory, data["signature"], calendar)
    for code, state, ago, text in data["evidence"]:
        CommitmentEvidence.objects.create(
            signature=signature,
            commitment=signature.charter.commitments.get(code=code),
            state=state,
            on=calendar.day(ago),
            text=text,
            by_role=_role(territory),
            recorded_at=calendar.at(ago),
        )
    for facts in data["concertations"]:
        _concertation(territory, facts, calendar)
    return territory


def _role(territory: Territory) -> str:
    return f"{Role.REFERENT.label}, {territory.name}"


def _trace(verb: str, target: Any, territory: Territory, at: datetime.datetime, **detail: Any) -> None:
    AuditEvent.objects.create(
        verb=verb,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        at=at,
        by_role=_role(territory),
        detail=detail,
        is_public=True,
    )


def _sign(territory: Territory, facts: dict[str, Any], calendar: Calendar) -> Signature:
    pledge = Pledge.objects.create(
        territory=territory,
        state=PledgeState.SIGNED,
        announced_on=PartialDate.of(calendar.day(facts["days_ago"] + 20)),
        source_label="Exemple fictif",
    )
    signature = Signature.objects.create(
        pledge=pledge,
        charter=CharterVersion.objects.current(),
        signatory_role=facts["role"],
        signed_on=calendar.day(facts["days_ago"]),
        decision_reference=facts["decision_reference"],
        recorded_at=calendar.at(facts["days_ago"]),
    )
    _trace("pledge.signed", pledge, territory, calendar.at(facts["days_ago"]))
    return signature


def _concertation(territory: Territory, facts: dict[str, Any], calendar: Calendar) -> None:
    days = facts["days"]
    created = calendar.day(days["created"])
    concertation = Concertation(
        uid=f"cta-{created.year}-{facts['number']}",
        slug=facts["slug"],
        territory=territory,
        referent_email=f"referente@{DEMO_DOMAIN}",
        created_at=calendar.at(days["created"]),
        published_at=calendar.at(days["published"]),
        starts_on_planned=PartialDate.of(calendar.day(days["planned_start"])),
        starts_on=PartialDate.of(calendar.day(days["start"])),
        ends_on_planned=PartialDate.of(calendar.day(days["planned_end"])),
        ends_on=PartialDate.of(calendar.day(days["end"])),
        plenary_on=calendar.day(facts["plenary_day"]) if "plenary_day" in facts else None,
        restituted_on=calendar.day(days["restitution"]),
        answer_due_on=calendar.day(days["due"]),
        answer_first_due_on=calendar.day(days["due"]),
        answered_on=calendar.day(days["answered"]) if "answered" in days else None,
        **{name: facts[name] for name in _SCALARS if name in facts},
    )
    concertation.save()
    _describe(concertation, facts, calendar)
    _life(concertation, facts, calendar)
    _takeaways(concertation, facts, calendar)
    for number, (text, theme, support, decision, reason, promises) in enumerate(facts["propositions"], 1):
        proposition = _takeaway(concertation, TakeawayKind.PROPOSITION, number, text, theme, calendar, days)
        proposition.support, proposition.recipient = support, "collectivite"
        proposition.save()
        if decision:
            _answer(proposition, decision, reason, facts, calendar)
        for rank, promise in enumerate(promises, 1):
            _promise(proposition, rank, promise, calendar, days)
    for number, rating, text, moderation, ago in facts["views"]:
        ParticipantView.objects.create(
            proposition=concertation.takeaways.get(kind=TakeawayKind.PROPOSITION, number=number),
            rating=rating,
            text=text,
            submitted_at=calendar.at(ago),
            moderation=moderation,
            moderated_at=calendar.at(max(ago - 1, 0)) if moderation == Moderation.PUBLISHED else None,
        )
    keep_counters(concertation)
    keep_version(concertation, by_role=_role(territory), reason="Exemple fictif")


def _describe(concertation: Concertation, facts: dict[str, Any], calendar: Calendar) -> None:
    AudiencePart.objects.bulk_create(
        AudiencePart(concertation=concertation, audience=audience, details=details, people_count=count)
        for audience, details, count in facts["audiences"]
    )
    Speaker.objects.bulk_create(
        Speaker(
            concertation=concertation,
            name=name,
            profession=profession,
            organisation=organisation,
            talk_title=title,
            has_consented=consent,
        )
        for name, profession, organisation, title, consent in facts["speakers"]
    )
    Sequence.objects.bulk_create(
        Sequence(
            concertation=concertation,
            title=title,
            on=calendar.day(ago),
            starts_at=datetime.time(18, 30),
            minutes=minutes,
            attendance=attendance,
            place=place,
        )
        for title, ago, minutes, attendance, place in facts["sequences"]
    )
    FrameChange.objects.bulk_create(
        FrameChange(concertation=concertation, on=calendar.day(ago), text=text, decided_by=decided_by)
        for ago, text, decided_by in facts["frame_changes"]
    )
    Document.objects.bulk_create(
        Document(concertation=concertation, kind=kind, title=title, url=url, licence=licence)
        for kind, title, url, licence in facts["documents"]
    )


def _life(concertation: Concertation, facts: dict[str, Any], calendar: Calendar) -> None:
    """The steps taken, each on its day."""
    _trace("concertation.published", concertation, concertation.territory, calendar.at(facts["days"]["published"]))
    reached = LIFE[1 : LIFE.index(State(facts["state"])) + 1]
    for source, target in zip(LIFE, reached, strict=False):
        at = calendar.at(facts["days"][_DAY_OF[target]])
        Transition.objects.create(
            concertation=concertation, source=source, target=target, at=at, by_role=_role(concertation.territory)
        )
        _trace("concertation.advanced", concertation, concertation.territory, at, de=source, vers=target, motif="")


def _takeaway(
    concertation: Concertation,
    kind: TakeawayKind,
    number: int,
    text: str,
    theme: str,
    calendar: Calendar,
    days: dict[str, int],
) -> Takeaway:
    frozen_at = calendar.at(days["restitution"])
    return Takeaway.objects.create(
        uid=f"{concertation.uid}-{_PREFIX[kind]}{number}",
        concertation=concertation,
        kind=kind,
        number=number,
        text=text,
        text_sha256=Takeaway.digest(text),
        theme=theme,
        audiences=[concertation.audiences.all()[0].audience],
        created_at=calendar.at(days["end"]),
        frozen_at=frozen_at,
        changed_at=frozen_at,
    )


def _takeaways(concertation: Concertation, facts: dict[str, Any], calendar: Calendar) -> None:
    numbers: dict[str, int] = {}
    for kind, text, theme, vigilance_kind in facts["takeaways"]:
        numbers[kind] = numbers.get(kind, 0) + 1
        takeaway = _takeaway(concertation, TakeawayKind(kind), numbers[kind], text, theme, calendar, facts["days"])
        takeaway.vigilance_kind = vigilance_kind
        takeaway.save()


def _answer(proposition: Takeaway, decision: str, reason: str, facts: dict[str, Any], calendar: Calendar) -> None:
    days = facts["days"]
    ago = days.get("answered", days["restitution"] - 120)
    Answer.objects.create(
        proposition=proposition,
        decision=decision,
        reason=reason,
        author_role=facts["answering_role"],
        body=facts["answering_body"],
        answered_on=calendar.day(ago),
        published_at=calendar.at(ago),
    )
    proposition.decision, proposition.changed_at = decision, calendar.at(ago)
    if decision in FINAL_DECISIONS:
        proposition.answered_on = calendar.day(ago)
    proposition.save()
    _trace(
        "proposition.answered",
        proposition,
        proposition.concertation.territory,
        calendar.at(ago),
        reponse=decision,
        date=calendar.day(ago).isoformat(),
        reponse_precedente="",
    )


def _promise(proposition: Takeaway, rank: int, promise: list[Any], calendar: Calendar, days: dict[str, int]) -> None:
    title, owner, due, state, milestones = promise
    promised = days.get("follow_up", days["restitution"] - 130)
    settled = state in SETTLED_FOLLOW_UP_STATES
    last_reason = next((step[3] for step in reversed(milestones) if len(step) > 3), "")
    follow_up = FollowUp.objects.create(
        uid=f"{proposition.uid}-s{rank}",
        proposition=proposition,
        number=rank,
        title=title,
        owner_role=owner,
        due_on=calendar.day(due),
        state=state,
        state_reason=last_reason,
        settled_on=calendar.day(milestones[-1][0]) if settled else None,
        created_at=calendar.at(promised),
        changed_at=calendar.at(milestones[-1][0] if milestones else promised),
    )
    territory = proposition.concertation.territory
    told = {"suite": follow_up.uid, "action": title}
    due_on = follow_up.due_on.isoformat()
    _trace(
        "follow_up.promised", proposition, territory, calendar.at(promised), **told, responsable=owner, echeance=due_on
    )
    for ago, step, text, *reason in milestones:
        Milestone.objects.create(
            follow_up=follow_up,
            on=calendar.day(ago),
            state=step,
            text=text or (reason[0] if reason else ""),
            proof_url="https://saint-exemple.example/preuve" if step == FollowUpState.DONE else "",
            by_role=_role(territory),
            recorded_at=calendar.at(ago),
        )
        on = calendar.day(ago).isoformat()
        _trace("follow_up.moved", proposition, territory, calendar.at(ago), **told, etat=step, date=on)


@transaction.atomic
def load_people(territory: Territory) -> list[User]:
    """The accounts of the demo, one for each role; their addresses end with the demo's domain."""
    people = []
    for local, name, job_title, role, network_role in PEOPLE:
        user, _created = User.objects.get_or_create(
            email=f"{local}@{DEMO_DOMAIN}",
            defaults={"name": name, "job_title": job_title, "network_role": network_role or ""},
        )
        if role is not None:
            Membership.objects.get_or_create(user=user, territory=territory, defaults={"role": role})
        people.append(user)
    return people
