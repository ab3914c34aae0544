"""Sheets of the library for tests, told by where they stand; each step is taken by the real action."""

import datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from commun.core import identifiers
from commun.core.dates import PartialDate
from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.enums import (
    Audience,
    PersonalData,
    ResultNature,
    RiskClass,
    Stage,
    SubTheme,
    Technique,
    Theme,
)
from commun.library.models import Deployment, PublishedSheet, Result, Solution
from tests.territories.factories import TerritoryFactory

FIRST = {
    "title": "Repérer les fuites d’eau",
    "summary": "Classer les tronçons du réseau selon leur risque de fuite.",
    "need": "Un quart de l’eau se perdait.",
    "theme": Theme.ECOLOGY,
    "audiences": [Audience.AGENT],
    "technique": Technique.LEARNING,
    "personal_data": PersonalData.NONE,
}


class SolutionFactory(DjangoModelFactory):
    class Meta:
        model = Solution

    uid = factory.LazyFunction(lambda: identifiers.next_uid(Solution, "sol-"))
    slug = factory.Sequence(lambda n: f"systeme-{n + 1}")
    name = factory.Sequence(lambda n: f"Système {n + 1}")
    supplier = "Éditeur d’essai"


def draft(territory=None, *, stage: Stage = Stage.EXPERIMENT, solution=None, **values) -> Deployment:
    """A sheet that has its first eight fields, and what `values` says."""
    return sheets.create_sheet(
        territory=territory or TerritoryFactory(),
        values={**FIRST, "sub_themes": [SubTheme.WATER], **values},
        stage=stage,
        since=PartialDate("2024-05"),
        solution=solution,
        by=None,
    )


def published(territory=None, **values) -> PublishedSheet:
    return publication.publish(sheet=draft(territory, **values), by=None)


def result(sheet: Deployment, **values) -> Result:
    number = sheet.results.count() + 1
    given = {"indicator": "eau préservée", "value": "110 000", "unit": "m³/an", "nature": ResultNature.MEASURED}
    return Result.objects.create(
        deployment=sheet, number=number, uid=f"{sheet.uid}-r{number:02d}", **{**given, **values}
    )


_ANY: dict[str, Any] = {
    "yes_no": True, "partial_date": PartialDate("2024-05"), "date": datetime.date(2026, 3, 11), "integer": 12,
    "number": Decimal("12.5"), "money": Decimal(12000), "country": "FR", "practices": [1, 23], "email": "a@exemple.fr",
}  # fmt: skip


def anything(one: fields.Field, mark: str = "texte") -> Any:
    """A value that this field may hold, with `mark` in it where it is a text."""
    if one.kind in _ANY:
        return _ANY[one.kind]
    if one.choices is not None:
        first = one.choices.values[0]
        return [first] if one.kind == "choices" else first
    if one.kind == "url":
        return f"https://www.exemple.fr/{mark}-{one.name}"
    return [f"{mark} {one.name}"] if one.kind == "list" else f"{mark} {one.name}"


def whole_sheet(territory=None, *, mark: str = "texte", solution=None, **values) -> Deployment:
    """A draft all of whose fields are filled."""
    given = {one.name: anything(one, mark) for one in fields.FIELDS} | {
        "risk_class": RiskClass.HIGH, "personal_data": PersonalData.YES, "technique": Technique.LEARNING, **values
    }  # fmt: skip
    return sheets.create_sheet(
        territory=territory or TerritoryFactory(), values=given, stage=Stage.IN_USE, solution=solution, by=None
    )
