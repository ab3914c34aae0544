"""Files coming in: announced, received part after part, cut and taken up again, read again once whole."""

import datetime
import re
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, full_disk
from commun.core.errors import DomainError
from commun.core.uploads import MEDIA_TYPES, extension_of, safe_name
from commun.heritage import contents, tasks
from commun.heritage.actions.keeping import destroy
from commun.heritage.enums import State
from commun.heritage.models import ContentPiece, Deposit, HeritageFile, HeritageVersion, StoredContent
from commun.territories.models import Territory

KEPT = datetime.timedelta(days=7)
"""After the last part that came, an unfinished deposit is forgotten."""
MOST_FILES = 500
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_REFUSED = frozenset({"exe", "dll", "msi", "bat", "cmd", "scr", "com", "js", "vbs", "html", "htm", "svg"})


class OffsetRefused(DomainError):
    """The part begins elsewhere than where the file stands."""


class PartRefused(DomainError):
    """The part is not what its own digest says: nothing of it was kept."""


class QuotaReached(DomainError):
    """The file would take more room than the territory has left."""


def used_by(territory: Territory) -> int:
    """Bytes that a territory keeps, those announced included. One query."""
    total: int | None = StoredContent.objects.filter(territory=territory).aggregate(total=Sum("size"))["total"]
    return total or 0


