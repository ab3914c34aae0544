"""Mails about a sheet, to who answers for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from commun.accounts.models import User
from commun.library.models import Deployment


def receivers(sheet: Deployment) -> list[str]:
    """The functional address of the sheet, else the référents of its territory, else the network. Never show them."""
    if sheet.contact_email:
        return [sheet.contact_email]
    return [person.email for person in User.objects.answering_for(sheet.territory)]


def letter(sheet: Deployment, *, to: str, subject: str, template: str, context: Mapping[str, Any]) -> EmailMessage:
    said = {
        **context,
        "sheet": sheet,
        "workspace_url": f"{settings.SITE_URL}{reverse('library:workspace', args=[sheet.slug])}",
        "public_url": f"{settings.SITE_URL}{sheet.get_absolute_url()}",
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    text = render_to_string(template, said).strip()
    return EmailMessage(" ".join(subject.split()), text, to=[to], headers={"Auto-Submitted": "auto-generated"})


def letters(
    sheet: Deployment, *, subject: str, template: str, context: Mapping[str, Any], to: Iterable[str] | None = None
) -> list[EmailMessage]:
    """One mail to each: receivers do not see one another."""
    addresses = receivers(sheet) if to is None else to
    return [letter(sheet, to=one, subject=subject, template=template, context=context) for one in addresses]
