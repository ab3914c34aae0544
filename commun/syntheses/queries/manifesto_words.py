"""From an article down to what was said in rooms, and back: what the manifesto keeps of a territory's words."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from commun.concertations.models import Takeaway
from commun.syntheses.enums import FindingState, Stance
from commun.syntheses.models import ArticleBasis, Evidence, ManifestoVersion
from commun.syntheses.queries.evidence import ROW_COLUMNS, Counted, Quote, counts_of, public_evidence, quote
from commun.syntheses.queries.manifesto import Article, Rest
from commun.territories.models import Territory

QUOTES_UNDER_A_FINDING = 3


@dataclass(frozen=True)
class Ground:
    """A finding under an article: its count, and the sentences that carry it most."""

    rest: Rest
    counted: Counted
    quotes: tuple[Quote, ...]
    contrary: tuple[Quote, ...]
    sources: tuple[str, ...]


def grounds_of(article: Article) -> tuple[Ground, ...]:
    """What an article rests on, down to the sentences. Eight queries at most, whatever their number."""
    rests = article.all_rests
    keys = [one.pk for one in rests]
    counted = counts_of(keys)
    quotes = _quotes(keys)
    sources = _sources(keys)
    return tuple(
        Ground(
            rest=one,
            counted=counted[one.pk],
            quotes=tuple(quote for quote in quotes[one.pk] if quote.stance != Stance.CONTRARY)[:QUOTES_UNDER_A_FINDING],
            contrary=tuple(quote for quote in quotes[one.pk] if quote.stance == Stance.CONTRARY)[:1],
            sources=sources[one.pk],
        )
        for one in rests
    )


def _quotes(findings: Collection[int]) -> dict[int, list[Quote]]:
    """Those chosen to be quoted first, then the most central. One query."""
    rows = public_evidence().filter(finding__in=findings).order_by("-is_quoted", "position", "pk")
    found: defaultdict[int, list[Quote]] = defaultdict(list)
    for row in rows.values(*ROW_COLUMNS, "finding"):
        if len(found[row["finding"]]) < 40:
            found[row["finding"]].append(quote(row))
    return found


def _sources(findings: Collection[int]) -> dict[int, tuple[str, ...]]:
    from_elsewhere: defaultdict[int, list[str]] = defaultdict(list)
    rows = ArticleBasis.objects.filter(finding__in=findings, finding__sources__isnull=False)
    for finding, title in rows.order_by().values_list("finding", "finding__sources__title").distinct():
        from_elsewhere[finding].append(title)
    return {key: tuple(sorted(from_elsewhere[key])) for key in findings}


@dataclass(frozen=True)
class Cited:
    """Where an article cites a finding that cites a sentence."""

    article: str
    article_url: str
    finding: str
    finding_url: str
    stance: Stance


@dataclass(frozen=True)
class Word:
    """One sentence of a territory, and what became of it in the findings and in the manifesto."""

    uid: str
    text: str
    kind: str
    url: str
    cited: tuple[Cited, ...]
    findings: tuple[tuple[str, str], ...]
    """(title, address) of the public findings that cite it and that no article cites."""


@dataclass(frozen=True)
class Retained:
    """What a version of the manifesto keeps of what was said in one territory."""

    manifesto: ManifestoVersion
    words: tuple[Word, ...]

    @property
    def kept(self) -> tuple[Word, ...]:
        return tuple(one for one in self.words if one.cited)

    @property
    def in_findings(self) -> tuple[Word, ...]:
        """Cited by a public finding, and by no article."""
        return tuple(one for one in self.words if not one.cited and one.findings)

    @property
    def elsewhere(self) -> tuple[Word, ...]:
        """Public sentences that no public finding cites."""
        return tuple(one for one in self.words if not one.cited and not one.findings)

    @property
    def articles(self) -> tuple[tuple[str, str], ...]:
        """(article, address) of those that rest on words of this territory, each once."""
        return tuple({one.article: one.article_url for word in self.kept for one in word.cited}.items())


def retained_of(*, territory: Territory, with_the_rest: bool = False) -> Retained | None:
    """None where no version is in force, or nothing public was said here.

    Five queries. `with_the_rest`: the sentences that no finding cites as well.
    """
    manifesto = ManifestoVersion.objects.in_force(fictional=territory.is_fictional)
    if manifesto is None:
        return None
    evidence = Evidence.objects.filter(
        takeaway__concertation__territory=territory,
        takeaway__frozen_at__isnull=False,
        takeaway__concertation__published_at__isnull=False,
        finding__state=FindingState.PUBLIC,
        finding__is_fictional=territory.is_fictional,
    )
    cites: defaultdict[int, list[Evidence]] = defaultdict(list)
    for one in evidence.select_related("finding").order_by("pk"):
        cites[one.takeaway_id].append(one)
    if not cites and not with_the_rest:
        return None
    basis: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = ArticleBasis.objects.filter(article__manifesto=manifesto, finding__evidence__in=evidence)
    for row in rows.select_related("article__manifesto").order_by("article__position", "pk").distinct():
        basis[row.finding_id][str(row.article)] = row.article.get_absolute_url()
    takeaways = Takeaway.objects.public().filter(concertation__territory=territory).select_related("concertation")
    if not with_the_rest:
        takeaways = takeaways.filter(pk__in=cites)
    words = tuple(_word(one, cites[one.pk], basis) for one in takeaways.order_by("concertation", "kind", "number"))
    return Retained(manifesto, words) if words else None


def _word(takeaway: Takeaway, cites: list[Evidence], basis: dict[int, dict[str, str]]) -> Word:
    cited = [
        Cited(article, url, one.finding.title, one.finding.get_absolute_url(), Stance(one.stance))
        for one in cites
        for article, url in basis.get(one.finding_id, {}).items()
    ]
    return Word(
        uid=takeaway.uid,
        text=takeaway.text,
        kind=str(takeaway.get_kind_display()),
        url=takeaway.get_absolute_url(),
        cited=tuple(cited),
        findings=tuple(
            (one.finding.title, one.finding.get_absolute_url()) for one in cites if one.finding_id not in basis
        ),
    )
