"""Talking in a group: here, or by answering a mail. Whoever writes must be a member at that instant."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, kept_files
from commun.core.errors import DomainError
from commun.groups import tasks
from commun.groups.enums import Via
from commun.groups.models import Group, GroupFile, GroupMember, GroupMessage, GroupThread

MOST_FILES = 5
MOST_SIGNS = 20_000


class AlreadyReceived(DomainError):
    """The same mail came before."""


@transaction.atomic
def start(*, member: GroupMember, title: str, body: str) -> GroupThread:
    thread = GroupThread.objects.create(group=member.group, title=" ".join(title.split())[:200])
    reply(member=member, thread=thread, body=body)
    return thread


@transaction.atomic
def reply(
    *,
    member: GroupMember,
    thread: GroupThread,
    body: str,
    via: Via = Via.SITE,
    answers: GroupMessage | None = None,
    incoming: str = "",
    files: Sequence["UploadedFile[Any]"] = (),
) -> GroupMessage:
    """A message more, told to the others. `incoming` is the Message-ID of the mail it came from. Raises DomainError,
    UploadRefused, AlreadyReceived."""
    text = body.strip()
    if not text:
        raise DomainError(_("Ce message est vide."))
    if len(text) > MOST_SIGNS:
        raise DomainError(_("Ce message est trop long : joignez plutôt un document."))
    group = Group.objects.select_for_update(of=("self",)).select_related("territory").get(pk=member.group_id)
    if group.closed_at is not None:
        raise DomainError(_("Ce groupe a terminé ses travaux : on n’y écrit plus."))
    if thread.group_id != group.pk or not GroupMember.objects.filter(pk=member.pk).exists():
        raise DomainError(_("Vous n’êtes plus membre de ce groupe."))
    try:
        with transaction.atomic():
            made = GroupMessage.objects.create(
                thread=thread,
                author=member.user,
                body=text,
                via=via,
                answers=answers,
                incoming_sha256=sha256(incoming.encode()).hexdigest() if incoming else None,
            )
    except IntegrityError:
        raise AlreadyReceived(_("Ce courriel a déjà été reçu.")) from None
    GroupThread.objects.filter(pk=thread.pk).update(last_at=made.at)
    for file in files[:MOST_FILES]:
        keep(group=group, title=file.name or "", file=file, by=member.user, message=made)
    _trace("group.message", group, by=member.user)
    tasks.tell.enqueue(made.pk)
    return made


def keep(
    *, group: Group, title: str, file: "UploadedFile[Any]", by: User, message: GroupMessage | None = None
) -> GroupFile:
    """Keep a file for the members, once it is known to be what it says. Raises UploadRefused."""
    document = GroupFile(title=title.strip()[:200], group=group, message=message)
    with kept_files.with_its_row(document):
        kept_files.write(document, file)
        document.title = document.title or document.file_name
        document.save(force_insert=True)
        _trace("group.file_added", group, by=by)
    return document


@transaction.atomic
def discard(*, document: GroupFile, by: User) -> None:
    kept_files.erase_with_its_row(document)
    document.delete()
    _trace("group.file_removed", document.group, by=by)


@transaction.atomic
def withdraw(*, message: GroupMessage, by: User) -> None:
    """Its author, or who animates the group, takes a message back: its place stays, its words and files go."""
    for document in list(message.files.all()):
        discard(document=document, by=by)
    GroupMessage.objects.filter(pk=message.pk).update(body="")
    _trace("group.message_withdrawn", message.thread.group, by=by)


def _trace(verb: str, group: Group, *, by: User) -> None:
    """Never public; holds none of the words."""
    audit.record(verb, target=group, by=by, by_role=by.signature(group.territory), detail={"le": timezone.now()})
