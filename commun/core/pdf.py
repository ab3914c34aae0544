"""A page made for paper as a tagged PDF (PDF/UA-1): made once for each content, by one maker at a time.

Making one costs about a second. The page is rendered first, which is cheap; its digest names the file, so that the PDF
is made again when, and only when, what it says has changed (`core.generated` keeps a crowd from making it twice).
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from commun.core import freshness, generated

_STYLE = Path(__file__).resolve().parent / "print" / "print.css"


class Unavailable(Exception):
    """The machine lacks the library that lays out text (Pango)."""


def opened(html: str, *, name: str) -> BinaryIO:
    """The PDF of `html`, open for reading; `name` is that of the kept file. Raises generated.Busy, Unavailable."""
    seen = f"{freshness.code_version()}{_STYLE.read_text()}{html}"
    digest = hashlib.sha256(seen.encode()).hexdigest()[:20]

    def make(path: Path) -> None:
        path.write_bytes(_typeset(html))

    return generated.opened(f"pdf-{name}", version=digest, suffix=".pdf", make=make)


def _typeset(html: str) -> bytes:
    try:
        # Here and not above: a server without Pango must serve everything else.
        from commun.core import typesetting
    except OSError as error:
        raise Unavailable from error
    return typesetting.pdf_of(html)
