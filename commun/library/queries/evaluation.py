"""What the pages of evaluations need: a profile in words, what changed since, two of them side by side. Never a sum."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from commun.library import fields
from commun.library.enums import LEVELS, Moment, Outcome, Stage, Visibility
from commun.library.models import (
    AxesAccount,
    Deployment,
    Evaluation,
    EvaluationAnswer,
    Grid,
    GridAxis,
    GridItem,
    PublishedSheet,
)
from commun.library.models.evaluation import EvaluationQuerySet
from commun.library.models.life import StageChange

EVERY = datetime.timedelta(days=365)
"""A use that runs is worth looking at again a year later: suggested, never required."""

ChangeKind: TypeAlias = Literal["up", "down", "same", "other", "new", "reworded"]
_RANK = {level.value: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Fact:
    """A field of the sheet as the public read it the day of the evaluation."""

    label: str
    text: str
    is_held: bool


@dataclass(frozen=True)
class Change:
    """From one answer to a later one, to the same question. `before` is the earlier outcome."""

    kind: ChangeKind
    before: str = ""


@dataclass(frozen=True)
class Line:
    """One question and its answer."""

    code: str
    value: str
    question: str
    is_fact: bool
    outcome: str
    described: str
    reason: str
    proof: str
    proof_url: str
    facts: tuple[Fact, ...]
    wording: str
    change: Change | None = None


@dataclass(frozen=True)
class AxisProfile:
    code: str
    title: str
    says: str
    lines: tuple[Line, ...]

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """How many questions had each answer, unanswered last: counts of words, that nothing adds up."""
        asked = [line.outcome for line in self.lines if not line.is_fact]
        return tuple((name, asked.count(name)) for name in (*Outcome.values, "") if name in asked)


@dataclass(frozen=True)
class Profile:
    evaluation: Evaluation
    axes: tuple[AxisProfile, ...]
    previous: Evaluation | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for axis in self.axes for line in axis.lines)

    @property
    def unanswered(self) -> int:
        return sum(not line.is_fact and not line.outcome for line in self.lines)


@dataclass(frozen=True)
class Pair:
    """One question that both evaluations answered with the same words before them."""

    a: Line
    b: Line

    @property
    def change(self) -> Change:
        return change_between(self.a, self.b)


@dataclass(frozen=True)
class Comparison:
    """Two evaluations. What they do not share is named, and not compared."""

    a: Profile
    b: Profile
    axes: tuple[tuple[str, tuple[Pair, ...]], ...]
    only_a: tuple[Line, ...]
    only_b: tuple[Line, ...]
    reworded: tuple[Line, ...]

    @property
    def is_over_time(self) -> bool:
        """Whether it is one use, looked at twice."""
        return self.a.evaluation.deployment_id == self.b.evaluation.deployment_id


def change_between(before: Line | None, after: Line) -> Change:
    """What became of an answer. Only two levels of one same question are more or less than one another."""
    if before is None:
        return Change("new")
    if before.wording != after.wording:
        return Change("reworded", before.outcome)
    if before.outcome == after.outcome:
        return Change("same", before.outcome)
    if before.outcome in _RANK and after.outcome in _RANK:
        return Change("up" if _RANK[after.outcome] > _RANK[before.outcome] else "down", before.outcome)
    return Change("other", before.outcome)


def profile(
    *, evaluation: Evaluation, previous: Evaluation | None = None, held_now: Collection[str] = frozenset()
) -> Profile:
    """The answers of `evaluation`, axis by axis, and what changed since `previous`. One query.

    `held_now`: the fields that the territory holds back today; what they said the day of the evaluation is not shown.
    """
    return _profiles([one for one in (evaluation, previous) if one], previous, held_now)[evaluation.pk]


def _profiles(
    evaluations: Iterable[Evaluation], previous: Evaluation | None, held_now: Collection[str]
) -> dict[int, Profile]:
    wanted = {one.pk: one for one in evaluations}
    answers = (
        EvaluationAnswer.objects.filter(evaluation__in=wanted)
        .select_related("item__axis")
        .order_by("evaluation_id", "item__axis__position", "item__position", "pk")
    )
    found: dict[int, list[EvaluationAnswer]] = {pk: [] for pk in wanted}
    for one in answers:
        found[one.evaluation_id].append(one)
    before = {one.item.code: _line(one, held_now) for one in found.get(previous.pk, [])} if previous else None
    return {
        pk: Profile(
            evaluation=wanted[pk],
            axes=_axes(rows, before if previous and pk != previous.pk else None, held_now),
            previous=previous if previous and pk != previous.pk else None,
        )
        for pk, rows in found.items()
    }


def _axes(
    answers: Iterable[EvaluationAnswer], before: Mapping[str, Line] | None, held_now: Collection[str]
) -> tuple[AxisProfile, ...]:
    grouped: dict[int, list[EvaluationAnswer]] = {}
    for one in answers:
        grouped.setdefault(one.item.axis_id, []).append(one)
    return tuple(
        AxisProfile(
            code=rows[0].item.axis.code,
            title=rows[0].item.axis.title,
            says=rows[0].item.axis.says,
            lines=tuple(_line(one, held_now, before) for one in rows),
        )
        for rows in grouped.values()
    )


def _line(answer: EvaluationAnswer, held_now: Collection[str], before: Mapping[str, Line] | None = None) -> Line:
    item = answer.item
    line = Line(
        code=item.code,
        value=item.value,
        question=item.question,
        is_fact=item.is_fact,
        outcome=answer.outcome,
        described=item.described(answer.outcome),
        reason=answer.reason,
        proof=answer.proof,
        proof_url=answer.proof_url,
        facts=tuple(
            _fact(one["field"], one["text"], is_held=one["held"] or one["field"] in held_now)
            for one in answer.facts
            if one["field"] in fields.BY_NAME
        ),
        wording=item.wording,
    )
    if before is None or item.is_fact:
        return line
    changed = change_between(before.get(item.code), line)
    return Line(**{**vars(line), "change": changed})


def _fact(name: str, text: str, *, is_held: bool) -> Fact:
    return Fact(str(fields.BY_NAME[name].label), "" if is_held else text, is_held)


def compare(*, a: Evaluation, b: Evaluation, held_now: Mapping[int, Collection[str]]) -> Comparison:
    """Two evaluations side by side. Two queries. `held_now`: by deployment."""
    first = profile(evaluation=a, held_now=held_now.get(a.deployment_id, ()))
    second = profile(evaluation=b, held_now=held_now.get(b.deployment_id, ()))
    left = {line.code: line for line in first.lines}
    right = {line.code: line for line in second.lines}
    shared = {code for code in left.keys() & right.keys() if left[code].wording == right[code].wording}
    axes = (
        (axis.title, tuple(Pair(left[line.code], line) for line in axis.lines if line.code in shared))
        for axis in second.axes
    )
    return Comparison(
        a=first,
        b=second,
        axes=tuple((title, pairs) for title, pairs in axes if pairs),
        only_a=tuple(line for code, line in left.items() if code not in right),
        only_b=tuple(line for code, line in right.items() if code not in left),
        reworded=tuple(line for code, line in right.items() if code in left and code not in shared),
    )


@dataclass(frozen=True)
class Standing:
    """Where a use stands with its evaluations, oldest first: facts, which block nothing.

    `held` are those that are not public: that they exist, when, and why one cannot read them.
    """

    evaluations: tuple[Evaluation, ...]
    held: tuple[Evaluation, ...]
    rolled_out: StageChange | None
    is_evaluated_before: bool
    again_from: datetime.date | None

    @property
    def lacks_before(self) -> bool:
        """It went into use and nobody had evaluated it."""
        return self.rolled_out is not None and not self.is_evaluated_before

    @property
    def last(self) -> Evaluation | None:
        return self.evaluations[-1] if self.evaluations else None

    @property
    def is_empty(self) -> bool:
        return not (self.evaluations or self.held or self.lacks_before)


_IN_USE = (Stage.ROLL_OUT, Stage.IN_USE)


def standing(
    *, stages: Iterable[StageChange], evaluations: Iterable[Evaluation], circle: Visibility = Visibility.PUBLIC
) -> Standing:
    """From the rows themselves. No query. `circle`: who reads; what they may not read is only named."""
    told = list(stages)
    finished = sorted((one for one in evaluations if one.published_at is not None), key=lambda one: one.number)
    rolled_out = next((one for one in told if one.stage in _IN_USE), None)
    shown = [one for one in finished if _is_read_by(circle, one)]
    runs = bool(told) and told[-1].stage in _IN_USE
    latest = max((one.evaluated_on for one in finished), default=None)
    return Standing(
        evaluations=tuple(shown),
        held=tuple(one for one in finished if one not in shown and one.visibility != Visibility.PUBLIC),
        rolled_out=rolled_out,
        is_evaluated_before=any(_came_before(one, rolled_out) for one in finished),
        again_from=latest + EVERY if runs and latest else None,
    )


def _is_read_by(circle: Visibility, evaluation: Evaluation) -> bool:
    if circle == Visibility.TERRITORY:
        return True
    return evaluation.is_public or (circle == Visibility.NETWORK and evaluation.visibility == Visibility.NETWORK)


def _came_before(evaluation: Evaluation, rolled_out: StageChange | None) -> bool:
    if evaluation.moment != Moment.BEFORE:
        return False
    return rolled_out is None or rolled_out.since is None or evaluation.evaluated_on <= rolled_out.since.latest


_TOLD = ("uid", "number", "moment", "evaluated_on", "role", "visibility", "held_reason", "is_public", "published_at",
         "grid__number", "deployment__slug")  # fmt: skip
_NAMED = ("deployment__public__title", "deployment__public__territory_name", "deployment__public__is_fictional")


def of_sheet(*, key: int, stages: Iterable[StageChange], circle: Visibility = Visibility.PUBLIC) -> Standing:
    """Of one use, by its primary key. One query."""
    rows = Evaluation.objects.finished().filter(deployment=key).select_related("grid", "deployment").only(*_TOLD)
    return standing(stages=stages, evaluations=rows, circle=circle)


def public_evaluations() -> EvaluationQuerySet:
    """All that anyone may read, the newest first, with the names that a list shows."""
    return (
        Evaluation.objects.public()
        .select_related("deployment__public", "grid")
        .only(*_TOLD, *_NAMED)
        .order_by("-evaluated_on", "-pk")
    )


def previous_public(*, evaluation: Evaluation) -> Evaluation | None:
    """The one that anyone could read before this one, of the same use. One query."""
    earlier = Evaluation.objects.public().filter(deployment=evaluation.deployment_id, number__lt=evaluation.number)
    return earlier.select_related("deployment", "grid").order_by("-number").first()


def previous_finished(*, evaluation: Evaluation) -> Evaluation | None:
    """The one before, public or not, for those who work on the sheet. One query."""
    earlier = Evaluation.objects.finished().filter(deployment=evaluation.deployment_id, number__lt=evaluation.number)
    return earlier.select_related("deployment", "grid").order_by("-number").first()


def answers_of(*, evaluation: Evaluation, axis: GridAxis) -> list[EvaluationAnswer]:
    """Those of one axis, in the order of its questions. One query."""
    return list(evaluation.answers.filter(item__axis=axis).select_related("item"))


def comparable_with(*, evaluation: Evaluation, most: int = 200) -> list[Evaluation]:
    """Public evaluations worth reading beside this one: of the same use first, then of the same version. One query."""
    others = public_evaluations().exclude(pk=evaluation.pk)
    found = others.filter(deployment=evaluation.deployment_id) | others.filter(grid=evaluation.grid_id)
    return sorted(found[:most], key=lambda one: one.deployment_id != evaluation.deployment_id)


def held_now(sheet: PublishedSheet) -> frozenset[str]:
    """The fields that this public sheet holds back today."""
    return frozenset(sheet.values.get("_held", {}))


@dataclass(frozen=True)
class GridPage:
    """One version of the grid with all that it rests on."""

    grid: Grid
    axes: tuple[tuple[str, str, str, tuple[GridItem, ...]], ...]
    accounts: tuple[AxesAccount, ...]
    versions: tuple[Grid, ...]
    used: int


def grid_page(*, grid: Grid) -> GridPage:
    """Four queries."""
    items = list(grid.items.select_related("axis", "account"))
    axes = grid.axes.select_related("account")
    return GridPage(
        grid=grid,
        axes=tuple(
            (axis.code, axis.title, axis.says, tuple(one for one in items if one.axis_id == axis.pk)) for axis in axes
        ),
        accounts=tuple(AxesAccount.objects.all()),
        versions=tuple(Grid.objects.published()),
        used=Evaluation.objects.public().filter(grid=grid).count(),
    )


def grid_content(grid: Grid) -> dict[str, str]:
    """What a version says, by the name of each question: two versions are compared word by word. Two queries."""
    content = {"Titre": grid.title, "Introduction": grid.introduction}
    for axis in grid.axes.all():
        content[f"Axe « {axis.code} »"] = f"{axis.title}. {axis.says}".strip()
    for item in grid.items.select_related("axis", "account"):
        levels = [f"{level.label} : {text}" for level, text in zip(LEVELS, item.levels, strict=False)]
        shown = [str(fields.BY_NAME[name].label) for name in item.shown_fields if name in fields.BY_NAME]
        needed = [str(fields.BY_NAME[name].label) for name in item.needed_fields if name in fields.BY_NAME]
        source = item.account.title if item.account else item.source_title
        content[f"{item.axis.title} · {item.code}"] = "\n".join(
            [f"{item.value}. {item.question}", *levels, *shown, *needed, source, item.source_where]
        )
    return content


def draft_of(*, deployment: Deployment) -> Evaluation | None:
    """The one that is being filled, if any. One query."""
    return Evaluation.objects.drafts().filter(deployment=deployment).select_related("grid").first()


def fact_lines(*, names: Iterable[str], sheet: Deployment) -> tuple[Fact, ...]:
    """What the working sheet says today of these fields, for who fills the evaluation. No query."""
    found = (fields.BY_NAME[name] for name in names if name in fields.BY_NAME)
    return tuple(Fact(str(one.label), one.display(one.value(sheet)), is_held=False) for one in found)
