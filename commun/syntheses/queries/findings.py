"""The findings that anyone reads: the list with its facets, and the page of one with all that it rests on."""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import BooleanField, Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.urls import reverse

from commun.concertations.citations import Keys
from commun.concertations.enums import FINAL_DECISIONS, TakeawayKind, Theme
from commun.concertations.models import UsageLink
from commun.concertations.presenters.thread import Promises
from commun.concertations.queries.proposition_lines import promises_of
from commun.core.freshness import kept
from commun.core.models import AuditEvent, Revision
from commun.core.text import words
from commun.core.written import Slot, Written
from commun.syntheses.enums import Category, FindingKind, FlagReason
from commun.syntheses.models import (
    ArticleBasis,
    Endorsement,
    Evidence,
    Finding,
    FindingFlag,
    FindingSource,
    ManifestoVersion,
    Synthesis,
)
from commun.syntheses.queries.evidence import Counted, EvidenceOf, counts_of, evidence_of, public_evidence

PAGE_SIZE = 30

MOST_SLOTS = 40
"""Up to so many sentences or findings, what cites them is asked by a query written once (`core.written`)."""
_NAMES = tuple(f"key{number}" for number in range(MOST_SLOTS))

COUNTED, SEVERAL, MANY, CONTRADICTED, LEARNED = "comptees", "plusieurs", "dix", "contredites", "sources"
"""How far a finding is shared, as the list filters it."""


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What the reader asked to see; empty strings filter nothing."""

    text: str = ""
    kind: str = ""
    category: str = ""
    theme: str = ""
    spread: str = ""
    with_fictional: bool = False


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One line of a list; showing it asks the database nothing."""

    pk: int
    uid: str
    slug: str
    url: str
    title: str
    text: str
    kind: str
    kind_label: str
    category: str
    category_label: str
    theme: str
    theme_label: str
    counted: Counted
    sources: tuple[str, ...]
    is_fictional: bool
    is_withdrawn: bool
    published_on: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class FindingList:
    """One page of the list, with how many findings each choice of the filters would show."""

    cards: tuple[FindingCard, ...]
    total: int
    number: int
    pages: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def cards_of(findings: Collection[Finding]) -> tuple[FindingCard, ...]:
    """Their lines, in their order. Five queries at most."""
    counted = counts_of([one.pk for one in findings])
    return tuple(
        FindingCard(
            pk=one.pk,
            uid=one.uid,
            slug=one.slug,
            url=one.get_absolute_url(),
            title=one.title,
            text=one.text,
            kind=one.kind,
            kind_label=one.get_kind_display(),
            category=one.category,
            category_label=one.get_category_display(),
            theme=one.theme,
            theme_label=one.get_theme_display(),
            counted=counted[one.pk],
            sources=tuple(f"{source.title}, {source.said_on}" for source in one.sources.all()),
            is_fictional=one.is_fictional,
            is_withdrawn=one.is_withdrawn,
            published_on=one.published_at,
        )
        for one in findings
    )


def all_cards() -> tuple[FindingCard, ...]:
    """Every public finding: what people counted first, then what was learned elsewhere in its order. Six queries."""
    found = Finding.objects.public().prefetch_related(Prefetch("sources", FindingSource.objects.order_by("pk")))
    cards = cards_of(list(found.order_by("pk")))
    return tuple(
        sorted(cards, key=lambda one: (one.is_withdrawn, -one.counted.territories, -one.counted.takeaways, one.pk))
    )


_CHOICES: dict[str, Callable[[FindingCard, str], bool]] = {
    "kind": lambda card, value: card.kind == value,
    "category": lambda card, value: card.category == value,
    "theme": lambda card, value: card.theme == value,
    "spread": lambda card, value: value in spreads_of(card.counted),
}
_VALUES: dict[str, tuple[str, ...]] = {
    "kind": tuple(FindingKind.values),
    "category": tuple(Category.values),
    "theme": tuple(Theme.values),
    "spread": (COUNTED, SEVERAL, MANY, CONTRADICTED, LEARNED),
}


def spreads_of(counted: Counted) -> frozenset[str]:
    """Every choice of the filter "ampleur" that would show a finding with these figures."""
    held = {
        COUNTED: counted.takeaways > 0,
        SEVERAL: counted.territories >= 2,
        MANY: counted.territories >= 10,
        CONTRADICTED: counted.contrary > 0,
        LEARNED: not counted.takeaways,
    }
    return frozenset(name for name, is_held in held.items() if is_held)


def matching(wanted: FindingFilter) -> tuple[FindingCard, ...]:
    """Every finding that answers to every filter. One query when nothing changed since the last reading."""
    asked = words(wanted.text)
    found = []
    for card in kept("constats", all_cards):
        if card.is_fictional and not wanted.with_fictional:
            continue
        said = words(f"{card.title} {card.text}") if asked else []
        if all(any(word.startswith(one) for word in said) for one in asked):
            found.append(card)
    return tuple(found)


