"""Which sections of a sheet are open, and how complete each is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.declared import Text
from commun.library import enums
from commun.library.enums import Stage, Technique
from commun.library.fields import (
    FIRST,
    Field,
    Section,
    decides,
    fields_of,
    holds_personal_data,
    is_high_risk,
    owes_transparency,
)
from commun.library.models import Deployment

_USED = (Stage.EXPERIMENT, Stage.ROLL_OUT, Stage.IN_USE, Stage.SUSPENDED, Stage.ENDED, Stage.ABANDONED)
_ROLLED_OUT = (Stage.ROLL_OUT, Stage.IN_USE, Stage.SUSPENDED, Stage.ENDED)


def opening(section: Section, sheet: Deployment) -> str:
    """Why this section is open for this sheet, in French; empty when nothing calls for it yet."""
    if section in (Section.IDENTITY, Section.NEED, Section.TECHNIQUE, Section.DATA):
        return _("Demandée pour tout usage.")
    for condition, reason in _OPENINGS[section]:
        if condition(sheet):
            return str(reason)
    if section.value in sheet.opened_sections:
        return _("Ouverte par vos soins.")
    return ""


def open_sections(sheet: Deployment) -> list[Section]:
    return [section for section in Section if opening(section, sheet)]


def _touches_people(sheet: Deployment) -> bool:
    return bool({enums.Audience.PUBLIC, enums.Audience.BENEFICIARY} & set(sheet.audiences))


_is_used = (lambda sheet: sheet.stage in _USED, t("Demandée dès l’expérimentation."))
_is_rolled_out = (lambda sheet: sheet.stage in _ROLLED_OUT, t("Demandée dès le déploiement."))
_is_at_high_risk = (is_high_risk, t("Demandée pour un usage à haut risque."))
_founds_decisions = (decides, t("Demandée quand des décisions individuelles en dépendent."))

_OPENINGS: dict[Section, tuple[tuple[Callable[[Deployment], bool], Text], ...]] = {
    Section.DECISION: (
        _founds_decisions,
        _is_at_high_risk,
        (holds_personal_data, t("Demandée quand des données personnelles sont traitées.")),
        _is_rolled_out,
    ),
    Section.APPEAL: (
        _founds_decisions,
        _is_at_high_risk,
        (_touches_people, t("Demandée quand le public est touché.")),
    ),
    Section.RISK: (
        _is_at_high_risk,
        (owes_transparency, t("Demandée quand le système parle, écrit ou montre.")),
        (lambda sheet: sheet.is_ai and sheet.stage in _ROLLED_OUT, t("Demandée pour une IA déployée.")),
        (decides, t("Demandée quand des décisions individuelles en dépendent.")),
    ),
    Section.SUPPLIER: (_is_used,),
    Section.COST: (_is_used,),
    Section.ENVIRONMENT: (
        (
            lambda sheet: sheet.technique in (Technique.LEARNING, Technique.GENERATIVE) and sheet.stage in _ROLLED_OUT,
            t("Demandée pour une IA déployée."),
        ),
    ),
    Section.JOBS: (
        (lambda sheet: enums.Audience.AGENT in sheet.audiences and sheet.stage in _USED, t("Des agents s’en servent.")),
        _is_rolled_out,
    ),
    Section.DEPENDENCIES: (_is_rolled_out, _is_at_high_risk),
    Section.DEBATE: (_is_used,),
}


@dataclass(frozen=True)
class Completeness:
    """Of one section: how many fields that apply are filled, and which are not."""

    section: Section
    filled: int
    expected: int
    missing: tuple[Field, ...]

    @property
    def percent(self) -> int:
        return 100 * self.filled // self.expected if self.expected else 100


def completeness(sheet: Deployment, section: Section) -> Completeness:
    applying = [one for one in fields_of(section) if one.applies(sheet)]
    missing = tuple(one for one in applying if not one.is_filled(sheet))
    return Completeness(section, len(applying) - len(missing), len(applying), missing)


def public_completeness(
    public: Mapping[str, Any], held: Mapping[str, Any], sheet: Deployment
) -> tuple[dict[str, list[int]], list[str]]:
    """By section, how many fields are public among those that public values call for: [public, expected].

    Then the fields whose silence matters, and about which nobody said a thing. The value of what is held back decides
    of nothing here, so that neither the counts nor the list tell it.
    """
    seen = Deployment(stage=sheet.stage, opened_sections=sheet.opened_sections, **public)
    counts, silent = {}, []
    for section in open_sections(seen):
        applying = [one for one in fields_of(section) if one.applies(seen) and not one.never_public]
        counts[section.value] = [sum(one.name in public for one in applying), len(applying)]
        silent += [one.name for one in applying if one.matters and one.name not in public and one.name not in held]
    return counts, silent


def missing_first(sheet: Deployment) -> list[Field]:
    """What a first public sheet still lacks."""
    return [one for one in FIRST if not one.is_filled(sheet)]
