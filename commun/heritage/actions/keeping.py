"""Keeping what was deposited: reading it again, saying what is damaged, forgetting what stopped coming."""

import datetime
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission, Role
from commun.accounts.models import User
from commun.accounts.permissions import ROLE_PERMISSIONS
from commun.core import audit, mails
from commun.heritage import contents, tables
from commun.heritage.clearing import clear
from commun.heritage.models import Deposit, HeritageFile, StoredContent

NIGHTS = 28
"""In as many nights, everything has been read again."""


def _no_pause() -> None:
    return None


def check(content: StoredContent, *, between_pieces: Callable[[], None] = _no_pause) -> bool:
    """Read a whole content again, the first time or any other; whether it is what it was. Says it when it is not."""
    try:
        digest, fault = contents.digest_of(content, between_pieces=between_pieces), ""
    except contents.Damaged as damage:
        digest = ""
        fault = _("à partir de l’octet %(start)s, ce qui est conservé n’est plus ce qui a été reçu") % {"start": damage}
    if not fault and content.announced_sha256 and digest != content.announced_sha256:
        fault = _("le fichier reçu n’a pas l’empreinte annoncée à son dépôt")
    if not fault and content.sha256 and digest != content.sha256:
        fault = _("le fichier n’a plus l’empreinte de son dépôt")
    return _said(content, digest=digest, fault=fault)


@transaction.atomic
def _said(content: StoredContent, *, digest: str, fault: str) -> bool:
    found = StoredContent.objects.select_for_update().filter(pk=content.pk).first()
    if found is None:  # taken away while it was read
        return True
    was, is_first = found.fault, not found.sha256
    found.checked_at = timezone.now()
    found.sha256 = found.sha256 or digest
    if not fault:
        found.fault, found.faulty_since = "", None
        if is_first:
            found.columns = tables.columns_of(found)
    elif not was:
        found.fault, found.faulty_since = fault, found.checked_at
    found.save()
    if fault and not was:
        _record("heritage.file_damaged", found)
        mails.send_after_commit(partial(_to_custodians, found), what="damaged heritage file")
    elif was and not fault:
        _record("heritage.file_sound_again", found)
    return not fault


def share(*, between_contents: Callable[[], None]) -> int:
    """Read a share of everything again, what was read longest ago first. How many are damaged."""
    whole = StoredContent.objects.filter(received=F("size")).exclude(sha256="")
    total: int = whole.aggregate(total=Sum("size"))["total"] or 0
    left, damaged, seen_at = -(-total // NIGHTS), 0, timezone.now()
    # One at a time: the night may be interrupted, and what was read is behind.
    while left > 0:
        content = whole.filter(checked_at__lt=seen_at).order_by("checked_at", "pk").first()
        if content is None:
            break
        damaged += not check(content, between_pieces=between_contents)
        left -= content.size
    return damaged


def destroy(content: StoredContent) -> None:
    """The row now, the objects once that is certain."""
    folder = content.folder
    content.delete()
    transaction.on_commit(partial(clear, folder))


def purge(*, now: datetime.datetime) -> int:
    """Forget what stopped coming, and free its room. How many deposits."""
    expired = list(Deposit.objects.filter(expires_at__lt=now).select_related("content"))
    for deposit in expired:
        with transaction.atomic():
            if deposit.finished_at is None:
                destroy(deposit.content)
            else:
                deposit.delete()
    return len(expired)


def sweep(content: StoredContent) -> int:
    """Destroy the objects of a whole content that none of its pieces names: what a process that was killed left."""
    named = frozenset(piece.file.name or "" for piece in content.pieces.all())
    return contents.drop_all(content.folder, but=named)


def _record(verb: str, content: StoredContent) -> None:
    """A fact that everyone may read, where the file is public."""
    for file in content.files.select_related("version__item"):
        audit.record(
            verb, target=file.version.item, by=None, public=file.version.published_at is not None,
            detail={"fichier": file.name, "version": file.version.number},
        )  # fmt: skip


def _to_custodians(content: StoredContent) -> list[EmailMessage]:
    """One mail to each person who may sign for the territory: receivers do not see one another."""
    file = HeritageFile.objects.filter(content=content).select_related("version__item__territory").last()
    if file is None:
        return []
    roles = [role for role in Role if Permission.HERITAGE_PUBLISH in ROLE_PERMISSIONS[role]]
    people = User.objects.active().filter(
        memberships__territory=file.version.item.territory_id, memberships__role__in=roles
    )
    context = {
        "file": file,
        "fault": content.fault,
        "url": f"{settings.SITE_URL}{file.version.item.get_absolute_url()}",
        "site_name": settings.SITE_NAME,
    }
    text = render_to_string("heritage/mails/damaged.txt", context).strip()
    return [
        EmailMessage(_("Un fichier du patrimoine est abîmé"), text, to=[one.email],
                     headers={"Auto-Submitted": "auto-generated"})
        for one in people.distinct().order_by("pk")
    ]  # fmt: skip
