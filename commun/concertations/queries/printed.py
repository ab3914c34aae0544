"""Everything that the printed record of a concertation says; a known number of queries, whatever its length."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.concertations import canevas
from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Answer, Concertation, FollowUp, Milestone, Takeaway
from commun.concertations.queries.cited import Cited, cited_within_debate
from commun.core.models import Revision

_GROUPS = (
    (TakeawayKind.VIGILANCE, gettext_lazy("Points de vigilance")),
    (TakeawayKind.OBSTACLE, gettext_lazy("Freins")),
    (TakeawayKind.OPPORTUNITY, gettext_lazy("Opportunités")),
    (TakeawayKind.PROPOSITION, gettext_lazy("Propositions et réponses")),
)


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class PrintedAnswer:
    title: str
    text: str
    details: str
    proofs: list[str]
    """The council decisions cited, one a line."""


@dataclass(frozen=True)
class PrintedFollowUp:
    action: str
    owner: str
    due: str
    state: str


@dataclass(frozen=True)
class PrintedTakeaway:
    title: str
    text: str
    details: str
    answers: list[PrintedAnswer]
    unanswered: str
    follow_ups: list[PrintedFollowUp]


@dataclass(frozen=True)
class Group:
    title: str
    takeaways: list[PrintedTakeaway]


@dataclass(frozen=True)
class PrintedRecord:
    title: str
    place: str
    state: str
    url: str
    version: str
    description: str
    is_fictional: bool
    sections: list[Section]
    groups: list[Group]


def printed_record(*, slug: str) -> PrintedRecord | None:
    """The record as the public may read it; None when nothing public bears this address."""
    concertation = (
        Concertation.objects.published()
        .select_related("territory")
        .prefetch_related("audiences", "speakers", "sequences", "frame_changes", "documents", "co_leads")
        .filter(slug=slug)
        .first()
    )
    if concertation is None:
        return None
    places = [concertation.territory.name, *(one.name for one in concertation.co_leads.all())]
    return PrintedRecord(
        title=concertation.title,
        place=", ".join(places),
        state=str(concertation.get_state_display()),
        url=f"{settings.SITE_URL}/concertations/{concertation.slug}/",
        version=_version(concertation),
        description=concertation.brief[:200] or concertation.title,
        is_fictional=concertation.is_fictional,
        sections=_sections(concertation),
        groups=_groups(concertation),
    )


def _version(concertation: Concertation) -> str:
    revision = Revision.objects.of(concertation).first()
    at = revision.at if revision else concertation.published_at
    assert at is not None
    day = formats.date_format(timezone.localtime(at), "j F Y")
    return _("version %(number)d du %(day)s") % {"number": revision.number if revision else 1, "day": day}


def _sections(concertation: Concertation) -> list[Section]:
    sections = []
    for part in canevas.Section:
        lines = [
            (str(field.label), text)
            for field in canevas.of_section(part)
            if field.is_public and field.applies(concertation) and (text := field.public_display(concertation))
        ]
        if lines:
            sections.append(Section(str(part.title), lines))
    return sections


def _groups(concertation: Concertation) -> list[Group]:
    follow_ups = FollowUp.objects.order_by("number").prefetch_related(
        Prefetch("milestones", Milestone.objects.select_related("proof_document").order_by("recorded_at", "pk"))
    )
    frozen = list(
        Takeaway.objects.public()
        .filter(concertation=concertation)
        .order_by("number")
        .select_related("sequence")
        .prefetch_related(
            Prefetch("answers", Answer.objects.order_by("published_at", "pk")), Prefetch("follow_ups", follow_ups)
        )
    )
    cited = cited_within_debate(concertation.pk)
    groups = []
    for kind, title in _GROUPS:
        takeaways = [_takeaway(one, cited) for one in frozen if one.kind == kind]
        if takeaways:
            groups.append(Group(str(title), takeaways))
    return groups


def _takeaway(takeaway: Takeaway, cited: tuple[Mapping[int, Cited], Mapping[int, Cited]]) -> PrintedTakeaway:
    of_answers, of_steps = cited
    answers = [_answer(one, of_answers.get(one.pk, ())) for one in takeaway.answers.all()]
    awaits = takeaway.kind == TakeawayKind.PROPOSITION and not answers
    said = [takeaway.get_theme_display(), takeaway.sequence.title if takeaway.sequence else ""]
    return PrintedTakeaway(
        title=f"{takeaway.get_kind_display()} {takeaway.number}",
        text=takeaway.text,
        details=_joined([*said, takeaway.get_support_display(), takeaway.support_note]),
        answers=answers,
        unanswered=_("Sans réponse à ce jour.") if awaits else "",
        follow_ups=[_follow_up(one, of_steps) for one in takeaway.follow_ups.all()],
    )


def _answer(answer: Answer, cited: Cited) -> PrintedAnswer:
    day = formats.date_format(answer.answered_on, "j F Y")
    return PrintedAnswer(
        title=_("Réponse du %(day)s : %(decision)s") % {"day": day, "decision": answer.get_decision_display()},
        text=answer.reason,
        details=_joined([answer.author_role, answer.body, answer.decision_reference, answer.decision_url]),
        proofs=[one.in_words for one in cited],
    )


def _follow_up(follow_up: FollowUp, cited: Mapping[int, Cited]) -> PrintedFollowUp:
    lines = [_joined([str(follow_up.get_state_display()), follow_up.state_reason])]
    lines += [_milestone(one, cited.get(one.pk, ())) for one in follow_up.milestones.all()]
    return PrintedFollowUp(
        action=follow_up.title,
        owner=follow_up.owner_role,
        due=formats.date_format(follow_up.due_on, "j F Y"),
        state="\n".join(lines),
    )


def _milestone(milestone: Milestone, cited: Cited) -> str:
    proofs = [one.title for one in milestone.proofs]
    parts = [str(milestone.get_state_display()), milestone.text, *proofs, milestone.decision_reference]
    parts += [one.in_words for one in cited]
    return f"{formats.date_format(milestone.on, 'j F Y')} : {_joined(parts)}"


def _joined(parts: Iterable[object]) -> str:
    return " · ".join(str(part) for part in parts if part)
