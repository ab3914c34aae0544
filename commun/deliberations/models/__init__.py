from commun.deliberations.models.deliberation import Deliberation, DeliberationText
from commun.deliberations.models.imports import DeliberationImport
from commun.deliberations.models.life import DeliberationReport, Takedown
from commun.deliberations.models.origin import DeliberatingBody, DeliberationSource

__all__ = [
    "DeliberatingBody",
    "Deliberation",
    "DeliberationImport",
    "DeliberationReport",
    "DeliberationSource",
    "DeliberationText",
    "Takedown",
]
