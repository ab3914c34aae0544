"""Evaluating is no box ticking: what is refused, what is frozen, and who reads it."""

import datetime
import re
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from commun.core.errors import DomainError, EditConflict
from commun.library.actions import evaluation as actions
from commun.library.actions import publication, sheets
from commun.library.actions.evaluation import AnswersChanged, Given, InvalidAnswers
from commun.library.enums import Moment, Outcome, Stage, Visibility
from commun.library.fields import BY_NAME
from commun.library.models import Deployment, Evaluation, EvaluationAnswer
from commun.library.queries import evaluation as queries
from tests.accounts.factories import contributor, referent
from tests.library.evaluations import TODAY, answer, begun, evaluated, reason
from tests.library.factories import draft, published

pytestmark = pytest.mark.django_db

WHY = "Comparé quartier par quartier en mars 2026, écarts publiés."


@pytest.fixture
def evaluation():
    return begun(draft())


def axis_of(evaluation, code="sociale"):
    return evaluation.grid.axes.get(code=code)


def rows_of(evaluation, code="sociale"):
    return list(evaluation.answers.filter(item__axis__code=code, item__is_fact=False).select_related("item"))


def save(evaluation, given, *, seen=None, code="sociale"):
    seen = seen if seen is not None else actions.answers_digest(rows_of(evaluation, code))
    return actions.save_answers(evaluation=evaluation, axis=axis_of(evaluation, code), given=given, seen=seen, by=None)


@pytest.mark.parametrize("level", [Outcome.NOTHING, Outcome.STARTED, Outcome.IN_PLACE, Outcome.NOT_APPLICABLE])
@pytest.mark.parametrize("said", ["", "   ", "oui", "fait", "cf. dossier"])
def test_an_answer_without_a_reason_worth_the_name_is_refused(evaluation, level, said) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        save(evaluation, {"equite": Given(level, said)})
    assert set(refused.value.faults) == {("equite", "reason")}
    assert not evaluation.answers.exclude(outcome="").exists()


def test_checked_without_proof_is_refused_and_a_document_or_an_address_is_enough(evaluation) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        save(evaluation, {"equite": Given(Outcome.CHECKED, WHY)})
    assert set(refused.value.faults) == {("equite", "proof")}
    save(evaluation, {"equite": Given(Outcome.CHECKED, WHY, "Rapport d’essai, mars 2026")})
    save(evaluation, {"equite": Given(Outcome.CHECKED, WHY, "", "https://exemple.fr/rapport.pdf")})


def test_a_proof_whose_address_is_none_is_refused(evaluation) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        save(evaluation, {"equite": Given(Outcome.STARTED, WHY, "", "javascript:alert(1)")})
    assert set(refused.value.faults) == {("equite", "proof_url")}


def test_a_reason_that_explains_no_answer_is_not_thrown_away_in_silence(evaluation) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        save(evaluation, {"equite": Given("", WHY)})
    assert set(refused.value.faults) == {("equite", "outcome")}


def test_one_wrong_answer_saves_none_of_the_axis(evaluation) -> None:
    with pytest.raises(InvalidAnswers):
        save(evaluation, {"equite": Given(Outcome.STARTED, WHY), "inclusion": Given(Outcome.STARTED, "")})
    assert not evaluation.answers.exclude(outcome="").exists()


