"""What the mails of labels say, as text and as HTML. Each goes to one person: receivers do not see one another."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commun.following.markup import html_of, paragraphs
from commun.labels.enums import State
from commun.labels.models import Application, Call, Juror


def invitation(seat: Juror) -> EmailMessage:
    """To whoever is asked to sit, with the door of the desk where they answer, then judge."""
    assert seat.user is not None
    context = {"call": seat.call, "seat": seat, "url": _absolute("labels:seat", seat.pk)}
    return _mail(_("Siéger au jury : %(call)s") % {"call": seat.call.title}, "invitation", context, to=seat.user.email)


def result(call: Call, application: Application) -> EmailMessage:
    assert application.by is not None
    context = {
        "call": call,
        "application": application,
        "is_laureate": application.state == State.LAUREATE,
        "url": f"{settings.SITE_URL}{call.get_absolute_url()}",
        "own_url": _absolute("labels:application", application.uid),
    }
    subject = _("%(call)s : ce que le jury a décidé") % {"call": call.title}
    return _mail(subject, "result", context, to=application.by.email)


def _mail(subject: str, template: str, context: dict[str, Any], *, to: str) -> EmailMessage:
    foot = f"{settings.SITE_NAME} : {settings.SITE_URL}"
    body = render_to_string(f"labels/mails/{template}.txt", context).strip()
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(" ".join(subject.split()), f"{body}\n\n-- \n{foot}\n", to=[to], headers=headers)
    html: SafeString = html_of(paragraphs(body), paragraphs(foot))
    mail.attach_alternative(html, "text/html")
    return mail


def _absolute(view: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=args)}"
