"""Sheets of the library for tests, told by where they stand; each step is taken by the real action."""

import factory
from factory.django import DjangoModelFactory

from commun.core.dates import PartialDate
from commun.library.actions import publication, sheets
from commun.library.enums import (
    Audience,
    PersonalData,
    ResultNature,
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

    uid = factory.Sequence(lambda n: f"sol-2026-{n + 1:04d}")
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
