"""Reads the text of documents in a process of its own: a path in JSON on each line in, its text on each line out.

A PDF is a program in disguise: this process holds no secret, no connection and no Django, has bounded memory, and dies
when a document takes too long. Whoever asked sees it end, knows which document did it, and starts another.
"""

import json
import re
import resource
import signal
import sys
from html.parser import HTMLParser
from pathlib import Path

MAX_MEMORY = 768 * 1024 * 1024
MAX_SECONDS = 20
MAX_PAGES = 1000
MAX_TEXT = 1_000_000

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_NEVER_CLOSED = frozenset({"br", "hr"})


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        signal.alarm(MAX_SECONDS)  # nobody listens to it: it ends the process
        answer = _read(Path(json.loads(line)))
        signal.alarm(0)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _read(path: Path) -> dict[str, str]:
    try:
        text = _pdf(path) if path.suffix.lower() == ".pdf" else html_text(_decoded(path.read_bytes()))
    except _Unreadable as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"le fichier ne s’ouvre pas ({error.strerror})"}
    except (MemoryError, RecursionError):
        return {"error": "document trop lourd à lire"}
    return {"text": text[:MAX_TEXT]}


class _Unreadable(Exception):
    """Why a document gives no text."""


def _pdf(path: Path) -> str:
    # Here and not above: a folder of pages needs none of it.
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Unreadable("PDF protégé par un mot de passe")
        if len(reader.pages) > MAX_PAGES:
            raise _Unreadable(f"PDF de plus de {MAX_PAGES} pages")
        kept: list[str] = []
        length = 0
        for page in reader.pages:
            kept.append(page.extract_text())
            length += len(kept[-1])
            if length > MAX_TEXT:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _Unreadable("PDF abîmé") from error
    text = "\n".join(kept).strip()
    if not text:
        raise _Unreadable("PDF sans couche de texte : une image à reconnaître")
    return text


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


class _Words(HTMLParser):
    """What a reader sees of a page, one line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _BLOCKS and tag not in _NEVER_CLOSED:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_text(page: str) -> str:
    """The words of a page, without its tags, scripts nor styles."""
    parser = _Words()
    parser.feed(page)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


if __name__ == "__main__":
    main()
