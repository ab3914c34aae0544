"""Bytes in pieces: written one at a time as they come, read again in order, whatever the storage. Nothing here holds
more than a block in memory, nor more than a piece on the local disk."""

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

from django.core.files import File
from django.utils.translation import gettext as _

from commun.core.errors import DomainError
from commun.heritage.models import ContentPiece, StoredContent, kept_in

PIECE: Final = 8 * 1024 * 1024
"""The most that a piece holds: what is lost at most when a connection is cut."""
_BLOCK = 256 * 1024
_IN_MEMORY = 1024 * 1024


class StoreUnreachable(DomainError):
    """The storage does not answer, or refuses: nothing is known of what it keeps, nor was anything kept.

    `reason` is what it said, for who runs the site.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(_("L’endroit où les fichiers sont conservés ne répond pas : réessayez dans quelques minutes."))
        self.reason = reason


class Damaged(Exception):
    """What is kept is not what was received; the text says which stretch."""


@dataclass
class Spool:
    """The bytes of one piece, on the local disk until the storage has them."""

    file: IO[bytes]
    size: int = 0
    sha256: str = ""


@contextmanager
def spooled(read: Callable[[int], bytes], *, most: int = PIECE) -> Iterator[Spool]:
    """At most `most` bytes of what `read` gives; fewer when it ends, or breaks (OSError) before."""
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        size = 0
        while size < most:
            try:
                block = read(min(_BLOCK, most - size))
            except OSError:  # the connection was cut: what came before it counts
                break
            if not block:
                break
            digest.update(block)
            file.write(block)
            size += len(block)
        file.seek(0)
        yield Spool(file, size, digest.hexdigest())


def put(content: StoredContent, start: int, spool: Spool) -> str:
    """Give a piece to the storage; its name there. It counts once a row names it."""
    return kept_in().save(f"{content.folder}/{start:015d}-{uuid.uuid4().hex}", File(spool.file))


def drop(name: str) -> None:
    kept_in().delete(name)


def drop_all(folder: str, *, but: frozenset[str] = frozenset()) -> int:
    """Destroy the objects of a folder, but those named. How many."""
    storage = kept_in()
    try:
        names = storage.listdir(folder)[1]
    except FileNotFoundError:
        return 0
    gone = [f"{folder}/{name}" for name in names if f"{folder}/{name}" not in but]
    for name in gone:
        storage.delete(name)
    return len(gone)


def given(content: StoredContent, start: int, stop: int) -> Iterator[bytes]:
    """The same as `between`, its first block read already: what cannot be given is known before anything is promised.

    Raises Damaged, StoreUnreachable.
    """
    blocks = between(content, start, stop)
    first = next(blocks, b"")
    return _then(first, blocks)


def _then(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from blocks


def between(content: StoredContent, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` to before `stop`, block after block. One query."""
    pieces = content.pieces.filter(start__lt=stop).order_by("start")
    for piece in pieces:
        if piece.start + piece.size <= start:
            continue
        skip = max(0, start - piece.start)
        left = min(piece.start + piece.size, stop) - piece.start - skip
        for block in _read(piece, skip):
            yield block[:left]
            left -= len(block)
            if left <= 0:
                break
        else:
            raise Damaged(f"{piece.start}")


def digest_of(content: StoredContent, *, between_pieces: Callable[[], None] = lambda: None) -> str:
    """Read the whole again; its SHA-256. Raises Damaged for the first stretch that is gone or has changed."""
    whole, expected = hashlib.sha256(), 0
    for piece in content.pieces.order_by("start"):
        if piece.start != expected:
            raise Damaged(f"{expected}")
        own = hashlib.sha256()
        for block in _read(piece):
            own.update(block)
            whole.update(block)
        if own.hexdigest() != piece.sha256:
            raise Damaged(f"{piece.start}")
        expected += piece.size
        between_pieces()
    if expected != content.size:
        raise Damaged(f"{expected}")
    return whole.hexdigest()


def _read(piece: ContentPiece, skip: int = 0) -> Iterator[bytes]:
    try:
        with kept_in().open(str(piece.file.name), "rb") as file:
            if skip:
                file.seek(skip)
            while block := file.read(_BLOCK):
                yield block
    except OSError as gone:
        raise Damaged(f"{piece.start}") from gone


def beginning(content: StoredContent, most: int) -> bytes:
    return b"".join(between(content, 0, min(most, content.size)))
