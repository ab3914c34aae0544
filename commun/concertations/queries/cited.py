"""The decisions that the pages of debates show as proofs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from commun.concertations.models import Answer, DecisionProof, Milestone, Signature, Takeaway


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
    mine = DecisionProof.objects.standing().order_by()
    of_answers = mine.filter(answer__proposition=proposition).annotate(**_COLUMNS)
    of_steps = mine.filter(milestone__follow_up__proposition=proposition).annotate(**_COLUMNS)
    columns = ("answer_id", "milestone_id", *_COLUMNS)
    answers: defaultdict[int, Cited] = defaultdict(tuple)
    steps: defaultdict[int, Cited] = defaultdict(tuple)
    for row in of_answers.values(*columns).union(of_steps.values(*columns), all=True).order_by("proof"):
        if row["answer_id"]:
            answers[row["answer_id"]] += (_cited(row),)
        else:
            steps[row["milestone_id"]] += (_cited(row),)
    return answers, steps


def cited_for_signatures(signatures: Sequence[Signature]) -> Mapping[int, Cited]:
    """Those of each of these signatures. One query."""
    found: defaultdict[int, Cited] = defaultdict(tuple)
    mine = DecisionProof.objects.standing().filter(signature__in=signatures).annotate(**_COLUMNS)
    for row in mine.values("signature_id", *_COLUMNS).order_by("proof"):
        found[row["signature_id"]] += (_cited(row),)
    return found


def cited_uid(name: str) -> Subquery:
    """The identifier of the decision first cited for each row; `name` says what is proven ("signature")."""
    mine = DecisionProof.objects.standing().filter(**{name: OuterRef("pk")}).order_by("cited_at", "pk")
    return Subquery(mine.values("deliberation__uid")[:1])


def _cited(row: Mapping[str, Any]) -> CitedDecision:
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
