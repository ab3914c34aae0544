"""Mails that answer those of a group. What is not surely a member's own answer is not taken, and nobody is told so.

An answer is taken when its address bears our seal, its sender is the member that the address was made for, and it
was written by a person: automatic answers, mailing lists and bounces are dropped.
"""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from html import unescape
from re import sub
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as t

from commun.accounts.personal_data import addresses_of
from commun.core.background import task
from commun.core.errors import DomainError
from commun.core.maildirs import read_new
from commun.core.uploads import inspect_upload, uploaded
from commun.groups import links
from commun.groups.actions import discussions
from commun.groups.enums import Via
from commun.groups.models import GroupMember, GroupMessage, GroupThread
from commun.groups.quoting import written

MOST_BYTES = 25 * 1024 * 1024
_TO = ("Delivered-To", "X-Original-To", "To", "Cc")


@dataclass(frozen=True)
class Received:
    """What became of a mail: the message that it made, or why it made none (a word for the log, about nobody)."""

    message: GroupMessage | None
    why: str = ""


def is_taken(raw: bytes) -> bool:
    """Read one mail: whether it became a message."""
    return receive(raw).message is not None


@task(title=t("Lecture des réponses aux groupes"))
def receive_answers(slot: str) -> int:
    assert settings.REPLY_MAILDIR is not None
    return read_new(settings.REPLY_MAILDIR, is_taken)[0]


def receive(raw: bytes) -> Received:
    """Read one mail. Raises only what a later try could mend: a database that does not answer."""
    if len(raw) > MOST_BYTES:
        return Received(None, "trop lourd")
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    if not _is_from_a_person(mail):
        return Received(None, "automatique")
    named = _named(mail)
    if named is None:
        return Received(None, "adresse inconnue ou modifiée")
    rows = GroupMember.objects.select_related("user", "group__territory")
    member = rows.filter(pk=named[1], user__is_active=True).first()
    thread = GroupThread.objects.filter(pk=named[0]).first()
    if member is None or thread is None or thread.group_id != member.group_id:
        return Received(None, "plus membre du groupe")
    if parseaddr(str(mail.get("From", "")))[1].lower() not in addresses_of(member.user):
        return Received(None, "expéditeur différent")
    identifier = str(mail.get("Message-ID", "")).strip()
    if not identifier:
        return Received(None, "sans Message-ID")
    try:
        made = discussions.reply(
            member=member,
            thread=thread,
            body=written(_text(mail)),
            via=Via.MAIL,
            answers=_answered(mail, thread),
            incoming=identifier,
            files=_files(mail),
        )
    except discussions.AlreadyReceived:
        return Received(None, "déjà reçu")
    except DomainError:
        return Received(None, "vide, trop long, ou groupe fermé")
    return Received(made)


def _is_from_a_person(mail: EmailMessage) -> bool:
    """RFC 3834 and the headers that came before it."""
    if str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower() != "no":
        return False
    if str(mail.get("Precedence", "")).strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return False
    if mail.get("List-Id") or mail.get("X-Autoreply") or mail.get("X-Autorespond"):
        return False
    return mail.get_content_type() != "multipart/report" and str(mail.get("Return-Path", "x")).strip() != "<>"


def _named(mail: EmailMessage) -> tuple[int, int] | None:
    headers = [str(one) for name in _TO for one in mail.get_all(name, [])]
    for _name, address in getaddresses(headers):
        if found := links.read_reply_address(address):
            return found
    return None


def _answered(mail: EmailMessage, thread: GroupThread) -> GroupMessage | None:
    """The last message of this discussion that the mail names."""
    named = f"{mail.get('References', '')} {mail.get('In-Reply-To', '')}".split()
    numbers = [number for one in named if (number := links.read_message_id(one)) is not None]
    return GroupMessage.objects.filter(thread=thread, pk__in=numbers[-50:]).order_by("-pk").first()


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError, KeyError):  # a charset that does not exist
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    text = str(content).replace("\0", "")
    if part.get_content_type() == "text/html":
        text = sub(r"(?is)<(script|style|blockquote|head).*?</\1>", " ", text)
        text = unescape(sub(r"<[^>]+>", "", sub(r"(?i)<br\s*/?>|</p>|</div>", "\n", text)))
    return text


def _files(mail: EmailMessage) -> "list[UploadedFile[Any]]":
    """Those that we take; what is not what it says is left out, and the message is kept."""
    found = []
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        name = part.get_filename()
        if not name or not isinstance(content, bytes):
            continue
        file = uploaded(content, name)
        try:
            inspect_upload(file)
        except DomainError:
            continue
        found.append(file)
    return found[: discussions.MOST_FILES]
