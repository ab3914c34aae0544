"""A sheet grows by sections, two people never overwrite one another, and giving up says why."""

import pytest

from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.library import fields, sheet
from commun.library.actions import sheets
from commun.library.enums import (
    THEME_OF,
    AbandonReason,
    Audience,
    Automation,
    RiskClass,
    Stage,
    SubTheme,
    Technique,
    Theme,
    Visibility,
)
from commun.library.fields import Section
from commun.library.models import Deployment
from commun.library.places import RESERVED
from commun.library.urls import urlpatterns
from tests.accounts.factories import referent
from tests.library.factories import FIRST, draft

pytestmark = pytest.mark.django_db


def test_six_themes_hold_thirty_four_sub_themes() -> None:
    assert (len(Theme), len(SubTheme), set(THEME_OF)) == (6, 34, set(SubTheme))


def test_eight_fields_make_a_first_sheet() -> None:
    """Seven fields, and the stage, which is a dated row."""
    assert {one.name for one in fields.FIRST} == set(FIRST)
    assert sheet.missing_first(draft()) == []


def test_every_field_is_a_column_and_every_column_of_a_section_a_field() -> None:
    columns = {one.name for one in Deployment._meta.concrete_fields}
    assert set(fields.BY_NAME) <= columns
    assert [one.name for one in fields.FIELDS if one.kind in ("choice", "choices") and one.choices is None] == []


def test_a_field_holds_what_its_column_holds() -> None:
    for one in fields.FIELDS:
        column = Deployment._meta.get_field(one.name)
        if one.kind == "choice":
            assert [*column.choices] == [*one.choices.choices], one.name  # type: ignore[union-attr,misc]
        assert (one.kind == "yes_no") == (column.get_internal_type() == "BooleanField"), one.name


def test_sections_open_when_the_stage_or_the_risk_calls_for_them() -> None:
    explored = draft(stage=Stage.EXPLORATION)
    assert [one.value for one in sheet.open_sections(explored)] == ["identite", "besoin", "technique", "donnees"]
    tried = draft(stage=Stage.EXPERIMENT)
    assert Section.COST in sheet.open_sections(tried)
    assert Section.ENVIRONMENT not in sheet.open_sections(tried)
    in_use = draft(stage=Stage.IN_USE)
    assert {Section.ENVIRONMENT, Section.DEPENDENCIES, Section.RISK} <= set(sheet.open_sections(in_use))
    risky = draft(stage=Stage.EXPLORATION, risk_class=RiskClass.HIGH)
    assert "haut risque" in sheet.opening(Section.RISK, risky)


def test_a_scoring_grid_is_asked_for_its_weights_and_not_for_its_energy() -> None:
    grid = draft(
        stage=Stage.IN_USE,
        technique=Technique.RULES,
        is_individual_decision=True,
        automation=Automation.ADVICE,
        audiences=[Audience.BENEFICIARY],
    )
    opened = sheet.open_sections(grid)
    assert Section.APPEAL in opened and Section.ENVIRONMENT not in opened
    missing = {one.name for one in sheet.completeness(grid, Section.TECHNIQUE).missing}
    assert "parameters" in missing and "is_conversational" not in missing


def test_completeness_counts_what_applies() -> None:
    part = sheet.completeness(draft(), Section.DATA)
    assert (part.filled, part.expected) == (1, 6), "no personal datum: nothing about the RGPD is asked"
    assert sheet.completeness(draft(personal_data="oui"), Section.DATA).expected == 13


def test_two_people_on_one_section_lose_nothing() -> None:
    here = draft()
    by = referent(here.territory)
    seen = sheets.section_digest(here, Section.NEED)
    sheets.save_section(sheet=here, section=Section.NEED, values={"need": "Premier texte."}, seen=seen, by=by)
    with pytest.raises(sheets.SectionChanged) as told:
        sheets.save_section(sheet=here, section=Section.NEED, values={"need": "Second."}, seen=seen, by=by)
    assert told.value.current.need == "Premier texte."


def test_a_section_takes_its_own_fields_only() -> None:
    here = draft()
    seen = sheets.section_digest(here, Section.NEED)
    with pytest.raises(ValueError, match="theme"):
        sheets.save_section(
            sheet=here, section=Section.NEED, values={"theme": "x"}, seen=seen, by=referent(here.territory)
        )


def test_giving_up_says_why() -> None:
    here = draft()
    by = referent(here.territory)
    with pytest.raises(DomainError, match="pourquoi"):
        sheets.enter_stage(sheet=here, stage=Stage.ABANDONED, by=by)
    with pytest.raises(DomainError, match="connaît"):
        sheets.enter_stage(sheet=here, stage=Stage.ABANDONED, reason=AbandonReason.UNPUBLISHED, by=by)
    sheets.enter_stage(
        sheet=here, stage=Stage.ABANDONED, reason=AbandonReason.COST, since=PartialDate("2025-07"), by=by
    )
    here.refresh_from_db()
    assert here.stage == Stage.ABANDONED
    assert [one.number for one in here.stages.all()] == [1, 2]


def test_a_stage_does_not_precede_the_last_one() -> None:
    here = draft()
    with pytest.raises(DomainError, match="précède"):
        sheets.enter_stage(sheet=here, stage=Stage.IN_USE, since=PartialDate("2023"), by=referent(here.territory))


def test_holding_a_field_back_needs_a_reason() -> None:
    here = draft()
    by = referent(here.territory)
    cost = fields.BY_NAME["yearly_cost"]
    with pytest.raises(DomainError, match="pourquoi"):
        sheets.hold_back(sheet=here, field=cost, level=Visibility.NETWORK, reason=" ", by=by)
    with pytest.raises(DomainError, match="toute fiche publique"):
        sheets.hold_back(sheet=here, field=fields.BY_NAME["need"], level=Visibility.TERRITORY, reason="Non.", by=by)
    sheets.hold_back(sheet=here, field=cost, level=Visibility.NETWORK, reason="Marché en cours.", by=by)
    here.refresh_from_db()
    assert cost.visible_to(here) == Visibility.NETWORK


def test_no_sheet_takes_the_address_of_a_page_of_the_library() -> None:
    assert draft(title="Couverture").slug.startswith("couverture-")
    taken = {str(one.pattern).split("/")[1] for one in urlpatterns if str(one.pattern).startswith("bibliotheque/")}
    words = {word for word in taken if word and "<" not in word}
    assert words <= RESERVED, "add it to library/places.py"
