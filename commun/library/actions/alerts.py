"""What an authority said of a use: read beside the sheet, entered by the network or by the territory itself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.library.actions.sheets import lock
from commun.library.models import Deployment, SheetAlert
from commun.library.models.columns import web_url


@transaction.atomic
def raise_alert(
    *,
    sheet: Deployment,
    authority: str,
    text: str,
    source_url: str,
    by: User | None,
    source_title: str = "",
    dated_on: PartialDate | None = None,
) -> SheetAlert:
    """Set an alert beside a sheet; at once public when the sheet is. Nobody is quoted without an address to check."""
    current = lock(sheet)
    if not authority.strip() or not text.strip():
        raise DomainError(_("Dites qui alerte, et ce qui est dit."))
    try:
        web_url(source_url)
    except ValidationError:
        raise DomainError(_("Donnez l’adresse où l’alerte se lit.")) from None
    role = by.signature(current.territory) if by is not None else ""
    alert = SheetAlert.objects.create(
        deployment=current,
        authority=authority.strip(),
        text=text.strip(),
        source_title=source_title.strip(),
        source_url=source_url,
        dated_on=dated_on,
        is_public=current.is_published,
        by_role=role,
    )
    audit.record(
        "deployment.alert_raised",
        target=current,
        by=by,
        by_role=role,
        detail={"autorite": alert.authority},
        public=current.is_published,
    )
    return alert
