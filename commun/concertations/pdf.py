"""The record of one concertation as a tagged PDF, ready to print."""

from typing import BinaryIO

from django.template.loader import render_to_string

from commun.concertations.queries.printed import PrintedRecord
from commun.core import pdf


def opened(record: PrintedRecord, *, slug: str) -> BinaryIO:
    """The PDF, open for reading. Raises generated.Busy, pdf.Unavailable."""
    return pdf.opened(render_to_string("concertations/pdf/concertation.html", {"record": record}), name=slug)
