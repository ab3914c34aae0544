from commun.deliberations.models.deliberation import Deliberation, DeliberationText
from commun.deliberations.models.origin import DeliberatingBody, DeliberationSource

__all__ = ["DeliberatingBody", "Deliberation", "DeliberationSource", "DeliberationText"]
