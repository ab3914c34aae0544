"""Office files are zip archives made by strangers: they are measured here before any parser opens them."""

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core.errors import DomainError

MAX_ENTRIES = 2_000
MAX_INFLATED = 50 * 1024 * 1024
MAX_RATIO = 100
# Below this size a part may be as repetitive as it likes: it costs nothing.
RATIO_FROM = 1024 * 1024
_STEP = 64 * 1024
_LOCAL_HEADER = 30


class ArchiveRefused(DomainError):
    """The archive is broken, or made to harm whoever opens it."""


def open_guarded(content: bytes) -> zipfile.ZipFile:
    """The archive, once every entry has been inflated and counted. Raises ArchiveRefused.

    The sizes that an archive announces prove nothing: the parts are really inflated, piece by piece, and the
    reading stops at the bound. Costs at most MAX_INFLATED bytes of inflating and no memory.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        raise ArchiveRefused(_broken()) from None
    if len(entries) > MAX_ENTRIES:
        raise ArchiveRefused(
            ngettext(
                "Le fichier contient %(count)d partie : c’est trop pour un document ordinaire (%(max)d au plus).",
                "Le fichier contient %(count)d parties : c’est trop pour un document ordinaire (%(max)d au plus).",
                len(entries),
            )
            % {"count": len(entries), "max": MAX_ENTRIES}
        )
    if len({entry.filename for entry in entries}) != len(entries) or any(map(_is_trick, entries)):
        raise ArchiveRefused(_("Le fichier contient des noms de parties anormaux : il a été refusé sans être ouvert."))
    if sum(entry.compress_size for entry in entries) > len(content):
        raise ArchiveRefused(_bomb())
    total = 0
    for entry in entries:
        size = 0
        for piece in _inflate(content, entry):
            size += len(piece)
            total += len(piece)
            if total > MAX_INFLATED or size > max(RATIO_FROM, entry.compress_size * MAX_RATIO):
                raise ArchiveRefused(_bomb())
        if size != entry.file_size:
            raise ArchiveRefused(_broken())
    return archive


@contextlib.contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive too large for memory, its list of parts checked; each part is read through a `BoundedReader`.
    Raises ArchiveRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or len({entry.filename for entry in entries}) != len(entries):
                raise ArchiveRefused(_bomb())
            if any(map(_is_trick, entries)):
                raise ArchiveRefused(_("Ce fichier contient des noms de parties anormaux : il n’a pas été ouvert."))
            yield archive
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, EOFError, zlib.error):
        raise ArchiveRefused(_broken()) from None


class BoundedReader(io.RawIOBase):
    """What a compressed stream gives, refused as soon as it is out of all proportion with what it costs to send."""

    def __init__(self, stream: IO[bytes], *, compressed: int) -> None:
        self._stream = stream
        self._most = max(RATIO_FROM, compressed * MAX_RATIO)
        self._read = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._stream.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile):
            raise ArchiveRefused(_broken()) from None
        self._read += len(piece)
        if self._read > self._most:
            raise ArchiveRefused(_bomb())
        buffer[: len(piece)] = piece
        return len(piece)


def _is_trick(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    return (
        "\0" in name
        or "\\" in name
        or name.startswith("/")
        or ".." in name.split("/")
        or ":" in name.split("/")[0]
        or bool(entry.flag_bits & 0x1)
        or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    )


def _inflate(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part as its deflated stream really is, whatever size the archive announces for it."""
    header = content[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise ArchiveRefused(_broken())
    start = entry.header_offset + _LOCAL_HEADER + int.from_bytes(header[26:28], "little")
    start += int.from_bytes(header[28:30], "little")
    end = start + entry.compress_size
    if end > len(content):
        raise ArchiveRefused(_broken())
    if entry.compress_type == zipfile.ZIP_STORED:
        yield content[start:end]
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = content[start:end]
    try:
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, _STEP)
            waiting = inflater.unconsumed_tail
    except zlib.error:
        raise ArchiveRefused(_broken()) from None


def _broken() -> str:
    return _("Le fichier est abîmé : il ne s’ouvre pas. Enregistrez-le de nouveau, puis renvoyez-le.")


def _bomb() -> str:
    return _("Le fichier, une fois décompressé, est démesuré : il a été refusé sans être ouvert.")
