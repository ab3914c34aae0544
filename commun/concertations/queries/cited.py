"""The decisions that the pages of debates show as proofs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from commun.concertations.models import Answer, DecisionProof, Milestone, Signature, Takeaway
from commun.deliberations.proofs import in_words


@dataclass(frozen=True, slots=True)
class CitedDecision:
    """A council decision, as what it proves names it. One that was taken down says so, and nothing of what it said."""

    pk: int
    """Of the citation."""
    uid: str
    url: str
    subject: str
    body: str
    decided_on: date
    is_gone: bool

    @property
    def in_words(self) -> str:
        """As paper and feeds name it, with its address."""
        return in_words(subject=self.subject, body=self.body, decided_on=self.decided_on, url=self.url)


Cited = tuple[CitedDecision, ...]

_COLUMNS = {
    "proof": F("pk"),
    "uid": F("deliberation__uid"),
    "subject": F("deliberation__subject"),
    "body": F("deliberation__body__name"),
    "decided_on": F("deliberation__decided_on"),
    "gone_at": F("deliberation__taken_down_at"),
}


def cited_within(proposition: int) -> tuple[Mapping[int, Cited], Mapping[int, Cited]]:
    """Those of its answers, and those of the steps of its promised actions, each by key. One query."""
    return _cited(Q(answer__proposition=proposition), Q(milestone__follow_up__proposition=proposition))


def cited_within_debate(concertation: int) -> tuple[Mapping[int, Cited], Mapping[int, Cited]]:
    """The same, for all its propositions."""
    return _cited(
        Q(answer__proposition__concertation=concertation),
        Q(milestone__follow_up__proposition__concertation=concertation),
    )


def cited_for(
    *, answers: Iterable[Answer] = (), milestones: Iterable[Milestone] = ()
) -> tuple[Mapping[int, Cited], Mapping[int, Cited]]:
    """The same, for these. One query, none for nothing."""
    named, steps = [one.pk for one in answers], [one.pk for one in milestones]
    return _cited(Q(answer__in=named), Q(milestone__in=steps)) if named or steps else ({}, {})


def _cited(of_answer: Q, of_step: Q) -> tuple[Mapping[int, Cited], Mapping[int, Cited]]:
    mine = DecisionProof.objects.standing().order_by()
    of_answers = mine.filter(of_answer).annotate(**_COLUMNS)
    of_steps = mine.filter(of_step).annotate(**_COLUMNS)
    columns = ("answer_id", "milestone_id", *_COLUMNS)
    answers: defaultdict[int, Cited] = defaultdict(tuple)
    steps: defaultdict[int, Cited] = defaultdict(tuple)
    for row in of_answers.values(*columns).union(of_steps.values(*columns), all=True).order_by("proof"):
        if row["answer_id"]:
            answers[row["answer_id"]] += (_decision(row),)
        else:
            steps[row["milestone_id"]] += (_decision(row),)
    return answers, steps


def cited_for_signatures(signatures: Sequence[Signature]) -> Mapping[int, Cited]:
    """Those of each of these signatures. One query."""
    found: defaultdict[int, Cited] = defaultdict(tuple)
    mine = DecisionProof.objects.standing().filter(signature__in=signatures).annotate(**_COLUMNS)
    for row in mine.values("signature_id", *_COLUMNS).order_by("proof"):
        found[row["signature_id"]] += (_decision(row),)
    return found


def cited_uid(name: str) -> Subquery:
    """The identifier of the decision first cited for each row; `name` says what is proven ("signature")."""
    mine = DecisionProof.objects.standing().filter(**{name: OuterRef("pk")}).order_by("cited_at", "pk")
    return Subquery(mine.values("deliberation__uid")[:1])


def _decision(row: Mapping[str, Any]) -> CitedDecision:
    return CitedDecision(
        pk=row["proof"],
        uid=row["uid"],
        url=reverse("deliberations:detail", args=[row["uid"]]),
        subject=row["subject"],
        body=row["body"],
        decided_on=row["decided_on"],
        is_gone=row["gone_at"] is not None,
    )


def provable(proposition: Takeaway) -> list[Answer | Milestone]:
    """What a decision may be cited for: the answers, then the steps of the promised actions. Two queries."""
    steps = Milestone.objects.filter(follow_up__proposition=proposition)
    return [
        *Answer.objects.filter(proposition=proposition).order_by("published_at", "pk"),
        *steps.select_related("follow_up").order_by("recorded_at", "pk"),
    ]


def cited_in_order(
    proposition: int, published: Sequence[Answer | Milestone]
) -> list[tuple[Answer | Milestone, CitedDecision]]:
    """Each decision cited, beside what it proves. One query."""
    answers, steps = cited_within(proposition)
    return [
        (one, decision)
        for one in published
        for decision in (answers if isinstance(one, Answer) else steps).get(one.pk, ())
    ]
