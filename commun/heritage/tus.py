"""The tus protocol, version 1.0 (https://tus.io/protocols/resumable-upload): a file comes part after part, and goes on
where it stopped. Extensions: creation, checksum, expiration, termination.

This module reads and writes headers. Who may deposit what is the views' affair; what is kept is `actions.deposits`'s.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import http_date

from commun.core.errors import DomainError
from commun.core.full_disk import NoRoom
from commun.heritage.actions import deposits
from commun.heritage.contents import StoreUnreachable
from commun.heritage.models import Deposit

VERSION: Final = "1.0.0"
OFFSETS: Final = "application/offset+octet-stream"
CHECKSUM_MISMATCH: Final = 460
_ALGORITHMS: Final = ("sha256", "sha1")
_MOST_DIGITS: Final = 15


class Refused(Exception):
    """The answer to a request that the protocol does not allow."""

    def __init__(self, status: int, why: str = "") -> None:
        self.status, self.why = status, why
        super().__init__(why)


@dataclass(frozen=True)
class Creation:
    """A file that is announced. `told` is its metadata: filename, filetype, sha256, and what the door asks for."""

    size: int
    told: dict[str, str]


def method_of(request: HttpRequest) -> str:
    """The method meant, behind the proxies that let through GET and POST alone."""
    return (request.headers.get("X-HTTP-Method-Override") or request.method or "").upper()


def options(most: int) -> HttpResponse:
    return _answer(
        204,
        {
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,checksum,expiration,termination",
            "Tus-Checksum-Algorithm": ",".join(_ALGORITHMS),
            "Tus-Max-Size": str(most),
        },
    )


def check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, f"Tus-Resumable: {VERSION}")


def creation(request: HttpRequest) -> Creation:
    """Raises Refused."""
    if "Upload-Defer-Length" in request.headers:
        raise Refused(400, "Upload-Length")
    return Creation(_number(request, "Upload-Length"), _metadata(request.headers.get("Upload-Metadata", "")))


def created(deposit: Deposit, url: str) -> HttpResponse:
    return _answer(201, {"Location": url, "Upload-Offset": "0", **_expires(deposit)})


def where(deposit: Deposit) -> HttpResponse:
    content = deposit.content
    headers = {"Upload-Offset": str(content.received), "Upload-Length": str(content.size), **_expires(deposit)}
    return _answer(200, headers | {"Cache-Control": "no-store"})


def receive(request: HttpRequest, deposit: Deposit, *, keep: Callable[..., int]) -> HttpResponse:
    """Read one part as it comes. `keep` is `deposits.receive`, its author given. Raises Refused."""
    if request.content_type != OFFSETS:
        raise Refused(415, OFFSETS)
    offset = _number(request, "Upload-Offset")
    if deposit.finished_at is not None and offset != deposit.content.size:
        raise Refused(409)
    announced = request.META.get("CONTENT_LENGTH") or ""
    length = int(announced) if announced.isdigit() else None
    try:
        after = keep(deposit=deposit, offset=offset, read=_reader(request), length=length, is_right=_judge(request))
    except deposits.OffsetRefused as refusal:
        raise Refused(409, refusal.message) from None
    except deposits.PartRefused as refusal:
        raise Refused(CHECKSUM_MISMATCH, refusal.message) from None
    except StoreUnreachable as silence:  # what came before is kept: the same part may be sent again
        raise Refused(503, silence.message) from None
    except NoRoom as full:
        raise Refused(507, full.message) from None
    except DomainError as refusal:
        raise Refused(400, refusal.message) from None
    return _answer(204, {"Upload-Offset": str(after), **_expires(deposit)})


def ended() -> HttpResponse:
    return _answer(204, {})


def refused(refusal: Refused) -> HttpResponse:
    headers = {"Tus-Version": VERSION} if refusal.status == 412 else {}
    answer = _answer(refusal.status, headers)
    answer.content = refusal.why.encode()
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer


def _reader(request: HttpRequest) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            return request.read(most)
        except UnreadablePostError:  # cut: what came before counts
            return b""

    return read


def _judge(request: HttpRequest) -> Callable[[IO[bytes]], bool] | None:
    """Whether a part is what `Upload-Checksum` says; None without it."""
    if "Upload-Checksum" not in request.headers:
        return None
    name, _space, encoded = request.headers["Upload-Checksum"].partition(" ")
    if name not in _ALGORITHMS:
        raise Refused(400, "Upload-Checksum: " + ", ".join(_ALGORITHMS))
    try:
        expected = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, "Upload-Checksum") from None

    def is_right(file: IO[bytes]) -> bool:
        file.seek(0)
        digest = hashlib.new(name, usedforsecurity=False)
        while block := file.read(256 * 1024):
            digest.update(block)
        return digest.digest() == expected

    return is_right


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise Refused(400, header)
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    """Pairs separated by commas: a name, a space, a value in base 64."""
    found = {}
    for pair in text.split(","):
        name, _space, value = pair.strip().partition(" ")
        if not name:
            continue
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise Refused(400, "Upload-Metadata") from None
    return found


def _expires(deposit: Deposit) -> dict[str, str]:
    return {"Upload-Expires": http_date(deposit.expires_at.timestamp())}


def _answer(status: int, headers: dict[str, str]) -> HttpResponse:
    answer = HttpResponse(status=status, headers={"Tus-Resumable": VERSION, **headers})
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
