"""The text of a version as its page, its files and its comparison need it, and what the front page says."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from commun.library.models import AxesAccount
from commun.syntheses.enums import CheckCondition, CheckTarget, FindingState, ManifestoState, VotingRule
from commun.syntheses.models import (
    ArticleBasis,
    ArticleCheck,
    Endorsement,
    ManifestoArticle,
    ManifestoParagraph,
    ManifestoVersion,
    TextChange,
)


@dataclass(frozen=True)
class Rest:
    """A finding that a text rests on. One that was withdrawn stays named, with the reason."""

    pk: int
    uid: str
    title: str
    url: str
    note: str
    withdrawn_reason: str = ""


@dataclass(frozen=True)
class Check:
    pk: int
    code: str
    question: str
    target: CheckTarget
    field: str
    condition: CheckCondition
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    key: str
    uid: str
    text: str
    rests: tuple[Rest, ...] = ()
    amendments: int = 0


@dataclass(frozen=True)
class Article:
    code: str
    label: str
    title: str
    axis: str
    url: str
    paragraphs: tuple[Paragraph, ...]
    rests: tuple[Rest, ...] = ()
    checks: tuple[Check, ...] = ()
    amendments: int = 0

    @property
    def all_rests(self) -> tuple[Rest, ...]:
        """Those of the article and of its paragraphs, each once."""
        found = {one.uid: one for one in self.rests}
        for paragraph in self.paragraphs:
            found |= {one.uid: one for one in paragraph.rests if one.uid not in found}
        return tuple(found.values())


@dataclass(frozen=True)
class Axis:
    code: str
    title: str
    says: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Text:
    """A whole version."""

    code: str
    uid: str
    number: int
    is_fictional: bool
    state: ManifestoState
    title: str
    subtitle: str
    preamble: str
    source: str
    source_url: str
    source_read_on: datetime.date | None
    url: str
    drafted_on: datetime.date
    published_on: datetime.date | None
    amendments_until: datetime.date | None
    vote_until: datetime.date | None
    adopted_on: datetime.date | None
    adopted_where: str
    adopted_by: str
    rule: VotingRule
    axes: tuple[Axis, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(article for axis in self.axes for article in axis.articles)

    @property
    def has_text(self) -> bool:
        return bool(self.axes)

    @property
    def is_draft(self) -> bool:
        return self.state == ManifestoState.DRAFT

    @property
    def is_adopted(self) -> bool:
        return self.state == ManifestoState.ADOPTED

    @property
    def is_open_to_amendments(self) -> bool:
        return self.state == ManifestoState.AMENDMENTS

    @property
    def is_before_the_territories(self) -> bool:
        return self.state == ManifestoState.VOTE

    def article(self, code: str) -> Article | None:
        return next((one for one in self.articles if one.code == code), None)


def text_of(manifesto: ManifestoVersion) -> Text:
    """Five queries. What rests on a finding that nobody may read says nothing of it."""
    basis = ArticleBasis.objects.filter(article__manifesto=manifesto).select_related("finding")
    if not manifesto.is_draft:
        basis = basis.filter(finding__published_at__isnull=False)
    of_article: defaultdict[int, list[Rest]] = defaultdict(list)
    of_paragraph: defaultdict[int, list[Rest]] = defaultdict(list)
    for one in basis.order_by("position", "pk"):
        where = of_article if one.paragraph_id is None else of_paragraph
        where[one.paragraph_id or one.article_id].append(_rest(one))
    checks: defaultdict[int, list[Check]] = defaultdict(list)
    for check in ArticleCheck.objects.filter(article__manifesto=manifesto):
        checks[check.article_id].append(check_shape(check))
    paragraphs: defaultdict[int, list[Paragraph]] = defaultdict(list)
    standing = Count("amendments", filter=Q(amendments__withdrawn_at=None))
    for row in (
        ManifestoParagraph.objects.filter(manifesto=manifesto).annotate(asked=standing).order_by("position", "pk")
    ):
        uid = f"{manifesto.uid}-{row.key}"
        paragraphs[row.article_id].append(Paragraph(row.key, uid, row.text, tuple(of_paragraph[row.pk]), row.asked))
    articles: defaultdict[int, list[Article]] = defaultdict(list)
    rows = ManifestoArticle.objects.filter(manifesto=manifesto).select_related("axis").annotate(asked=standing)
    for article in rows.order_by("position", "pk"):
        article.manifesto = manifesto
        articles[article.axis_id].append(
            Article(
                code=article.code,
                label=article.label,
                title=article.title,
                axis=article.axis.title,
                url=article.get_absolute_url(),
                paragraphs=tuple(paragraphs[article.pk]),
                rests=tuple(of_article[article.pk]),
                checks=tuple(checks[article.pk]),
                amendments=article.asked,
            )
        )
    axes = [Axis(one.code, one.title, one.says, tuple(articles[one.pk])) for one in manifesto.axes.all()]
    return Text(
        code=manifesto.code,
        uid=manifesto.uid,
        number=manifesto.number,
        is_fictional=manifesto.is_fictional,
        state=ManifestoState(manifesto.state),
        title=manifesto.title,
        subtitle=manifesto.subtitle,
        preamble=manifesto.preamble,
        source=manifesto.source,
        source_url=manifesto.source_url,
        source_read_on=manifesto.source_read_on,
        url=manifesto.get_absolute_url(),
        drafted_on=timezone.localdate(manifesto.created_at),
        published_on=timezone.localdate(manifesto.published_at) if manifesto.published_at else None,
        amendments_until=manifesto.amendments_until,
        vote_until=manifesto.vote_until,
        adopted_on=manifesto.adopted_on,
        adopted_where=manifesto.adopted_where,
        adopted_by=manifesto.adopted_by,
        rule=VotingRule(manifesto.rule),
        axes=tuple(axes),
    )


def check_shape(check: ArticleCheck) -> Check:
    return Check(
        pk=check.pk,
        code=check.code,
        question=check.question,
        target=CheckTarget(check.target),
        field=check.field,
        condition=CheckCondition(check.condition),
        expected=tuple(check.expected),
    )


def _rest(basis: ArticleBasis) -> Rest:
    finding = basis.finding
    is_withdrawn = finding.state == FindingState.WITHDRAWN
    return Rest(
        pk=finding.pk,
        uid=finding.uid,
        title=finding.title,
        url=finding.get_absolute_url(),
        note=basis.note,
        withdrawn_reason=finding.withdrawn_reason if is_withdrawn else "",
    )


@dataclass(frozen=True)
class EndorsementLine:
    territory: str
    territory_url: str
    is_fictional: bool
    role: str
    on: datetime.date
    reference: str
    decision_url: str
    withdrawn_on: datetime.date | None
    withdrawal_reason: str


def endorsements_of(manifesto: ManifestoVersion) -> tuple[EndorsementLine, ...]:
    """Those that stand first, the newest before. One query."""
    rows = Endorsement.objects.filter(manifesto=manifesto).select_related("territory")
    lines = [
        EndorsementLine(
            territory=one.territory.name,
            territory_url=one.territory.get_absolute_url(),
            is_fictional=one.territory.is_fictional,
            role=one.signatory_role,
            on=one.endorsed_on,
            reference=one.decision_reference,
            decision_url=one.decision_url,
            withdrawn_on=one.withdrawn_on,
            withdrawal_reason=one.withdrawal_reason,
        )
        for one in rows
    ]
    return tuple(sorted(lines, key=lambda one: one.withdrawn_on is not None))


@dataclass(frozen=True)
class Front:
    """What `/manifeste/` shows: the real manifesto, what is said of it, and an invented one to see it live."""

    current: ManifestoVersion | None
    text: Text | None
    accounts: tuple[AxesAccount, ...]
    versions: tuple[ManifestoVersion, ...]
    example: ManifestoVersion | None
    endorsements: tuple[EndorsementLine, ...]


def front() -> Front:
    """Ten queries at most."""
    public = list(ManifestoVersion.objects.public().order_by("is_fictional", "-number"))
    real = [one for one in public if not one.is_fictional]
    invented = [one for one in public if one.is_fictional]
    current = _shown(real)
    return Front(
        current=current,
        text=text_of(current) if current is not None else None,
        accounts=tuple(AxesAccount.objects.all()),
        versions=tuple(real),
        example=_shown(invented),
        endorsements=endorsements_of(current) if current is not None else (),
    )


def _shown(versions: Sequence[ManifestoVersion]) -> ManifestoVersion | None:
    """The version in force; before any is adopted, the last one."""
    adopted = [one for one in versions if one.state == ManifestoState.ADOPTED]
    return next(iter(adopted or versions), None)


def siblings_of(manifesto: ManifestoVersion) -> tuple[ManifestoVersion, ...]:
    """The public versions of the same line, the newest first. One query."""
    line = ManifestoVersion.objects.public().filter(is_fictional=manifesto.is_fictional)
    return tuple(line.order_by("-number"))


def changes_between(old: ManifestoVersion, new: ManifestoVersion) -> Iterable[TextChange]:
    """Why paragraphs changed after `old`, up to `new`. One query."""
    return (
        TextChange.objects.filter(
            manifesto__is_fictional=new.is_fictional,
            manifesto__number__gt=old.number,
            manifesto__number__lte=new.number,
        )
        .select_related("amendment__territory")
        .order_by("pk")
    )
