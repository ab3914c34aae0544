"""Zip files that are never written: laid out from parts that already lie on the disk, compressed.

The same parts give the same bytes for ever, whatever the day and the release of zlib; the length is known before the
first byte, any stretch of it can be read by itself, and nothing is compressed when it is asked for.
The format is APPNOTE.TXT 6.3.10, with its 64-bit extensions where a size or a place needs them.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

STORED, DEFLATED = 0, 8
BLOCK = 256 * 1024
_UTF8_NAMES = 0x800
_FIRST_OF_JANUARY_1980 = 0x21
_MOST = 0xFFFFFFFF


@dataclass(frozen=True)
class Part:
    """One file of the zip. `packed_at` holds its bytes as the zip holds them; `size` is that of the file itself."""

    name: str
    packed_at: Path
    method: int
    crc: int
    size: int
    packed: int


@dataclass(frozen=True)
class Packed:
    """What packing a file told of it."""

    sha256: str
    method: int
    crc: int
    size: int
    packed: int


def is_compressed(name: str) -> bool:
    """Workbooks and Parquet are compressed already."""
    return name.endswith((".xlsx", ".parquet", ".zip"))


def pack(source: BinaryIO, target: BinaryIO, *, method: int) -> Packed:
    """Write to `target` what a zip holds of `source`, at constant memory."""
    digest = hashlib.sha256()
    deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = size = packed = 0
    while block := source.read(BLOCK):
        digest.update(block)
        crc = zlib.crc32(block, crc)
        size += len(block)
        packed += target.write(deflater.compress(block) if method == DEFLATED else block)
    if method == DEFLATED:
        packed += target.write(deflater.flush())
    return Packed(digest.hexdigest(), method, crc, size, packed)


def unpacked(path: Path, *, method: int, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` to before `stop` of a file that was packed; what comes before is inflated and left."""
    if method == STORED:
        yield from _stretch(path, start, stop)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    place = 0
    with path.open("rb") as file:
        waiting = b""
        while place < stop:
            waiting = waiting or file.read(BLOCK)
            block = inflater.decompress(waiting, BLOCK)
            if not block and not waiting:
                return
            waiting = inflater.unconsumed_tail
            if wanted := block[max(0, start - place) : stop - place]:
                yield wanted
            place += len(block)


def _stretch(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = stop - start
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


class Layout:
    """A zip of these parts, in this order."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._pieces: list[tuple[int, bytes | Path]] = []
        self.size = 0
        directory = []
        for part in parts:
            directory.append(_entry(part, at=self.size))
            self._add(_header(part))
            self._pieces.append((part.packed, part.packed_at))
            self.size += part.packed
        start = self.size
        for entry in directory:
            self._add(entry)
        self._add(_end(len(directory), start=start, size=self.size - start))

    def _add(self, content: bytes) -> None:
        self._pieces.append((len(content), content))
        self.size += len(content)

    def blocks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Its bytes from `start` to before `stop`."""
        place, stop = 0, self.size if stop is None else stop
        for length, content in self._pieces:
            first, last = max(0, start - place), min(length, stop - place)
            place += length
            if first >= last:
                continue
            if isinstance(content, bytes):
                yield content[first:last]
            else:
                yield from _stretch(content, first, last)


def _header(part: Part) -> bytes:
    name = part.name.encode()
    size, packed, extra = part.size, part.packed, b""
    if max(size, packed) >= _MOST:
        extra = struct.pack("<HHQQ", 1, 16, size, packed)
        size = packed = _MOST
    return (
        struct.pack(
            "<4sHHHHHLLLHH", b"PK\x03\x04", 45 if extra else 20, _UTF8_NAMES, part.method, 0, _FIRST_OF_JANUARY_1980,
            part.crc, packed, size, len(name), len(extra),
        )
        + name
        + extra
    )  # fmt: skip


def _entry(part: Part, *, at: int) -> bytes:
    name = part.name.encode()
    large = [value for value in (part.size, part.packed, at) if value >= _MOST]
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    size, packed, place = (min(value, _MOST) for value in (part.size, part.packed, at))
    version = 45 if large else 20
    return (
        struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\x01\x02", 0x0300 | version, version, _UTF8_NAMES, part.method, 0,
            _FIRST_OF_JANUARY_1980, part.crc, packed, size, len(name), len(extra), 0, 0, 0, 0o100644 << 16, place,
        )
        + name
        + extra
    )  # fmt: skip


def _end(count: int, *, start: int, size: int) -> bytes:
    end = b""
    if max(start, size) >= _MOST or count >= 0xFFFF:
        end = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 0x032D, 45, 0, 0, count, count, size, start)
        end += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    few = min(count, 0xFFFF)
    return end + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, few, few, min(size, _MOST), min(start, _MOST), 0)
