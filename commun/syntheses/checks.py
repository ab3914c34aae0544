"""What the articles of the manifesto can be held against: the public fields of uses and of debates, and nothing else.

A check is data: a question, what it looks at, a field and a condition. The answer is read from what is public: what
nobody said is "non renseigné", what the territory holds back is said to be so, and nothing is added up into a mark.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from commun.concertations import canevas
from commun.concertations.models import Concertation
from commun.core.declared import Declared, is_unknown
from commun.core.errors import DomainError
from commun.library import fields as sheet_fields
from commun.library.models import PublishedSheet
from commun.syntheses.enums import CheckCondition, CheckTarget, Verdict
from commun.syntheses.models import ArticleCheck

# Counts of people are masked when small, rows are many: neither answers a yes or a no.
_NOT_READ = frozenset({"integer", "rows", "email"})


def _uses() -> dict[str, Declared]:
    return {one.name: one for one in sheet_fields.FIELDS if not one.never_public and one.kind not in _NOT_READ}


def _debates() -> dict[str, Declared]:
    return {one.name: one for one in canevas.FIELDS if one.is_public and one.kind not in _NOT_READ}


def readable(target: str) -> dict[str, Declared]:
    """By name, the fields that a check of this target may look at."""
    return _uses() if target == CheckTarget.USE else _debates()


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a form: every field, under what it is of ("usage:reversibility")."""
    return [
        (str(target.label), [(f"{target}:{name}", str(one.label)) for name, one in readable(target).items()])
        for target in CheckTarget
    ]


def expected_labels(check: ArticleCheck) -> list[str]:
    """The answers that a check expects, as people read them."""
    field = readable(check.target).get(check.field)
    if field is None or field.choices is None:
        return []
    return [str(field.choices(value).label) for value in check.expected if value in field.choices.values]


def refuse_what_cannot_be_read(check: ArticleCheck) -> None:
    """Raises DomainError when the condition has no meaning for the field."""
    field = readable(check.target).get(check.field)
    if field is None:
        raise DomainError(_("Ce champ n’est pas de ceux que tout le monde peut lire."))
    if check.condition in (CheckCondition.YES, CheckCondition.NO) and field.kind != "yes_no":
        raise DomainError(_("« %(field)s » ne se répond pas par oui ou par non.") % {"field": field.label})
    if check.condition == CheckCondition.AMONG:
        choices = field.choices
        if choices is None:
            raise DomainError(_("« %(field)s » n’a pas de liste de réponses.") % {"field": field.label})
        if not check.expected or not set(check.expected) <= set(choices.values):
            known = ", ".join(f"{value} ({label})" for value, label in choices.choices)
            raise DomainError(_("Choisissez parmi ces réponses : %(values)s.") % {"values": known})


def verdict_on_sheet(check: ArticleCheck, sheet: PublishedSheet) -> Verdict:
    values: Mapping[str, Any] = sheet.values
    if check.field in values.get("_held", {}):
        return Verdict.HELD
    value = values.get(check.field)
    if is_unknown(value) and check.field not in values.get("_silent", ()):
        return Verdict.NOT_CONCERNED
    return verdict(check, value)


def verdict_on_debate(check: ArticleCheck, debate: Concertation, expected: Collection[str]) -> Verdict:
    """`expected`: the names of the fields that the canevas asks of this debate at the state where it is."""
    value = getattr(debate, check.field)
    if is_unknown(value) and check.field not in expected:
        return Verdict.NOT_CONCERNED
    return verdict(check, value)


def verdict(check: ArticleCheck, value: Any) -> Verdict:
    """What this value answers to the question."""
    if is_unknown(value):
        return Verdict.UNKNOWN
    match check.condition:
        case CheckCondition.FILLED:
            holds = True
        case CheckCondition.YES:
            holds = value is True
        case CheckCondition.NO:
            holds = value is False
        case _:
            said = value if isinstance(value, list) else [value]
            holds = bool(set(said) & set(check.expected))
    return Verdict.YES if holds else Verdict.NO