def finding_list(*, wanted: FindingFilter, page: int) -> FindingList:
    """One page of the public findings."""
    found = matching(wanted)

    def keeps(card: FindingCard, but: str = "") -> bool:
        return all(
            keep(card, value) for name, keep in _CHOICES.items() if name != but and (value := getattr(wanted, name))
        )

    facets = {
        name: dict(
            Counter(value for card in found if keeps(card, name) for value in values if _CHOICES[name](card, value))
        )
        for name, values in _VALUES.items()
    }
    shown = [card for card in found if keeps(card)]
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    number = min(max(1, page), pages)
    start = (number - 1) * PAGE_SIZE
    return FindingList(tuple(shown[start : start + PAGE_SIZE]), len(shown), number, pages, facets)


def chosen_keys(wanted: FindingFilter) -> list[int]:
    """The primary keys of all that the list shows, for its files."""
    return [
        card.pk
        for card in matching(wanted)
        if all(keep(card, value) for name, keep in _CHOICES.items() if (value := getattr(wanted, name)))
    ]


# --- One finding -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChainOf:
    """What became of the propositions that a finding cites: answered, promised, done, proven, linked to uses."""

    takeaways: int = 0
    propositions: int = 0
    answered: int = 0
    promises: Promises = field(default_factory=Promises)
    usages: int = 0


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A reason for which a finding was, or must be, read again."""

    pk: int
    reason: FlagReason
    at: datetime.datetime
    takeaway: str
    takeaway_url: str
    cited: str
    cited_url: str
    settlement: str
    settled_at: datetime.datetime | None
    settled_role: str

    @property
    def reason_label(self) -> str:
        return str(self.reason.label)


@dataclass(frozen=True, slots=True)
class Event:
    verb: str
    at: datetime.datetime
    by_role: str
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article of the manifesto that rests on a finding."""

    label: str
    title: str
    url: str
    version: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Everything that the page of a finding says; showing it asks the database nothing."""

    finding: Finding
    evidence: EvidenceOf
    chain: ChainOf
    sources: tuple[FindingSource, ...]
    rests_on: tuple[FindingCard, ...]
    led_to: tuple[FindingCard, ...]
    articles: tuple[ArticleLine, ...]
    flags: tuple[FlagLine, ...]
    synthesis: Synthesis | None
    endorsements: tuple[Endorsement, ...]
    events: tuple[Event, ...]
    versions: int

    @property
    def counted(self) -> Counted:
        return self.evidence.counted


def finding_page(*, finding: Finding, public_only: bool = True) -> FindingPage:
    """What a finding rests on and leads to. A known number of queries, whatever the number of its proofs.

    `public_only`: of other findings, what anyone may read; in preview a recommendation shows those that it rests on.
    """
    others = Finding.objects.prefetch_related(Prefetch("sources", FindingSource.objects.order_by("pk")))
    if public_only:
        others = others.filter(published_at__isnull=False)
    near = list(others.filter(led_to=finding).order_by("uid")), list(others.filter(rests_on=finding).order_by("uid"))
    cards = {card.pk: card for card in cards_of([*near[0], *near[1]])}
    synthesis = Synthesis.objects.public().filter(parts__finding=finding).first()
    return FindingPage(
        finding=finding,
        evidence=evidence_of(finding.pk),
        chain=chain_of(finding.pk),
        sources=tuple(finding.sources.order_by("pk")),
        rests_on=tuple(cards[one.pk] for one in near[0]),
        led_to=tuple(cards[one.pk] for one in near[1]),
        articles=articles_of([finding.pk]).get(finding.pk, ()),
        flags=flags_of([finding.pk]),
        synthesis=synthesis,
        endorsements=endorsements_of(synthesis),
        events=_events(finding),
        versions=Revision.objects.of(finding).count(),
    )


def chain_of(finding: int) -> ChainOf:
    """Three queries."""
    rows = list(
        public_evidence()
        .filter(finding=finding)
        .order_by()
        .values_list("takeaway", "takeaway__kind", "takeaway__decision")
    )
    said = [(key, decision) for key, kind, decision in rows if kind == TakeawayKind.PROPOSITION]
    keys = [key for key, _decision in said]
    each = promises_of(keys, on=datetime.date.max).values()
    usages = UsageLink.objects.filter(proposition__in=keys, deployment__public__isnull=False)
    return ChainOf(
        takeaways=len(rows),
        propositions=len(said),
        answered=sum(decision in FINAL_DECISIONS for _key, decision in said),
        promises=Promises(
            made=sum(one.made for one in each),
            settled=sum(one.settled for one in each),
            done=sum(one.done for one in each),
            proven=sum(one.proven for one in each),
        ),
        usages=usages.aggregate(count=Count("deployment", distinct=True))["count"],
    )


def flags_of(findings: Collection[int], *, open_only: bool = False) -> tuple[FlagLine, ...]:
    """The last first. One query."""
    rows = FindingFlag.objects.filter(finding__in=findings).select_related(
        "takeaway__concertation", "takeaway__concertation__territory", "cited"
    )
    if open_only:
        rows = rows.filter(settled_at=None)
    return tuple(
        FlagLine(
            pk=row.pk,
            reason=FlagReason(row.reason),
            at=row.at,
            takeaway=row.takeaway.text if row.takeaway and _is_public(row) else "",
            takeaway_url=row.takeaway.get_absolute_url() if row.takeaway and _is_public(row) else "",
            cited=row.cited.title if row.cited and row.cited.is_public else "",
            cited_url=row.cited.get_absolute_url() if row.cited and row.cited.is_public else "",
            settlement=row.settlement,
            settled_at=row.settled_at,
            settled_role=row.settled_role,
        )
        for row in rows.order_by("-at", "-pk")
    )


def _is_public(flag: FindingFlag) -> bool:
    takeaway = flag.takeaway
    return takeaway is not None and takeaway.is_frozen and takeaway.concertation.is_published


def articles_of(findings: Collection[int]) -> dict[int, tuple[ArticleLine, ...]]:
    """The articles of public versions of the manifesto that rest on each finding: of the version in force first, then
    of the last ones. One query."""
    rows: Iterable[Sequence[Any]] = (
        _articles_of_few().run(**_slots(findings)) if len(findings) <= MOST_SLOTS else _articles(list(findings))
    )
    found: dict[int, dict[str, ArticleLine]] = {}
    for finding, code, title, version, is_in_force in rows:
        url = reverse("syntheses:manifesto_article", args=[version, code])
        line = ArticleLine(code.upper(), title, url, version, bool(is_in_force))
        found.setdefault(finding, {}).setdefault(url, line)
    return {finding: tuple(lines.values()) for finding, lines in found.items()}


@cache
def _articles_of_few() -> Written:
    return Written(_articles([Slot(name) for name in _NAMES]))


def _articles(findings: Collection[Any]) -> QuerySet[ArticleBasis, Any]:
    kin = ManifestoVersion.objects.adopted().filter(is_fictional=OuterRef("article__manifesto__is_fictional"))
    in_force = Q(article__manifesto=Subquery(kin.order_by("-number").values("pk")[:1]))
    rows = ArticleBasis.objects.filter(
        finding__pk__in=findings, article__manifesto__in=ManifestoVersion.objects.public()
    ).annotate(is_in_force=Case(When(in_force, then=True), default=False, output_field=BooleanField()))
    ordered = rows.order_by("-is_in_force", "-article__manifesto__number", "article__position", "pk")
    return ordered.values_list("finding", "article__code", "article__title", "article__manifesto__code", "is_in_force")


def endorsements_of(synthesis: Synthesis | None) -> tuple[Endorsement, ...]:
    """Who supports it, and who did, in their order. One query."""
    if synthesis is None:
        return ()
    return tuple(synthesis.endorsements.select_related("territory").order_by("endorsed_on", "pk"))


def _events(finding: Finding) -> tuple[Event, ...]:
    rows = AuditEvent.objects.public().about(finding).order_by("-at", "-pk")
    return tuple(Event(**row) for row in rows.values("verb", "at", "by_role", "detail"))


@dataclass(frozen=True, slots=True)
class Citing:
    """A standing public finding, and how it takes a sentence that it cites."""

    pk: int
    title: str
    slug: str
    kind: str
    stance: str

    @property
    def url(self) -> str:
        return reverse("syntheses:finding", args=[self.slug])


def citing(takeaways: Keys) -> dict[int, tuple[Citing, ...]]:
    """The standing public findings that cite each of these sentences, and how. One query."""
    is_few = not isinstance(takeaways, QuerySet) and len(takeaways) <= MOST_SLOTS
    rows: Iterable[Sequence[Any]] = _citing_few().run(**_slots(takeaways)) if is_few else _citing(takeaways)
    found: dict[int, tuple[Citing, ...]] = {}
    for takeaway, pk, title, slug, kind, stance in rows:
        found[takeaway] = (*found.get(takeaway, ()), Citing(pk, title, slug, kind, stance))
    return found


@cache
def _citing_few() -> Written:
    return Written(_citing([Slot(name) for name in _NAMES]))


def _citing(takeaways: Any) -> QuerySet[Evidence, Any]:
    rows = public_evidence().filter(takeaway__pk__in=takeaways, finding__in=Finding.objects.standing())
    ordered = rows.order_by("finding__published_at", "finding", "pk")
    return ordered.values_list("takeaway", "finding", "finding__title", "finding__slug", "finding__kind", "stance")


def _slots(keys: Collection[int]) -> dict[str, int]:
    """Each key by the name of its slot; those left over look for nothing."""
    return {**dict.fromkeys(_NAMES, 0), **dict(zip(_NAMES, keys, strict=False))}


def findings_of_territory(territory: int) -> list[tuple[Finding, int]]:
    """The standing public findings that cite this territory, and how many of its sentences. One query."""
    rows = public_evidence().filter(takeaway__concertation__territory=territory, finding__in=Finding.objects.standing())
    own = Counter(row.finding for row in rows.select_related("finding"))
    return sorted(own.items(), key=lambda item: (-item[1], item[0].uid))


def json_url(slug: str) -> str:
    return reverse("syntheses:finding_json", args=[slug])
