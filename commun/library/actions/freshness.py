"""A sheet ages: someone says that it is still exact, or when it is to be looked at again. Both are public at once."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.dates import add_months
from commun.core.errors import DomainError
from commun.library.actions.sheets import CHECK_EVERY, lock
from commun.library.models import Deployment, PublishedSheet

FARTHEST = 24
"""Months: a date farther than this tells nobody anything."""


@transaction.atomic
def confirm(*, sheet: Deployment, by: User) -> None:
    """« C’est toujours exact »: what the public reads was looked at today; the next time is a year later."""
    current = lock(sheet)
    if not current.is_published:
        raise DomainError(_("Cette fiche n’est pas publiée : il n’y a rien à confirmer."))
    today = timezone.localdate()
    current.checked_on, current.next_check_on = today, today + CHECK_EVERY
    _keep(current)
    audit.record(
        "deployment.confirmed",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        public=True,
    )


@transaction.atomic
def set_next_check(*, sheet: Deployment, on: datetime.date, by: User) -> None:
    """Say when it is to be looked at again: after today, within two years."""
    current = lock(sheet)
    today = timezone.localdate()
    if not today < on <= add_months(today, FARTHEST):
        raise DomainError(_("Choisissez un jour à venir, dans les deux ans."))
    current.next_check_on = on
    _keep(current)
    audit.record(
        "deployment.next_check_set",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"date": on},
    )


def _keep(sheet: Deployment) -> None:
    """Dates of checking are public facts of their own: the public copy follows, without the rest of the sheet."""
    sheet.save(update_fields=["checked_on", "next_check_on"])
    PublishedSheet.objects.filter(deployment=sheet).update(
        checked_on=sheet.checked_on, next_check_on=sheet.next_check_on
    )
