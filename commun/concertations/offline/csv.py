"""The canevas as one flat table, for tools that only know CSV: a line for each cell, known by its code."""

from collections.abc import Iterator

from commun.concertations import canevas
from commun.concertations.models import Concertation
from commun.concertations.offline import snapshot
from commun.concertations.offline.book import field_cells
from commun.concertations.offline.layout import CANEVAS_VERSION, FIELD_HEADS, ROW_SHEETS
from commun.concertations.offline.snapshot import Snapshot
from commun.core.spreadsheets import write_csv

CONTROL = "controle"
REF = "ref"


def write(record: Concertation | None) -> bytes:
    """A line is code ; field ; answer ; help. Rows are numbered: "sequences:1:title"."""
    heads = (FIELD_HEADS["code"], FIELD_HEADS["label"], FIELD_HEADS["answer"], FIELD_HEADS["help"])
    known = snapshot.of(record) if record else Snapshot()
    return write_csv([[str(head) for head in heads], *_control(record, known), *_fields(known), *_rows(known)])


def _control(record: Concertation | None, known: Snapshot) -> Iterator[list[str]]:
    yield [f"{CONTROL}:canevas", "", CANEVAS_VERSION, ""]
    if record is not None:
        yield [f"{CONTROL}:fiche", "", record.uid, ""]
        yield [f"{CONTROL}:version", "", str(record.version), ""]
        for name, mark in known.digests().items():
            yield [f"{CONTROL}:{name}", "", mark, ""]


def _fields(known: Snapshot) -> Iterator[list[str]]:
    for field in canevas.FIELDS:
        if field.kind == "rows":
            continue
        for code, label, text, _offered in field_cells(field, known.values.get(field.name, "")):
            yield [code, label, text, str(field.help)]


def _rows(known: Snapshot) -> Iterator[list[str]]:
    for sheet in ROW_SHEETS:
        for number, row in enumerate(known.rows.get(sheet.name, ()), start=1):
            for column in sheet.columns:
                code = f"{sheet.name}:{number}:{column.name}"
                yield [code, f"{sheet.title} · {column.label}", row.texts.get(column.name, ""), str(column.help)]
            yield [f"{sheet.name}:{number}:{REF}", "", row.ref, ""]
