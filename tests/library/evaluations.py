"""Evaluations for tests, told by where they stand; each step is taken by the real action."""

import datetime

from commun.library.actions import evaluation as actions
from commun.library.actions.evaluation import Given
from commun.library.actions.grid import draft_grid, load_grid, publish_grid
from commun.library.enums import Moment, Outcome
from commun.library.models import Deployment, Evaluation, Grid
from tests.accounts.factories import council_member

TODAY = datetime.date.today()


def reason(text: str) -> str:
    return f"{text} : compte rendu de la réunion du service."


def begun(sheet: Deployment, *, on: datetime.date = TODAY, moment: Moment = Moment.BEFORE, grid=None) -> Evaluation:
    load_grid()
    return actions.open_evaluation(
        sheet=sheet, moment=moment, evaluated_on=on, role="Chargée de mission données", by=None, grid=grid
    )


def answer(evaluation: Evaluation, **outcomes: str | Given) -> Evaluation:
    """Answer by the code of the question (hyphens as underscores); a bare outcome gets a reason of its own."""
    wanted = {code.replace("_", "-"): given for code, given in outcomes.items()}
    for axis in evaluation.grid.axes.all():
        rows = list(evaluation.answers.filter(item__axis=axis, item__is_fact=False).select_related("item"))
        given = {}
        for row in rows:
            if (one := wanted.get(row.item.code)) is not None:
                proof = "Rapport d’essai, mars 2026" if one == Outcome.CHECKED else ""
                given[row.item.code] = one if isinstance(one, Given) else Given(one, reason(row.item.value), proof)
        actions.save_answers(evaluation=evaluation, axis=axis, given=given, seen=actions.answers_digest(rows), by=None)
    return evaluation


def evaluated(sheet: Deployment, *, by=None, on=TODAY, moment=Moment.BEFORE, grid=None, **outcomes) -> Evaluation:
    made = answer(begun(sheet, on=on, moment=moment, grid=grid), **(outcomes or {"equite": Outcome.STARTED}))
    return actions.publish_evaluation(evaluation=made, by=by)


def next_grid(*, change) -> Grid:
    """A new published version; `change(draft)` reworks the draft."""
    load_grid()
    by = council_member()
    draft = draft_grid(by=by)
    change(draft)
    return publish_grid(
        grid=draft, published_on=TODAY, source="Atelier du conseil scientifique", changes="Retours d’usage", by=by
    )