@full_disk.told()
@transaction.atomic
def begin(
    *, version: HeritageVersion, name: str, size: int, by: User, media_type: str = "", sha256: str = ""
) -> Deposit:
    """Announce a file of `size` bytes. Raises DomainError for a version that is signed, a name taken, or no room."""
    territory = Territory.objects.select_for_update().get(pk=version.item.territory_id)
    _refuse_unless_draft(version)
    name = kept_name(name)
    if size <= 0:
        raise DomainError(_("Ce fichier est vide."))
    if sha256 and _SHA256.fullmatch(sha256.lower()) is None:
        raise DomainError(_("L’empreinte annoncée n’est pas un SHA-256."))
    if version.files.count() + version.deposits.filter(finished_at=None).count() >= MOST_FILES:
        raise DomainError(_("Une version porte au plus %(most)d fichiers : réunissez-les.") % {"most": MOST_FILES})
    _refuse_name(version, name)
    left = settings.HERITAGE_QUOTA_BYTES - used_by(territory)
    if size > left:
        raise QuotaReached(
            _("Il reste %(left)s Mo à votre territoire et ce fichier en pèse %(size)s : demandez plus au réseau.")
            % {"left": max(left, 0) // 1_000_000, "size": -(-size // 1_000_000)}
        )
    content = StoredContent.objects.create(territory=territory, size=size, announced_sha256=sha256.lower())
    deposit = Deposit.objects.create(
        version=version, content=content, name=name, media_type=media_type_of(name, media_type), by=by,
        expires_at=timezone.now() + KEPT,
    )  # fmt: skip
    _trace("heritage.deposit_begun", deposit, by=by)
    return deposit


@full_disk.told()
def receive(
    *, deposit: Deposit, offset: int, read: Callable[[int], bytes], length: int | None, by: User,
    is_right: Callable[[IO[bytes]], bool] | None = None,
) -> int:  # fmt: skip
    """Keep what `read` gives, piece after piece, until it ends or is cut. Where the file stands after.

    `length` is how much is announced. `is_right`, when there is one, judges the part before any of it is kept; such a
    part holds at most one piece. Raises OffsetRefused, PartRefused, DomainError; NoRoom (the pieces before are kept).
    """
    content = deposit.content
    if offset != content.received:
        raise OffsetRefused(_("Le fichier en est à l’octet %(received)d.") % {"received": content.received})
    most = content.size - offset
    if length is not None and length > most:
        raise DomainError(_("Cette partie dépasse la taille annoncée du fichier."))
    if is_right is not None and (length is None or length > contents.PIECE):
        raise DomainError(_("Une partie qui porte son empreinte pèse au plus 8 Mio."))
    left = most if length is None else length
    while left > 0:
        with contents.spooled(read, most=min(left, contents.PIECE)) as spool:
            if not spool.size:
                break
            if is_right is not None and not is_right(spool.file):
                raise PartRefused(_("Cette partie est arrivée abîmée : rien n’en a été gardé, renvoyez-la."))
            spool.file.seek(0)
            name = contents.put(content, offset, spool)
        try:
            _keep(deposit, offset, spool, name, by=by)
        except BaseException:  # no object without its row
            with suppress(contents.StoreUnreachable):  # it goes with the folder, or when the whole is read again
                contents.drop(name)
            raise
        offset += spool.size
        left -= spool.size
    return offset


@transaction.atomic
def _keep(deposit: Deposit, start: int, spool: contents.Spool, name: str, *, by: User) -> None:
    """One piece more, if nobody else brought it meanwhile; the last makes the file."""
    content = deposit.content
    moved = StoredContent.objects.filter(pk=content.pk, received=start).update(received=start + spool.size)
    if not moved:
        raise OffsetRefused(_("Ce fichier arrive déjà d’ailleurs : reprenez où il en est."))
    ContentPiece.objects.create(content=content, start=start, size=spool.size, sha256=spool.sha256, file=name)
    content.received = start + spool.size
    now = timezone.now()
    Deposit.objects.filter(pk=deposit.pk).update(expires_at=now + KEPT)
    if content.is_whole:
        _finish(deposit, by=by)


def _finish(deposit: Deposit, *, by: User) -> None:
    version = HeritageVersion.objects.select_for_update().get(pk=deposit.version_id)
    _refuse_unless_draft(version)
    try:
        with transaction.atomic():
            HeritageFile.objects.create(
                version=version, content=deposit.content, name=deposit.name, media_type=deposit.media_type
            )
    except IntegrityError:
        raise DomainError(_("Un fichier de cette version porte déjà ce nom.")) from None
    deposit.finished_at = timezone.now()
    Deposit.objects.filter(pk=deposit.pk).update(finished_at=deposit.finished_at)
    _trace("heritage.file_added", deposit, by=by)
    tasks.read_again.enqueue(deposit.content_id)


@transaction.atomic
def give_up(*, deposit: Deposit, by: User) -> None:
    """Forget a file that was coming, and free its room. What is finished is not given up: it is removed."""
    found = Deposit.objects.select_for_update().get(pk=deposit.pk)
    if found.finished_at is not None:
        raise DomainError(_("Ce fichier est arrivé en entier : retirez-le de la version."))
    _trace("heritage.deposit_given_up", found, by=by)
    destroy(found.content)


@transaction.atomic
def remove_file(*, file: HeritageFile, by: User) -> None:
    """Take a file out of a version that is in preparation; its bytes go unless another version holds them."""
    version = HeritageVersion.objects.select_for_update().get(pk=file.version_id)
    _refuse_unless_draft(version)
    content, name = file.content, file.name
    file.delete()
    Deposit.objects.filter(version=version, content=content).delete()
    audit.record(
        "heritage.file_removed", target=version.item, by=by, by_role=by.signature(version.item.territory),
        detail={"fichier": name, "version": version.number},
    )  # fmt: skip
    if not content.files.exists():
        destroy(content)


def kept_name(name: str) -> str:
    """A name that can be kept, shown and sent back. Raises DomainError for what browsers and systems run."""
    extension = extension_of(name)
    if not extension or len(extension) > 12 or not extension.isalnum():
        raise DomainError(_("Donnez au fichier un nom avec son extension : signalements.csv, poids.safetensors…"))
    if extension in _REFUSED:
        raise DomainError(_("Les fichiers .%(extension)s ne sont pas acceptés ici.") % {"extension": extension})
    return safe_name(name, extension)[:200]


def media_type_of(name: str, announced: str) -> str:
    """By the name where it is known; else what was announced, if it reads like a type."""
    known = _MORE_TYPES.get(extension_of(name)) or MEDIA_TYPES.get(extension_of(name))
    if known:
        return known
    announced = announced.strip().lower()
    return announced if _TYPE.fullmatch(announced) else "application/octet-stream"


_MORE_TYPES = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "gz": "application/gzip",
    "xml": "application/xml",
    "md": "text/markdown",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "onnx": "application/octet-stream",
    "safetensors": "application/octet-stream",
    "gguf": "application/octet-stream",
}


def _refuse_name(version: HeritageVersion, name: str) -> None:
    coming = version.deposits.filter(finished_at=None, name=name).exists()
    if coming or version.files.filter(name=name).exists():
        raise DomainError(_("Un fichier de cette version porte déjà ce nom."))


def _refuse_unless_draft(version: HeritageVersion) -> None:
    if version.state is not State.DRAFT:
        raise DomainError(_("Cette version est signée : ouvrez-en une nouvelle pour changer ses fichiers."))


def _trace(verb: str, deposit: Deposit, *, by: User) -> None:
    version = deposit.version
    audit.record(
        verb, target=version.item, by=by, by_role=by.signature(version.item.territory),
        detail={"fichier": deposit.name, "octets": deposit.content.size, "version": version.number},
    )  # fmt: skip
