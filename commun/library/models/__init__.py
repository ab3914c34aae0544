from commun.library.models.decisions import SheetDecision
from commun.library.models.deployment import Deployment, DeploymentQuerySet
from commun.library.models.evaluation import AxesAccount, Evaluation, EvaluationAnswer, Grid, GridAxis, GridItem
from commun.library.models.feed import FeedVersion, ImportedRow, ImportSource
from commun.library.models.life import (
    CorrectionRequest,
    Lineage,
    Review,
    SheetReminder,
    StageChange,
)
from commun.library.models.published import PublishedSheet, SheetTerm
from commun.library.models.records import Result, SheetAlert, SheetDocument, SheetLink, SheetSource
from commun.library.models.solution import Solution

__all__ = [
    "AxesAccount",
    "CorrectionRequest",
    "Deployment",
    "DeploymentQuerySet",
    "Evaluation",
    "EvaluationAnswer",
    "FeedVersion",
    "Grid",
    "GridAxis",
    "GridItem",
    "ImportSource",
    "ImportedRow",
    "Lineage",
    "PublishedSheet",
    "Result",
    "Review",
    "SheetAlert",
    "SheetDecision",
    "SheetDocument",
    "SheetLink",
    "SheetReminder",
    "SheetSource",
    "SheetTerm",
    "Solution",
    "StageChange",
]
