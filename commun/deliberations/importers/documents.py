"""The documents behind decisions, in a folder: found by the decision's identifier or by the end of its address."""

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from commun.core.text import clean
from commun.deliberations.enums import TextSource

MAX_BYTES = 50 * 1024 * 1024
SUFFIXES = (".pdf", ".html", ".htm", ".txt")
_NAME = re.compile(r"[^/\\\x00-\x1f]{1,150}")


@dataclass(frozen=True, slots=True)
class ReadText:
    """The words of a document, or `fault`: why it gives none."""

    text: str
    source: TextSource
    name: str
    fault: str = ""


class DocumentFolder:
    """Reads the documents of a folder one after the other; the process that reads them is started when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "DocumentFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def text_of(self, *, siret: str, local_id: str, url: str) -> ReadText | None:
        """None when the folder has no document of this decision."""
        path = self._find(siret, local_id, url)
        if path is None:
            return None
        suffix = path.suffix.lower()
        source = {".pdf": TextSource.PDF, ".txt": TextSource.GIVEN}.get(suffix, TextSource.HTML)
        if path.stat().st_size > MAX_BYTES:
            return ReadText("", source, path.name, _("document de plus de 50 Mo, non lu"))
        if suffix == ".txt":
            return ReadText(clean(path.read_bytes().decode("utf-8", "replace")), source, path.name)
        answer = self._ask(path)
        return ReadText(clean(answer.get("text", "")), source, path.name, answer.get("error", ""))

    def _find(self, siret: str, local_id: str, url: str) -> Path | None:
        """A name in a file is a name, never a way out of the folder."""
        ending = unquote(urlsplit(url).path.rpartition("/")[2]) if url else ""
        names = [f"{local_id}{suffix}" for suffix in SUFFIXES]
        if ending.lower().endswith(SUFFIXES):
            names.append(ending)
        for name in names:
            if not _NAME.fullmatch(name):
                continue
            for path in (self._folder / siret / name, self._folder / name):
                if path.is_file() and path.resolve().is_relative_to(self._folder):
                    return path
        return None

    def _ask(self, path: Path) -> dict[str, str]:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps(str(path)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self._stop()
            return {"error": _("document trop long à lire, ou qui fait échouer la lecture")}
        answer: dict[str, str] = json.loads(line)
        return answer

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            command = [sys.executable, "-m", "commun.deliberations.importers.document_reader"]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, nothing of the file in it
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self._process

    def _stop(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        self._process.wait()
        self._process = None
