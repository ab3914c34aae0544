"""The record of one concertation as a tagged PDF (PDF/UA-1), ready to print.

Making one costs about a second: it is made once for each content. The page is rendered first, which is cheap; its
digest names the file, so that the PDF is made again when, and only when, what it says has changed (`core.generated`
keeps a crowd from making it twice at once).
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.template.loader import render_to_string

from commun.concertations.queries.printed import PrintedRecord
from commun.core import freshness, generated

_STYLE = Path(__file__).resolve().parent / "static" / "concertations" / "pdf" / "print.css"


class Unavailable(Exception):
    """The machine lacks the library that lays out text (Pango)."""


def opened(record: PrintedRecord, *, slug: str) -> BinaryIO:
    """The PDF, open for reading. Raises generated.Busy, Unavailable."""
    html = render_to_string("concertations/pdf/concertation.html", {"record": record})
    seen = f"{freshness.code_version()}{_STYLE.read_text()}{html}"
    digest = hashlib.sha256(seen.encode()).hexdigest()[:20]

    def make(path: Path) -> None:
        path.write_bytes(_typeset(html))

    return generated.opened(f"pdf-{slug}", version=digest, suffix=".pdf", make=make)


def _typeset(html: str) -> bytes:
    try:
        # Here and not above: a server without Pango must serve everything else.
        from commun.concertations import typesetting
    except OSError as error:
        raise Unavailable from error
    return typesetting.pdf_of(html)
