"""What the mails of a group say. Each goes to one person: receivers do not see one another."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.groups import links
from commun.groups.enums import GroupRole
from commun.groups.models import GroupInvitation, GroupMember, GroupMessage, GroupRequest
from commun.groups.quoting import ABOVE


def invitation(made: GroupInvitation, *, token: str) -> list[EmailMessage]:
    subject = _("Invitation : %(group)s") % {"group": made.group.title}
    context = {"group": made.group, "url": _absolute("groups:invitation", token)}
    return [_mail(subject, "invitation", context, to=made.email)]


def asked(made: GroupRequest) -> list[EmailMessage]:
    """To those who animate the group."""
    context = {"asked": made, "group": made.group, "url": _absolute("groups:members", made.group.slug)}
    subject = _("Une personne demande à rejoindre : %(group)s") % {"group": made.group.title}
    animators = made.group.members.filter(role=GroupRole.ANIMATOR, user__is_active=True).select_related("user")
    return [_mail(subject, "asked", context, to=one.user.email) for one in animators]


def answered(made: GroupRequest, *, accepted: bool) -> list[EmailMessage]:
    subject = _("Votre demande : %(group)s") % {"group": made.group.title}
    context = {"group": made.group, "accepted": accepted, "url": _absolute("groups:room", made.group.slug)}
    return [_mail(subject, "answered", context, to=made.user.email)]


def message(one: GroupMessage, *, to: GroupMember) -> EmailMessage:
    """One message; the answer to this mail goes to the discussion, when the site receives mail."""
    thread = one.thread
    url = _absolute("groups:thread", to.group.slug, thread.pk)
    reply_to = links.reply_address(thread=thread.pk, member=to.pk)
    context = {"one": one, "author": _author(one), "url": url, "above": ABOVE if reply_to else "", "group": to.group}
    mail = _mail(f"[{to.group.title}] {thread.title}", "message", context, to=to.user.email)
    mail.extra_headers |= {"Message-ID": links.message_id(one.pk)}
    if one.answers_id:
        parent = links.message_id(one.answers_id)
        mail.extra_headers |= {"In-Reply-To": parent, "References": parent}
    if reply_to:
        mail.reply_to = [reply_to]
    return mail


def digest(messages: Sequence[GroupMessage], *, to: GroupMember) -> EmailMessage:
    told = [
        {"title": one.thread.title, "author": _author(one), "body": one.body,
         "url": _absolute("groups:thread", to.group.slug, one.thread_id)}
        for one in messages
    ]  # fmt: skip
    subject = _("[%(group)s] Les discussions du jour") % {"group": to.group.title}
    context = {"told": told, "group": to.group, "url": _absolute("groups:room", to.group.slug)}
    return _mail(subject, "digest", context, to=to.user.email)


def _author(one: GroupMessage) -> str:
    return str(one.author) if one.author is not None else _("Un ancien membre")


def _absolute(view: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=args)}"


def _mail(subject: str, template: str, context: dict[str, Any], *, to: str) -> EmailMessage:
    ours = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    text = render_to_string(f"groups/mails/{template}.txt", context | ours).strip()
    return EmailMessage(" ".join(subject.split())[:200], text, to=[to], headers={"Auto-Submitted": "auto-generated"})
