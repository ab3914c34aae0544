"""What readers say of a sheet: kept for its territory, mailed to who answers for it, never public."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.library import fields
from commun.library.letters import receivers
from commun.library.models import CorrectionRequest, Deployment


@transaction.atomic
def ask_correction(
    *, sheet: Deployment, text: str, field: str = "", source_url: str = "", email: str = "", by: User | None = None
) -> CorrectionRequest:
    """Keep what a reader says of a published sheet, and tell who answers for it. A visitor has no account: no `by`.

    The coordination of the network asks by this door too, and signs: it never writes in a territory's place. The trace
    names the field, and nothing that was typed.
    """
    if not sheet.is_published:
        raise DomainError(_("Cette fiche n’est pas publiée."))
    if not text.strip():
        raise DomainError(_("Dites ce qui est faux ou ce qui manque."))
    asked = CorrectionRequest.objects.create(
        deployment=sheet,
        field=field if field in fields.BY_NAME else "",
        text=text.strip(),
        source_url=source_url,
        email=email,
        by_network=by is not None,
    )
    audit.record(
        "deployment.correction_asked",
        target=sheet,
        by=by,
        by_role=by.signature() if by is not None else "",
        detail={"champ": asked.field},
    )
    mails.send_after_commit(lambda: _letters(asked), what="correction of a sheet")
    return asked


def _letters(asked: CorrectionRequest) -> list[EmailMessage]:
    """One mail to each: receivers do not see one another. The reader's address is the one to answer to."""
    sheet = asked.deployment
    context = {
        "sheet": sheet,
        "asked": asked,
        "field": fields.BY_NAME[asked.field].label if asked.field else "",
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    text = render_to_string("library/mails/correction.txt", context).strip()
    subject = " ".join((_("Une correction est proposée : %(title)s") % {"title": sheet.title}).split())
    reply_to = [asked.email] if asked.email else None
    return [
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [one], reply_to=reply_to) for one in receivers(sheet)
    ]
