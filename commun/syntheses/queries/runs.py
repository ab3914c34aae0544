"""What a computation gave: the groups that it proposes beside what people decided, what its suggestions are worth."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as t

from commun.analysis.values import Grouping
from commun.concertations.enums import TakeawayKind, Theme
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


MOST_SUGGESTED = 12
_SUGGESTED = {"theme": (t("Thème"), Theme), "kind": (t("Nature"), TakeawayKind)}


@dataclass(frozen=True, slots=True)
class SuggestedLabel:
    """A label proposed for a sentence, how sure the machine is, and the words that weighed for it and against it."""

    uid: str
    text: str
    label: str
    percent: int
    words_for: tuple[str, ...]
    words_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestionReport:
    """What suggestions of one kind are worth, measured on decisions that the machine had not seen; in percents.

    `spoken`: the share of them on which it speaks; `right`: how often it is then right; `gap`: the mean gap between
    what it says that it is sure of and how often it is right. `said` of the `asked` sentences have a suggestion.
    """

    name: str
    examples: int
    labels: tuple[tuple[str, int], ...]
    spoken: int
    right: int
    gap: int
    asked: int
    said: int
    least_sure: tuple[SuggestedLabel, ...]

    @property
    def is_silent(self) -> bool:
        return not self.spoken

    @property
    def silent(self) -> int:
        """The share of the decisions kept aside on which it said nothing."""
        return 100 - self.spoken

    @property
    def unsaid(self) -> int:
        return self.asked - self.said


def suggestions(*, run: AnalysisRun) -> tuple[SuggestionReport, ...]:
    """What a finished run suggests, the least sure first: where a reader looks for mistakes. One query."""
    said = {
        name: [row for row in run.result[name]["suggestions"] if row[1]] for name in _SUGGESTED if name in run.result
    }
    shown = {name: sorted(rows, key=lambda row: (row[2], row[0]))[:MOST_SUGGESTED] for name, rows in said.items()}
    uids = {row[0] for rows in shown.values() for row in rows}
    texts = dict(run.corpus.items.filter(takeaway__uid__in=uids).values_list("takeaway__uid", "takeaway__text"))
    found = []
    for name, rows in said.items():
        title, choices = _SUGGESTED[name]
        report = run.result[name]["report"]
        labels = sorted(report["labels"].items(), key=lambda item: (-item[1], item[0]))
        found.append(
            SuggestionReport(
                name=str(title),
                examples=report["examples"],
                labels=tuple((str(choices(label).label), count) for label, count in labels),
                spoken=round(100 * report["coverage"]),
                right=round(100 * report["precision"]),
                gap=round(100 * report["calibration_error"]),
                asked=len(run.result[name]["suggestions"]),
                said=len(rows),
                least_sure=tuple(
                    SuggestedLabel(
                        uid=uid,
                        text=texts.get(uid, ""),
                        label=str(choices(label).label),
                        percent=round(100 * confidence),
                        words_for=tuple(word for word, weight in words if weight > 0),
                        words_against=tuple(word for word, weight in words if weight < 0),
                    )
                    for uid, label, confidence, _second, words in shown[name]
                ),
            )
        )
    return tuple(found)
