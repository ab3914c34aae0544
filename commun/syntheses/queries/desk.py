"""What the network has in hand: findings by where they stand, syntheses and what they wait for."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from commun.syntheses.enums import FindingState
from commun.syntheses.models import Finding, FindingFlag, PreviewComment, Synthesis
from commun.syntheses.queries.evidence import Counted, counts_of
from commun.syntheses.queries.preview import contributing_territories, without_reason


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A finding, with how many reasons there are to read it again."""

    finding: Finding
    counted: Counted
    flags: int


@dataclass(frozen=True, slots=True)
class DeskSection:
    state: FindingState
    lines: tuple[DeskLine, ...]

    @property
    def title(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class FindingDesk:
    flagged: tuple[DeskLine, ...]
    sections: tuple[DeskSection, ...]


def finding_desk() -> FindingDesk:
    """Six queries."""
    rows = list(Finding.objects.order_by("-created_at", "uid"))
    flags = Counter(FindingFlag.objects.filter(settled_at=None).values_list("finding", flat=True))
    counted = counts_of([one.pk for one in rows])
    lines = [DeskLine(one, counted[one.pk], flags[one.pk]) for one in rows]
    return FindingDesk(
        flagged=tuple(line for line in lines if line.flags),
        sections=tuple(
            DeskSection(state, held)
            for state in FindingState
            if (held := tuple(line for line in lines if line.finding.state == state))
        ),
    )


@dataclass(frozen=True, slots=True)
class SynthesisDesk:
    """What one synthesis holds and waits for."""

    findings: tuple[DeskLine, ...]
    territories: int
    done: int
    comments: tuple[PreviewComment, ...]
    unanswered: int
    silent: int


def synthesis_desk(*, synthesis: Synthesis) -> SynthesisDesk:
    """A known number of queries, whatever the number of its sentences."""
    rows = list(synthesis.findings.order_by("parts__position", "parts__pk"))
    counted = counts_of([one.pk for one in rows])
    contributors = synthesis.contributors.aggregate(all=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)))
    comments = tuple(
        PreviewComment.objects.filter(contributor__synthesis=synthesis)
        .select_related("contributor__territory", "finding")
        .order_by("answered_at", "at", "pk")
    )
    return SynthesisDesk(
        findings=tuple(DeskLine(one, counted[one.pk], 0) for one in rows),
        territories=contributors["all"] or len(contributing_territories(synthesis=synthesis)),
        done=contributors["done"],
        comments=comments,
        unanswered=sum(one.answered_at is None for one in comments),
        silent=len(without_reason(synthesis=synthesis)) if synthesis.is_draft else 0,
    )
