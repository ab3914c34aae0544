"""Decisions as SCDL "délibérations" 2.1.5 writes them: seventeen columns, UTF-8, comma, nothing else."""

import csv
import io
from collections.abc import Iterator

from commun.deliberations.columns import COLUMNS, NAMES, written
from commun.deliberations.models import DeliberatingBody, Deliberation

BATCH = 2000


def scdl_blocks(body: DeliberatingBody) -> Iterator[bytes]:
    """The file of one body, a batch at a time, in the order in which its decisions were first read.

    Texts are as they were published: the format has no guard against spreadsheets that take a text for a formula.
    """
    fields = [column.field.replace(".", "__") for column in COLUMNS]
    rows = Deliberation.objects.public().of_body(body).order_by("pk").values_list("pk", *fields)
    yield _csv([NAMES])
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield _csv([[written(value) for value in row[1:]] for row in batch])
        last = batch[-1][0]


def _csv(rows: "list[tuple[str, ...]] | list[list[str]]") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()
