"""A file of known length and digest, given whole or by stretches, to whoever already has some of it or not (RFC 9110).

The validator is strong: it is the digest of the bytes. A download that was cut goes on where it stopped, unless the
file has changed meanwhile. Only one stretch at a time: several are refused rather than assembled.
"""

import datetime
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BufferedReader

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from commun.core.caching import SHARED

_BLOCK = 256 * 1024
_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII)
_MANY = re.compile(r"bytes=.*,.*", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """`blocks(start, stop)` gives the bytes from `start` to before `stop`. `digest` is the SHA-256 of all."""

    size: int
    blocks: Callable[[int, int], Iterable[bytes]]
    digest: str
    content_type: str
    modified_at: datetime.datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return f'"{self.digest}"'


def given(request: HttpRequest, source: Source) -> HttpResponseBase:
    """The answer to GET or HEAD: 200, 206, 304, or 416."""
    if _has_it(request, source):
        return _with_headers(HttpResponseNotModified(), source)
    stretch = _asked(request, source)
    if stretch is None:
        return _stream(request, source, 0, source.size, status=200)
    start, stop = stretch
    if start >= stop:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{source.size}"})
        return _with_headers(refused, source)
    answer = _stream(request, source, start, stop, status=206)
    answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{source.size}"
    return answer


def given_file(
    request: HttpRequest, file: BufferedReader, *, content_type: str, headers: Mapping[str, str]
) -> HttpResponseBase:
    """The same of an open file, which is closed once it has been read, or was not needed."""
    state = os.fstat(file.fileno())
    content = _Content(file)
    source = Source(
        size=state.st_size,
        blocks=content.between,
        digest=_digest(file, state),
        content_type=content_type,
        modified_at=datetime.datetime.fromtimestamp(state.st_mtime, datetime.UTC),
        headers=headers,
    )
    answer = given(request, source)
    if not content.is_given:
        file.close()
    return answer


def _digest(file: BufferedReader, state: os.stat_result) -> str:
    """Of what the file holds; read once for a process."""
    key = f"digest:{state.st_dev}:{state.st_ino}:{state.st_size}:{state.st_mtime_ns}"
    known: str | None = caches["pages"].get(key)
    if known is None:
        known = hashlib.file_digest(file, "sha256").hexdigest()
        caches["pages"].set(key, known, timeout=24 * 3600)
    return known


class _Content:
    """A stretch of an open file, block after block; closing it closes the file, read or not."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self._left = 0
        self.is_given = False

    def between(self, start: int, stop: int) -> "_Content":
        self._file.seek(start)
        self._left = stop - start
        self.is_given = True
        return self

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (block := self._file.read(min(_BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()


def _has_it(request: HttpRequest, source: Source) -> bool:
    """`If-None-Match` settles it when it is there; the date is looked at only without it."""
    if known := request.headers.get("If-None-Match"):
        return known.strip() == "*" or source.etag in [one.removeprefix("W/") for one in parse_etags(known)]
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and source.modified_at is not None and int(source.modified_at.timestamp()) <= since


def _asked(request: HttpRequest, source: Source) -> tuple[int, int] | None:
    """The stretch asked for, empty when none can be given; None when the whole is due."""
    asked = request.headers.get("Range", "")
    if not asked or request.method != "GET" or not _is_still_the_same(request, source):
        return None
    if _MANY.fullmatch(asked):
        return (0, 0)
    found = _ONE.fullmatch(asked)
    if found is None or not any(found.groups()):
        return None  # another unit, or not a range: ignored, as the standard asks
    first, last = found.groups()
    if not first:
        return max(0, source.size - int(last)), source.size
    stop = int(last) + 1 if last else source.size
    if last and stop <= int(first):
        return None
    return int(first), min(stop, source.size)


def _is_still_the_same(request: HttpRequest, source: Source) -> bool:
    """Whether the part that the client has is of this very file. A weak validator proves nothing."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == source.etag:
        return True
    at = parse_http_date_safe(condition)
    return at is not None and source.modified_at is not None and int(source.modified_at.timestamp()) == at


def _stream(request: HttpRequest, source: Source, start: int, stop: int, *, status: int) -> HttpResponseBase:
    content: Iterable[bytes] = () if request.method == "HEAD" else source.blocks(start, stop)
    answer = StreamingHttpResponse(content, status=status, content_type=source.content_type)
    answer.headers["Content-Length"] = str(stop - start)
    return _with_headers(answer, source)


def _with_headers(answer: HttpResponseBase, source: Source) -> HttpResponseBase:
    answer.headers["ETag"] = source.etag
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = SHARED
    if source.modified_at is not None:
        answer.headers["Last-Modified"] = http_date(source.modified_at.timestamp())
    for name, value in source.headers.items():
        answer.headers[name] = value
    return answer