def test_the_database_refuses_an_answer_without_reason_and_checked_without_proof(evaluation) -> None:
    for values in ({"outcome": Outcome.STARTED}, {"outcome": Outcome.CHECKED, "reason": WHY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvaluationAnswer.objects.filter(evaluation=evaluation, item__code="equite").update(**values)


def test_two_people_on_one_axis_the_second_is_told_and_loses_nothing(evaluation) -> None:
    seen = actions.answers_digest(rows_of(evaluation))
    save(evaluation, {"equite": Given(Outcome.STARTED, WHY)}, seen=seen)
    with pytest.raises(AnswersChanged) as conflict:
        save(evaluation, {"equite": Given(Outcome.NOTHING, reason("autre"))}, seen=seen)
    assert conflict.value.current["equite"].outcome == Outcome.STARTED


def test_two_people_on_two_axes_do_not_disturb_one_another(evaluation) -> None:
    here, there = (actions.answers_digest(rows_of(evaluation, code)) for code in ("sociale", "territoriale"))
    save(evaluation, {"equite": Given(Outcome.STARTED, WHY)}, seen=here)
    save(evaluation, {"gouvernance-partagee": Given(Outcome.STARTED, WHY)}, seen=there, code="territoriale")
    assert evaluation.answers.exclude(outcome="").count() == 2


def test_human_control_is_not_in_place_while_the_sheet_does_not_show_it() -> None:
    sheet = draft()
    made = answer(begun(sheet), controle_humain=Outcome.IN_PLACE)
    with pytest.raises(DomainError) as refused:
        actions.publish_evaluation(evaluation=made, by=None)
    for name in ("oversight_who", "oversight_may_overrule", "oversight_overruled_share"):
        assert str(BY_NAME[name].label) in refused.value.message
    shown = {"oversight_who": "Cheffe de service", "oversight_may_overrule": True, "oversight_overruled_share": 12}
    Deployment.objects.filter(pk=sheet.pk).update(**shown)
    assert actions.publish_evaluation(evaluation=made, by=None).published_at


def test_who_may_not_overrule_controls_nothing() -> None:
    shown = {"oversight_who": "Cheffe de service", "oversight_may_overrule": False, "oversight_overruled_share": 0}
    sheet = draft()
    Deployment.objects.filter(pk=sheet.pk).update(**shown)
    made = answer(begun(sheet), controle_humain=Outcome.IN_PLACE)
    missing = actions.lacks(made)
    assert len(missing) == 1
    assert "Peut écarter le résultat" in missing[0]
    assert "Qui intervient" not in missing[0]


def test_a_lower_level_needs_nothing_of_the_sheet() -> None:
    assert actions.lacks(answer(begun(draft()), controle_humain=Outcome.STARTED)) == []


def test_one_reason_pasted_for_several_questions_is_refused() -> None:
    pasted = Given(Outcome.STARTED, WHY)
    made = answer(begun(draft()), equite=pasted, inclusion=Given(Outcome.STARTED, f" {WHY.upper()} "))
    with pytest.raises(DomainError, match="« Équité », « Inclusion »"):
        actions.publish_evaluation(evaluation=made, by=None)


def test_nothing_done_may_have_one_reason_for_all() -> None:
    nothing = Given(Outcome.NOTHING, "Le projet commence, personne n’y a encore travaillé.")
    assert actions.lacks(answer(begun(draft()), equite=nothing, inclusion=nothing)) == []


def test_an_evaluation_without_any_answer_is_not_published(evaluation) -> None:
    with pytest.raises(DomainError, match="Aucune question"):
        actions.publish_evaluation(evaluation=evaluation, by=None)


def test_published_it_is_never_rewritten() -> None:
    made = evaluated(draft())
    by = contributor(made.deployment.territory)
    for rewrite in (
        lambda: save(made, {"equite": Given(Outcome.NOTHING, WHY)}),
        lambda: actions.publish_evaluation(evaluation=made, by=None),
        lambda: actions.discard_evaluation(evaluation=made, by=by),
        lambda: actions.save_frame(
            evaluation=made, seen=made.version, moment=Moment.AFTER, evaluated_on=TODAY, role="Élue", by=by
        ),
    ):
        with pytest.raises(DomainError, match="publiée"):
            rewrite()
    assert made.answers.get(item__code="equite").outcome == Outcome.STARTED


def test_one_draft_at_a_time_and_the_next_has_the_next_number() -> None:
    sheet = draft()
    begun(sheet)
    with pytest.raises(DomainError, match="déjà en cours"):
        begun(sheet)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(
            uid="x", deployment=sheet, number=9, grid=sheet.evaluations.get().grid, moment="avant", evaluated_on=TODAY
        )
    actions.publish_evaluation(evaluation=answer(sheet.evaluations.get(), equite=Outcome.STARTED), by=None)
    assert [one.number for one in (*sheet.evaluations.all(), begun(sheet))] == [1, 2]


@pytest.mark.parametrize("role", ["", "  ", "jeanne.martin@ville.fr"])
def test_who_evaluates_is_a_function_and_never_an_address(role) -> None:
    begun_sheet = draft()
    with pytest.raises(DomainError):
        actions.open_evaluation(sheet=begun_sheet, moment=Moment.BEFORE, evaluated_on=TODAY, role=role, by=None)


def test_a_date_in_the_future_is_refused() -> None:
    with pytest.raises(DomainError, match="avenir"):
        begun(draft(), on=timezone.localdate() + datetime.timedelta(days=1))  # midnight may have passed since TODAY


def test_a_frame_saved_by_someone_else_is_not_overwritten(evaluation) -> None:
    by = contributor(evaluation.deployment.territory)
    first: dict[str, Any] = {"moment": Moment.DURING, "evaluated_on": TODAY, "role": "Déléguée aux données"}
    save_again = partial(actions.save_frame, evaluation=evaluation, seen=evaluation.version, by=by, **first)
    save_again()
    with pytest.raises(EditConflict):
        save_again()


# --- Who reads it ---------------------------------------------------------------------------------------------------


def test_an_evaluation_is_public_with_its_sheet_and_leaves_with_it() -> None:
    sheet = draft()
    made = evaluated(sheet)
    assert not Evaluation.objects.public().exists()
    publication.publish(sheet=sheet, by=None)
    assert list(Evaluation.objects.public()) == [made]
    publication.withdraw(sheet=sheet, by=referent(sheet.territory), reason="Usage arrêté.")
    assert not Evaluation.objects.public().exists()


def test_a_draft_never_becomes_public_with_its_sheet() -> None:
    sheet = draft()
    answer(begun(sheet), equite=Outcome.STARTED)
    publication.publish(sheet=sheet, by=None)
    assert not Evaluation.objects.public().exists()


@pytest.mark.parametrize("visibility", [Visibility.NETWORK, Visibility.TERRITORY])
def test_an_evaluation_held_back_says_why_and_stays_so_when_the_sheet_is_published_again(visibility) -> None:
    shown = published()
    made = answer(begun(shown.deployment), equite=Outcome.STARTED)
    with pytest.raises(DomainError, match="pourquoi"):
        actions.publish_evaluation(evaluation=made, by=None, visibility=visibility)
    actions.publish_evaluation(evaluation=made, by=None, visibility=visibility, held_reason="Marché en cours")
    publication.publish(sheet=shown.deployment, by=None)
    assert not Evaluation.objects.public().exists()
    standing = queries.of_sheet(key=shown.pk, stages=())
    assert [one.held_reason for one in standing.held] == ["Marché en cours"]


def test_facts_are_those_that_the_public_sheet_said_that_day() -> None:
    shown = published(setup_cost=12_000, yearly_cost=3_000, need="Un quart de l’eau se perdait.")
    sheet = shown.deployment
    sheets.hold_back(
        sheet=sheet,
        field=BY_NAME["yearly_cost"],
        level=Visibility.TERRITORY,
        reason="Marché en cours",
        by=contributor(sheet.territory),
    )
    publication.publish(sheet=sheet, by=None)
    Deployment.objects.filter(pk=sheet.pk).update(setup_cost=99_999)  # typed since, not published
    made = evaluated(sheet)
    facts = {one["field"]: one for one in made.answers.get(item__code="cout").facts}
    assert re.sub(r"\s", "", facts["setup_cost"]["text"]) == "12000€"
    assert facts["yearly_cost"] == {"field": "yearly_cost", "text": "", "held": True}
    assert facts["cost_band"]["text"] == ""


def test_a_fact_held_back_since_is_shown_no_more() -> None:
    shown = published(setup_cost=12_000)
    made = evaluated(shown.deployment)
    profile = queries.profile(evaluation=made, held_now={"setup_cost"})
    fact = next(one for line in profile.lines if line.code == "cout" for one in line.facts if "place" in one.label)
    assert fact.is_held
    assert fact.text == ""


# --- What a sheet states --------------------------------------------------------------------------------------------


def standing_of(sheet):
    return queries.of_sheet(key=sheet.pk, stages=sheet.stages.all(), circle=Visibility.TERRITORY)


def test_a_use_rolled_out_without_evaluation_says_so_and_is_not_blocked() -> None:
    sheet = draft(stage=Stage.ROLL_OUT)
    assert standing_of(sheet).lacks_before
    assert standing_of(draft(stage=Stage.EXPERIMENT)).lacks_before is False


def test_an_evaluation_done_before_the_roll_out_is_enough_even_when_it_is_held_back() -> None:
    sheet = draft(stage=Stage.ROLL_OUT)  # since May 2024
    made = answer(begun(sheet, on=datetime.date(2024, 5, 31)), equite=Outcome.STARTED)
    actions.publish_evaluation(evaluation=made, by=None, visibility=Visibility.TERRITORY, held_reason="Marché")
    assert not standing_of(sheet).lacks_before


@pytest.mark.parametrize(
    ("moment", "on"), [(Moment.BEFORE, datetime.date(2024, 6, 1)), (Moment.DURING, datetime.date(2024, 5, 1))]
)
def test_an_evaluation_that_came_after_is_no_evaluation_before(moment, on) -> None:
    sheet = draft(stage=Stage.ROLL_OUT)
    evaluated(sheet, on=on, moment=moment)
    assert standing_of(sheet).lacks_before


def test_a_use_that_runs_is_worth_evaluating_again_a_year_later() -> None:
    sheet = draft(stage=Stage.IN_USE)
    assert standing_of(sheet).again_from is None
    evaluated(sheet, on=datetime.date(2025, 3, 11), moment=Moment.DURING)
    assert standing_of(sheet).again_from == datetime.date(2026, 3, 11)
