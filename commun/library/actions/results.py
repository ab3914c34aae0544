"""The ledger of results: figures are added; once the public read one, it is withdrawn and replaced, never rewritten."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError, EditConflict, Gone
from commun.core.models import Revision
from commun.library.actions.sheets import InvalidSheet, lock
from commun.library.enums import ResultNature
from commun.library.models import Deployment, Result

FIELDS = (
    "indicator", "value", "unit", "baseline", "period", "nature", "dated_on", "source_title", "source_url", "note",
    "visibility",
)  # fmt: skip
MOST = 500


class ResultChanged(EditConflict):
    """Someone saved this figure since it was opened. `current` is the figure as it stands now."""

    def __init__(self, current: Result) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré ce résultat pendant que vous le modifiiez."))


def result_digest(result: Result) -> str:
    return Revision.digest([str(getattr(result, name)) for name in (*FIELDS, "was_public", "withdrawn_on")])


@transaction.atomic
def add_result(*, sheet: Deployment, values: Mapping[str, Any], by: User) -> Result:
    """Write a figure down; the public reads it from the next publication on. Raises InvalidSheet."""
    current = lock(sheet)
    result = _write(current, values)
    _trace(current, "deployment.result_added", result, by=by)
    return result


@transaction.atomic
def correct_result(*, result: Result, values: Mapping[str, Any], seen: str, by: User, reason: str = "") -> Result:
    """Correct a figure. One that the public read is withdrawn with its reason, and another takes its place.

    `seen` is its digest when it was opened. Raises ResultChanged, InvalidSheet.
    """
    current, row = _held(result)
    if result_digest(row) != seen:
        raise ResultChanged(row)
    if row.withdrawn_on is not None:
        raise DomainError(_("Ce résultat est retiré : ajoutez-en un autre."))
    if not row.was_public:
        _refuse(values)
        for name, value in values.items():
            setattr(row, name, value)
        row.amount = amount_of(row.value)
        row.save()
        _trace(current, "deployment.result_changed", row, by=by)
        return row
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    _withdraw(row, reason)
    corrected = _write(current, values, replaces=row)
    _trace(current, "deployment.result_corrected", corrected, by=by, public=True, reason=row.withdrawn_reason)
    return corrected


@transaction.atomic
def withdraw_result(*, result: Result, by: User, reason: str = "") -> None:
    """Take a figure back: what the public read stays, marked with the reason; another is removed."""
    current, row = _held(result)
    if row.was_public:
        _withdraw(row, reason)
        _trace(current, "deployment.result_withdrawn", row, by=by, public=True, reason=row.withdrawn_reason)
        return
    _trace(current, "deployment.result_removed", row, by=by)
    row.delete()


def amount_of(value: str) -> Decimal | None:
    """ "110 000" → 110000; None for what is no plain number ("de 3 à 4 h")."""
    text = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".").replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,4})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _held(result: Result) -> tuple[Deployment, Result]:
    current = lock(result.deployment)
    row = Result.objects.filter(pk=result.pk).first()
    if row is None:
        raise Gone(_("Quelqu’un vient de retirer ce résultat : ajoutez-le de nouveau s’il doit rester."))
    return current, row


def _write(sheet: Deployment, values: Mapping[str, Any], *, replaces: Result | None = None) -> Result:
    _refuse(values)
    last = sheet.results.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST:
        raise DomainError(_("Cette fiche porte déjà %(most)d résultats.") % {"most": MOST})
    number = last + 1
    return Result.objects.create(
        deployment=sheet,
        number=number,
        uid=f"{sheet.uid}-r{number:02d}",
        amount=amount_of(values["value"]),
        replaces=replaces,
        **values,
    )


def _refuse(values: Mapping[str, Any]) -> None:
    """A figure never stands alone: of when it is, and who says so when it is not the territory."""
    found: dict[str, str] = {}
    if unknown := set(values) - set(FIELDS):
        raise ValueError(unknown)
    nature = values.get("nature")
    if nature != ResultNature.TARGET and not values.get("dated_on") and not values.get("period"):
        found["dated_on"] = _("Dites de quand date ce chiffre, ou sur quelle période il porte.")
    sourced = (ResultNature.EVALUATED, ResultNature.CLAIMED_BY_SUPPLIER)
    if nature in sourced and not values.get("source_title") and not values.get("source_url"):
        found["source_title"] = _("Dites où cela se lit : ce chiffre vient d’un tiers.")
    if found:
        raise InvalidSheet(found)


def _withdraw(row: Result, reason: str) -> None:
    if row.withdrawn_on is not None:
        raise DomainError(_("Ce résultat est déjà retiré."))
    if not reason.strip():
        raise DomainError(_("Le public a lu ce chiffre : dites pourquoi il change, ce sera lu à côté de lui."))
    row.withdrawn_on, row.withdrawn_reason = timezone.localdate(), reason.strip()
    row.save(update_fields=["withdrawn_on", "withdrawn_reason"])


def _trace(sheet: Deployment, verb: str, result: Result, *, by: User, public: bool = False, reason: str = "") -> None:
    detail = {"résultat": result.uid, **({"motif": reason} if reason else {})}
    audit.record(
        verb,
        target=sheet,
        by=by,
        by_role=by.signature(sheet.territory),
        detail=detail,
        public=public and sheet.is_published,
    )
