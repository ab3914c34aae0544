"""Telling an owner what is to be corrected in the sheets that a file gave."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commun.accounts.enums import Role
from commun.accounts.models import User
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.library.queries.imports import OwnerReport


def report_text(report: OwnerReport) -> str:
    """The report as a plain text, to paste or to send."""
    context = {"report": report, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    return render_to_string("library/imports/report.txt", context).strip()


def receivers(report: OwnerReport) -> list[str]:
    """The référents of the territory, else the functional addresses of its sheets. Addresses: never show them."""
    people = [one.email for one in User.objects.acting_for(report.territory, Role.REFERENT).order_by("email")]
    if people:
        return people
    return sorted({one.row.sheet.contact_email for one in report.sheets if one.row.sheet.contact_email})


def send_report(*, report: OwnerReport, by: User) -> int:
    """Send it, one mail to each, and say how many left. Raises DomainError when nobody can receive it."""
    to = receivers(report)
    if not to:
        raise DomainError(_("Ce territoire n’a ni personne référente ni adresse fonctionnelle : envoyez-lui ce texte."))
    subject = _("Vos fiches dans la bibliothèque : ce qui est à corriger")
    text = report_text(report)
    written = [EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [one], reply_to=[by.email]) for one in to]
    if not mails.send(written, what="import report"):
        raise DomainError(_("Le message n’est pas parti : le courrier ne répond pas. Réessayez dans quelques minutes."))
    audit.record(
        "library.report_sent",
        target=report.territory,
        by=by,
        by_role=by.signature(),
        detail={"destinataires": len(to), "remarques": report.remarks_count},
    )
    return len(to)
