"""A file of any size, in parts, in the tus 1.0 protocol: what was cut goes on where the site says that it stands."""

import base64
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from commun_client.errors import Conflict, NotFound, Problem, Unreachable
from commun_client.transport import Transport

PART = 8 * 1024 * 1024
_TUS = {"Tus-Resumable": "1.0.0"}
_DAMAGED = 460
_LONGEST = 600.0
"""Seconds without an answer before giving up; what has come stays there, and the next call goes on."""


def deposit(
    transport: Transport,
    url: str,
    item: str,
    path: Path,
    *,
    told: Callable[[int, int], None],
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Send `path` for the dataset or model `item`; its SHA-256, that the site compares with what it keeps.

    Beside the file, `….depot` says where it is going until it has gone. `told` gets bytes sent, bytes in all.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        note = path.with_name(f"{path.name}.depot")
        where = _known(note, digest)
        offset = _offset(transport, where) if where else None
        if offset is None:
            where = _announce(transport, url, item, path.name, size, digest)
            note.write_text(f"{digest} {where}\n", encoding="utf-8")
            offset = 0
        waited = 0.0
        while offset < size:
            told(offset, size)
            file.seek(offset)
            part = file.read(PART)
            try:
                offset, waited = _send(transport, where, offset, part), 0.0
            except (Unreachable, Conflict) as fault:
                # Part of it may have come: the site is asked.
                if waited >= _LONGEST:
                    raise
                sleep(1)
                waited += 1
                offset = _again(transport, where, offset, fault)
            except Problem as refusal:
                if refusal.status != _DAMAGED:
                    raise
    told(size, size)
    note.unlink(missing_ok=True)
    return digest


def _announce(transport: Transport, url: str, item: str, name: str, size: int, digest: str) -> str:
    said = {"fiche": item, "filename": name, "sha256": digest}
    pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = _TUS | {"Upload-Length": str(size), "Upload-Metadata": pairs}
    answer = transport.send(f"{url}/patrimoine/depots/", method="POST", body=b"", headers=headers)
    return answer.headers["location"]


def _send(transport: Transport, where: str, offset: int, part: bytes) -> int:
    right = base64.b64encode(hashlib.sha256(part).digest()).decode()
    headers = _TUS | {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Upload-Checksum": f"sha256 {right}",
    }
    return int(transport.send(where, method="PATCH", body=part, headers=headers).headers["upload-offset"])


def _offset(transport: Transport, where: str) -> int | None:
    """How far it has come; None when the site has forgotten it."""
    try:
        return int(transport.send(where, method="HEAD", headers=_TUS).headers["upload-offset"])
    except NotFound:
        return None
    except Problem as gone:
        if gone.status == 410:
            return None
        raise


def _again(transport: Transport, where: str, offset: int, fault: Exception) -> int:
    try:
        found = _offset(transport, where)
    except Unreachable:
        return offset
    if found is None:
        raise fault
    return found


def _known(note: Path, digest: str) -> str:
    """Where this very file was going."""
    try:
        was, _space, where = note.read_text(encoding="utf-8").strip().partition(" ")
    except FileNotFoundError:
        return ""
    return where if was == digest else ""
