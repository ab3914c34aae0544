"""What a territory does with a correction that someone proposed."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.library.actions.sheets import lock
from commun.library.letters import letters
from commun.library.models import CorrectionRequest


@transaction.atomic
def settle(*, asked: CorrectionRequest, outcome: str, by: User) -> None:
    """Close a request with what becomes of it. Who left an address is answered there, and the address is forgotten."""
    current = lock(asked.deployment)
    row = CorrectionRequest.objects.get(pk=asked.pk)
    if row.settled_at is not None:
        raise DomainError(_("Cette demande est déjà classée."))
    if not outcome.strip():
        raise DomainError(_("Dites ce que vous en faites."))
    address, row.email = row.email, ""
    row.settled_at, row.settled_by, row.outcome = timezone.now(), by, outcome.strip()
    row.deployment = current
    row.save(update_fields=["settled_at", "settled_by", "outcome", "email"])
    audit.record(
        "deployment.correction_settled",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"champ": row.field},
    )
    if address:
        mails.send_after_commit(lambda: _answer(row, address), what="answer to a correction")


def _answer(row: CorrectionRequest, address: str) -> list[EmailMessage]:
    return letters(
        row.deployment,
        to=[address],
        subject=_("Réponse à votre correction : %(title)s") % {"title": row.deployment.title},
        template="library/mails/correction_settled.txt",
        context={"asked": row},
    )
