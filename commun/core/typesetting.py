"""From a page to PDF/UA-1, with nothing but our own style sheet and fonts.

Importing this module loads WeasyPrint: 40 MB, half a second, and an OSError where Pango is not installed.
`commun.core.pdf` imports it when a PDF is first asked for.
"""

from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse

FOLDER = Path(__file__).resolve().parent / "print"
OURS = "https://commun.invalid/"  # a name that can never be resolved (RFC 2606); our files answer for it
_TYPES = {".css": "text/css", ".woff2": "font/woff2"}


class OurFiles(URLFetcher):  # type: ignore[misc]
    """Our style sheet and fonts; anything else is refused, on the network as on the disk, and stops the making."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(OURS)
        path = FOLDER / name
        if not url.startswith(OURS) or "/" in name or path.suffix not in _TYPES or not path.is_file():
            raise ValueError(f"refused: {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})


def pdf_of(html: str) -> bytes:
    document = weasyprint.HTML(string=html, base_url=OURS, url_fetcher=OurFiles())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=_scope_headers)
    return pdf


def _scope_headers(_document: Any, pdf: Any) -> None:
    """Say of each header cell whether it heads its column or its row: WeasyPrint 70 leaves it out (its issue 2508)."""
    by_reference = {one.reference: one for one in pdf.objects}
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("S") == "/TH":
            group = by_reference[by_reference[one["P"]]["P"]]
            one.setdefault("A", {"O": "/Table"})["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
