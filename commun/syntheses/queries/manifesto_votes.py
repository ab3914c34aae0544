"""What territories say of a version: amendments with their difference, positions with their history, and the count."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from commun.core.revisions import Piece, pieces_between
from commun.syntheses.enums import AmendmentKind, Choice, ManifestoState, VoteOutcome, VoteStage, VotingRule
from commun.syntheses.models import Amendment, ManifestoPosition, ManifestoVersion, ManifestoVoter
from commun.syntheses.voting import Result, count
from commun.territories.models import Territory


@dataclass(frozen=True)
class Said:
    """One position of a territory, and what the network answered when it objected."""

    pk: int
    territory: str
    territory_url: str
    choice: Choice
    reason: str
    role: str
    on: datetime.datetime
    answer: str
    answered_at: datetime.datetime | None
    answered_role: str
    replaced_at: datetime.datetime | None

    @property
    def is_objection(self) -> bool:
        return self.choice == Choice.AGAINST


@dataclass(frozen=True)
class AmendmentLine:
    """One amendment as a page shows it."""

    pk: int
    uid: str
    number: int
    label: str
    url: str
    kind: AmendmentKind
    article: str
    article_label: str
    article_title: str
    paragraph_key: str
    paragraph_text: str
    pieces: tuple[Piece, ...]
    reason: str
    territory: str
    territory_url: str
    role: str
    deposited_at: datetime.datetime
    withdrawn_at: datetime.datetime | None
    withdrawal_reason: str
    result: Result
    outcome: VoteOutcome | None
    integrated_in: str
    positions: tuple[Said, ...] = ()
    history: tuple[Said, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def follows(self) -> str:
        """The paragraph after which something is added; empty for what changes a paragraph."""
        return self.paragraph_text if self.kind == AmendmentKind.INSERT else ""


def amendments_of(manifesto: ManifestoVersion) -> tuple[AmendmentLine, ...]:
    """In the order of the text, then of their deposit. Three queries."""
    rows = Amendment.objects.filter(manifesto=manifesto).order_by("article__position", "paragraph__position", "number")
    return lines_of(manifesto, rows.select_related("article", "paragraph", "territory", "integrated_in"))


def amendment_page(amendment: Amendment) -> AmendmentLine:
    """Three queries."""
    rows = Amendment.objects.filter(pk=amendment.pk)
    found = rows.select_related("article", "paragraph", "territory", "integrated_in")
    return lines_of(amendment.manifesto, found)[0]


def lines_of(manifesto: ManifestoVersion, rows: Iterable[Amendment]) -> tuple[AmendmentLine, ...]:
    amendments = list(rows)
    called = ManifestoVoter.objects.filter(manifesto=manifesto, stage=VoteStage.AMENDMENTS).count()
    said = ManifestoPosition.objects.filter(amendment__in=[one.pk for one in amendments])
    positions: defaultdict[int, list[Said]] = defaultdict(list)
    for position in said.select_related("territory").order_by("-at", "-pk"):
        assert position.amendment_id is not None
        positions[position.amendment_id].append(_said(position))
    return tuple(_line(manifesto, one, positions[one.pk], called) for one in amendments)


def difference(amendment: Amendment) -> tuple[Piece, ...]:
    """Word by word, what the amendment changes; what is added stands alone."""
    is_added = amendment.kind == AmendmentKind.INSERT or amendment.paragraph is None
    before = "" if is_added or amendment.paragraph is None else amendment.paragraph.text
    return tuple(pieces_between(before, amendment.text))


def _line(manifesto: ManifestoVersion, one: Amendment, said: list[Said], called: int) -> AmendmentLine:
    current = [position for position in said if position.replaced_at is None]
    result = count(
        rule=VotingRule(manifesto.amendment_rule),
        quorum=manifesto.amendment_quorum,
        called=called,
        choices=[position.choice for position in current],
    )
    return AmendmentLine(
        pk=one.pk,
        uid=one.uid,
        number=one.number,
        label=one.label,
        url=one.get_absolute_url(),
        kind=AmendmentKind(one.kind),
        article=one.article.code,
        article_label=one.article.label,
        article_title=one.article.title,
        paragraph_key=one.paragraph.key if one.paragraph else "",
        paragraph_text=one.paragraph.text if one.paragraph else "",
        pieces=difference(one),
        reason=one.reason,
        territory=one.territory.name,
        territory_url=one.territory.get_absolute_url(),
        role=one.by_role,
        deposited_at=one.deposited_at,
        withdrawn_at=one.withdrawn_at,
        withdrawal_reason=one.withdrawal_reason,
        result=result,
        outcome=VoteOutcome(one.outcome) if one.outcome else None,
        integrated_in=_public_code(one.integrated_in),
        positions=tuple(current),
        history=tuple(position for position in said if position.replaced_at is not None),
    )


def _public_code(manifesto: ManifestoVersion | None) -> str:
    """The version that took an amendment in, once anyone may read it."""
    return manifesto.code if manifesto is not None and not manifesto.is_draft else ""


def _said(position: ManifestoPosition) -> Said:
    return Said(
        pk=position.pk,
        territory=position.territory.name,
        territory_url=position.territory.get_absolute_url(),
        choice=Choice(position.choice),
        reason=position.reason,
        role=position.by_role,
        on=position.at,
        answer=position.answer,
        answered_at=position.answered_at,
        answered_role=position.answered_role,
        replaced_at=position.replaced_at,
    )


@dataclass(frozen=True)
class VoterLine:
    """A territory that was called, what it says now, and what it said before."""

    territory: str
    territory_url: str
    now: Said | None
    before: tuple[Said, ...]


@dataclass(frozen=True)
class VotePage:
    result: Result
    voters: tuple[VoterLine, ...]
    is_open: bool

    @property
    def objections(self) -> tuple[Said, ...]:
        return tuple(one.now for one in self.voters if one.now is not None and one.now.is_objection)


def vote_on_text(manifesto: ManifestoVersion) -> VotePage | None:
    """None when the text was never put to the territories. Two queries."""
    voters = list(
        ManifestoVoter.objects.filter(manifesto=manifesto, stage=VoteStage.TEXT)
        .select_related("territory")
        .order_by("territory__name", "pk")
    )
    if not voters:
        return None
    said: defaultdict[int, list[Said]] = defaultdict(list)
    rows = ManifestoPosition.objects.filter(manifesto=manifesto, amendment=None).select_related("territory")
    for position in rows.order_by("-at", "-pk"):
        said[position.territory_id].append(_said(position))
    lines = tuple(
        VoterLine(
            territory=one.territory.name,
            territory_url=one.territory.get_absolute_url(),
            now=next((position for position in said[one.territory_id] if position.replaced_at is None), None),
            before=tuple(position for position in said[one.territory_id] if position.replaced_at is not None),
        )
        for one in voters
    )
    result = count(
        rule=VotingRule(manifesto.rule),
        quorum=manifesto.quorum,
        called=len(voters),
        choices=[one.now.choice for one in lines if one.now is not None],
    )
    return VotePage(result, lines, is_open=manifesto.state == ManifestoState.VOTE)


def current_position(
    *, manifesto: ManifestoVersion, territory: Territory, amendment: Amendment | None = None
) -> ManifestoPosition | None:
    """One query."""
    rows = ManifestoPosition.objects.current().filter(manifesto=manifesto, territory=territory, amendment=amendment)
    return rows.first()


@dataclass(frozen=True)
class Clash:
    """The carried amendments of one paragraph that wait to enter the next version."""

    article: str
    article_label: str
    article_title: str
    amendments: tuple[AmendmentLine, ...]
    draft_version: int | None
    draft_text: str
    is_simple: bool
    """One amendment, on a paragraph that nothing else changed: it enters as it is."""


def waiting_for(draft: ManifestoVersion) -> tuple[Clash, ...]:
    """By paragraph, what waits to enter `draft`; additions come one by one. Six queries."""
    if draft.previous is None:
        return ()
    rows = Amendment.objects.to_integrate().filter(manifesto=draft.previous).order_by("article__position", "number")
    found = list(rows.select_related("article", "paragraph", "territory", "integrated_in"))
    lines = {one.pk: one for one in lines_of(draft.previous, found)}
    articles = {one.code: one for one in draft.articles.all()}
    texts = dict(draft.paragraphs.values_list("key", "text"))
    grouped: dict[object, list[Amendment]] = {}
    for one in found:
        key = one.pk if one.kind == AmendmentKind.INSERT else f"{one.article.code}/{one.paragraph_id}"
        grouped.setdefault(key, []).append(one)
    clashes = []
    for mine in grouped.values():
        first = mine[0]
        target = first.paragraph
        now = texts.get(target.key, "") if target is not None else ""
        is_added = first.kind == AmendmentKind.INSERT
        article = articles.get(first.article.code)
        clashes.append(
            Clash(
                article=first.article.code,
                article_label=first.article.label,
                article_title=first.article.title,
                amendments=tuple(lines[one.pk] for one in mine),
                draft_version=article.version if article is not None else None,
                draft_text=now,
                is_simple=is_added or (len(mine) == 1 and target is not None and now == target.text),
            )
        )
    return tuple(clashes)
