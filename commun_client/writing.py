"""What is sent to be written, and what the site says it wrote."""

import json
import mimetypes
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class WrittenLine:
    """A record that was written: `version` is what changing it asks for, empty when it asks for none."""

    collection: str
    identifier: str
    page: str
    is_public: bool
    is_new: bool
    version: str


@dataclass(frozen=True)
class Written:
    """What was done; with `is_trial`, what would have been. `is_replayed`: done the first time that it was asked.

    `versions` are those of the sections of the record, by name.
    """

    is_trial: bool
    lines: tuple[WrittenLine, ...]
    versions: Mapping[str, str]
    is_replayed: bool = False

    @property
    def identifier(self) -> str:
        """Of the first record."""
        return self.lines[0].identifier

    @property
    def version(self) -> str:
        """Of the first record."""
        return self.lines[0].version


def written_of(told: Mapping[str, Any], *, is_replayed: bool) -> Written:
    lines = tuple(
        WrittenLine(
            collection=one["jeu"],
            identifier=one["identifiant"],
            page=one["page"],
            is_public=one["publique"],
            is_new=one["nouvelle"],
            version=one["version"] or "",
        )
        for one in told["lignes"]
    )
    return Written(told["essai"], lines, dict(told["versions"]), is_replayed)


class Form:
    """A file and what is said of it, as `multipart/form-data` (RFC 7578)."""

    def __init__(self, files: Mapping[str, Path], data: Mapping[str, Any]) -> None:
        mark = uuid.uuid4().hex
        self.content_type = f"multipart/form-data; boundary={mark}"
        parts = [_part(mark, f'name="{name}"', _words(value).encode()) for name, value in data.items()]
        for name, path in files.items():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            called = path.name.replace("\\", "_").replace('"', "%22").replace("\r", " ").replace("\n", " ")
            parts.append(_part(mark, f'name="{name}"; filename="{called}"', path.read_bytes(), kind))
        self.body = b"".join([*parts, f"--{mark}--\r\n".encode()])


def _part(mark: str, disposition: str, content: bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    head = f"--{mark}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {kind}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
