"""The conclusions of the assistant in the order one reads them: what to stop at, what is due, what one cannot say."""

from collections.abc import Iterable
from dataclasses import dataclass

from commun.library import enums
from commun.library.duties.qualification.questions import NO, NONE, YES
from commun.library.duties.qualification.rules import Outcome, Weight
from commun.library.models import Deployment


@dataclass(frozen=True)
class Conclusions:
    warnings: tuple[Outcome, ...]
    duties: tuple[Outcome, ...]
    facts: tuple[Outcome, ...]
    unknown: tuple[Outcome, ...]
    ruled_out: tuple[Outcome, ...]


def sorted_out(found: Iterable[Outcome]) -> Conclusions:
    reached = list(found)

    def true_of(weight: Weight) -> tuple[Outcome, ...]:
        return tuple(one for one in reached if one.value is True and one.conclusion.weight is weight)

    return Conclusions(
        warnings=true_of(Weight.WARNING),
        duties=true_of(Weight.DUTY),
        facts=true_of(Weight.FACT),
        unknown=tuple(one for one in reached if one.value is None),
        ruled_out=tuple(one for one in reached if one.value is False),
    )


def first_answers(sheet: Deployment, *, population: int | None) -> dict[str, list[str]]:
    """What the sheet already answers: nothing is taken from an empty field."""
    given: dict[str, list[str]] = {}
    for name, value in (("technique", sheet.technique), ("automatisation", sheet.automation)):
        if value:
            given[name] = [value]
    for name, known in (
        ("decision", sheet.is_individual_decision),
        ("sensibles", sheet.has_special_categories),
        ("habitants", None if population is None else population > 3500),
        ("donnees_personnelles", _holds(sheet)),
    ):
        if known is not None:
            given[name] = [YES if known else NO]
    if sheet.annex_point:
        given["domaines"] = [sheet.annex_point]
    spoken = [
        value
        for value, known in (("parle", sheet.is_conversational), ("publie", sheet.writes_to_public))
        if known is True
    ]
    if spoken:
        given["echanges"] = spoken
    elif sheet.is_conversational is False and sheet.writes_to_public is False:
        given["echanges"] = [NONE]
    if sheet.is_in_public_space:
        given["pratiques"] = ["espace_public"]
    return given


def _holds(sheet: Deployment) -> bool | None:
    return sheet.personal_data != enums.PersonalData.NONE if sheet.personal_data else None
