"""What a grouping proposes, beside what people have already decided."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commun.analysis.values import Grouping
from commun.syntheses.enums import Origin
from commun.syntheses.models import AnalysisRun, Corpus, CorpusItem


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """A group of a cut. `free`: how many of its takeaways no person has placed."""

    key: str
    label: str
    words: tuple[str, ...]
    items: int
    free: int
    central: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cut of a grouping, between its bounds."""

    count: int
    coarsest: int
    finest: int
    suggested: int
    ungrouped: int
    groups: tuple[ProposedGroup, ...]


def bounds(grouping: Grouping) -> tuple[int, int]:
    """The coarsest and the finest cut."""
    return len(grouping.leaves) - len(grouping.merges), len(grouping.leaves)


def free_items(*, corpus: Corpus) -> QuerySet[CorpusItem]:
    """Those that no person placed: neither moved, nor in a group that someone took on."""
    return corpus.items.filter(Q(group=None) | Q(group__origin=Origin.MACHINE), origin=Origin.MACHINE)


def proposal(*, run: AnalysisRun, count: int | None) -> Proposal:
    """The groups of a finished run, in `count` (its own suggestion by default). Two queries."""
    grouping = Grouping.from_json(run.result)
    coarsest, finest = bounds(grouping)
    count = grouping.suggested if count is None else min(max(count, coarsest), finest)
    cut = grouping.cut(count)
    free = set(free_items(corpus=run.corpus).values_list("takeaway__uid", flat=True))
    hearts = [one.central(1)[0] for one in cut if one.members]
    texts = dict(run.corpus.items.filter(takeaway__uid__in=hearts).values_list("takeaway__uid", "takeaway__text"))
    return Proposal(
        count=count,
        coarsest=coarsest,
        finest=finest,
        suggested=grouping.suggested,
        ungrouped=len(grouping.ungrouped),
        groups=tuple(
            ProposedGroup(
                key=one.key,
                label=one.label,
                words=tuple(word.word for word in one.words[:6]),
                items=len(one.members),
                free=len(free.intersection(one.members)),
                central=texts.get(one.members[0], "") if one.members else "",
            )
            for one in cut
        ),
    )
