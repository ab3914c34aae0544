"""Keeping on a sheet what the qualification assistant concluded: an explicit act, signed by a role."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.library.actions.sheets import SectionChanged, lock, section_digest
from commun.library.duties.qualification.questions import Answers
from commun.library.duties.qualification.rules import proposal
from commun.library.enums import AiActRole
from commun.library.fields import Section
from commun.library.models import Deployment

_FIELDS = ("risk_class", "risk_reason", "annex_point", "ai_act_role", "qualified_on", "qualified_by_role")


class NothingToKeep(DomainError):
    """The answers settle no class of risk."""


@transaction.atomic
def keep_qualification(
    *, sheet: Deployment, answers: Answers, role: AiActRole | None, seen: str, by: User
) -> Deployment:
    """Write the class of risk, the point of annex III, why, when and by which role.

    `seen` is the digest of the section on risk when the page was opened. The public copy does not move until it is
    published again. Raises SectionChanged, NothingToKeep.
    """
    current = lock(sheet)
    if section_digest(current, Section.RISK) != seen:
        raise SectionChanged(current)
    proposed = proposal(answers)
    if proposed.risk_class is None:
        raise NothingToKeep(_("Ces réponses ne permettent pas de conclure sur la classe de risque : rien n’est écrit."))
    by_role = by.signature(current.territory)
    current.risk_class = proposed.risk_class
    current.risk_reason = proposed.reason
    current.annex_point = proposed.annex_point or ""
    current.ai_act_role = role or current.ai_act_role
    current.qualified_on = timezone.localdate()
    current.qualified_by_role = by_role
    current.version += 1
    current.save(update_fields=[*_FIELDS, "version"])
    audit.record(
        "deployment.qualified",
        target=current,
        by=by,
        by_role=by_role,
        detail={"classe": proposed.risk_class.value, "point": current.annex_point},
    )
    return current
