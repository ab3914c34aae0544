"""What a synthesis reads of each territory, what it retains of it, and what not, with the reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Takeaway
from commun.syntheses.enums import Stance
from commun.syntheses.models import Contributor, CorpusItem, Evidence, LeftOut, PreviewComment, Synthesis
from commun.syntheses.queries.evidence import Counted, counts_of


def takeaways_read(*, synthesis: Synthesis) -> QuerySet[Takeaway]:
    """Every public sentence in the corpora of its findings, that one of them cites, or of which it says why not;
    invented as it is."""
    corpora = synthesis.findings.exclude(corpus=None).values("corpus")
    in_corpora = CorpusItem.objects.filter(corpus__in=corpora).values("takeaway")
    cited = Evidence.objects.filter(finding__in=synthesis.findings.values("pk")).values("takeaway")
    explained = synthesis.not_retained.values("takeaway")
    read = Takeaway.objects.public().filter(Q(pk__in=in_corpora) | Q(pk__in=cited) | Q(pk__in=explained))
    return read.filter(concertation__territory__is_fictional=synthesis.is_fictional)


def contributing_territories(*, synthesis: Synthesis) -> list[int]:
    """The territories whose words it reads. One query."""
    rows = takeaways_read(synthesis=synthesis).order_by("concertation__territory")
    return list(rows.values_list("concertation__territory", flat=True).distinct())


def without_reason(*, synthesis: Synthesis) -> list[int]:
    """The sentences that no finding cites and of which nobody said why. One query."""
    corpora = synthesis.findings.exclude(corpus=None).values("corpus")
    set_aside = CorpusItem.objects.filter(corpus__in=corpora).exclude(set_aside_reason="").values("takeaway")
    explained = synthesis.not_retained.values("takeaway")
    rows = not_cited(synthesis=synthesis).exclude(pk__in=set_aside).exclude(pk__in=explained)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def not_cited(*, synthesis: Synthesis) -> QuerySet[Takeaway]:
    """The sentences that it reads and that none of its findings cites."""
    cited = Evidence.objects.filter(finding__in=synthesis.findings.values("pk")).values("takeaway")
    return takeaways_read(synthesis=synthesis).exclude(pk__in=cited)


@dataclass(frozen=True, slots=True)
class NotCited:
    """A sentence that no finding cites, as the coordination sees it; `reason` is empty when nobody said why."""

    pk: int
    text: str
    url: str
    place: str
    kind_label: str
    number: int
    concertation: str
    reason: str


def not_cited_lines(*, synthesis: Synthesis, page: Iterable[Takeaway]) -> tuple[NotCited, ...]:
    """A page of `not_cited`, its debates and territories read along, with what these read of each. Two queries."""
    held = list(page)
    reasons = _reasons(synthesis, takeaway__in=[row.pk for row in held])
    return tuple(
        NotCited(
            pk=row.pk,
            text=row.text,
            url=row.get_absolute_url(),
            place=row.concertation.territory.name,
            kind_label=str(TakeawayKind(row.kind).label),
            number=row.number,
            concertation=row.concertation.title,
            reason=reasons.get(row.pk, ""),
        )
        for row in held
    )


@dataclass(frozen=True, slots=True)
class Use:
    """One finding that cites a sentence, and how."""

    title: str
    url: str
    stance: Stance

    @property
    def stance_label(self) -> str:
        return str(self.stance.label)


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence of the territory: in which findings, or why in none."""

    uid: str
    url: str
    text: str
    kind_label: str
    number: int
    concertation: str
    uses: tuple[Use, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class FindingInPreview:
    """A finding, as a contributing territory reads it before everyone."""

    pk: int
    uid: str
    slug: str
    url: str
    kind_label: str
    is_recommendation: bool
    title: str
    counted: Counted
    own: int
    comments: tuple[PreviewComment, ...]


@dataclass(frozen=True, slots=True)
class LeftOutInPreview:
    """A finding that left while territories were reading, and what this one had said of it."""

    left: LeftOut
    comments: tuple[PreviewComment, ...]


@dataclass(frozen=True, slots=True)
class WhatIsRetained:
    """ "Ce que la synthèse retient de vous": showing it asks the database nothing."""

    retained: tuple[OwnSentence, ...]
    not_retained: tuple[OwnSentence, ...]
    findings: tuple[FindingInPreview, ...]
    comments: tuple[PreviewComment, ...]
    left_out: tuple["LeftOutInPreview", ...]

    @property
    def total(self) -> int:
        return len(self.retained) + len(self.not_retained)


def finding_url(territory: str, synthesis: str, finding: str) -> str:
    return reverse("syntheses:preview_finding", args=[territory, synthesis, finding])


def what_is_retained(*, contributor: Contributor) -> WhatIsRetained:
    """What a synthesis makes of a territory's own words. Twelve queries, whatever their number."""
    synthesis, territory = contributor.synthesis, contributor.territory
    findings = list(synthesis.findings.order_by("parts__position", "parts__pk"))
    by_key = {one.pk: one for one in findings}
    counted = counts_of(list(by_key))
    uses: defaultdict[int, list[Use]] = defaultdict(list)
    own: defaultdict[int, int] = defaultdict(int)
    cited = Evidence.objects.filter(finding__in=by_key, takeaway__concertation__territory=territory)
    for finding, takeaway, stance in cited.order_by("finding", "pk").values_list("finding", "takeaway", "stance"):
        one = by_key[finding]
        uses[takeaway].append(Use(one.title, finding_url(territory.slug, synthesis.uid, one.slug), Stance(stance)))
        own[finding] += 1
    reasons = _reasons(synthesis, takeaway__concertation__territory=territory)
    rows = (
        takeaways_read(synthesis=synthesis)
        .filter(concertation__territory=territory)
        .select_related("concertation")
        .order_by("concertation", "kind", "number")
    )
    sentences = [
        OwnSentence(
            uid=row.uid,
            url=row.get_absolute_url(),
            text=row.text,
            kind_label=str(TakeawayKind(row.kind).label),
            number=row.number,
            concertation=row.concertation.title,
            uses=tuple(uses[row.pk]),
            reason=reasons.get(row.pk, _("Aucune raison n’a encore été donnée.")),
        )
        for row in rows
    ]
    comments = list(contributor.comments.select_related("finding").order_by("at", "pk"))
    return WhatIsRetained(
        retained=tuple(one for one in sentences if one.uses),
        not_retained=tuple(one for one in sentences if not one.uses),
        findings=tuple(
            FindingInPreview(
                pk=one.pk,
                uid=one.uid,
                slug=one.slug,
                url=finding_url(territory.slug, synthesis.uid, one.slug),
                kind_label=one.get_kind_display(),
                is_recommendation=one.is_recommendation,
                title=one.title,
                counted=counted[one.pk],
                own=own[one.pk],
                comments=tuple(said for said in comments if said.finding_id == one.pk),
            )
            for one in findings
        ),
        comments=tuple(said for said in comments if said.finding_id is None),
        left_out=tuple(
            LeftOutInPreview(left, tuple(said for said in comments if said.finding_id == left.finding_id))
            for left in synthesis.left_out.all()
        ),
    )


def _reasons(synthesis: Synthesis, **own: Any) -> dict[int, str]:
    """By sentence: what was said of it in this synthesis, else when the workshop set it aside. Two queries."""
    corpora = synthesis.findings.exclude(corpus=None).values("corpus")
    set_aside = CorpusItem.objects.filter(corpus__in=corpora, **own).exclude(set_aside_reason="")
    reasons = dict(set_aside.order_by("pk").values_list("takeaway", "set_aside_reason"))
    return reasons | dict(synthesis.not_retained.filter(**own).values_list("takeaway", "reason"))
