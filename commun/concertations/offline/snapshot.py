"""A record as its file says it: each field and each row as the text of its cells."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commun.concertations import canevas
from commun.concertations.models import Concertation
from commun.concertations.offline import cells
from commun.concertations.offline.layout import NOT_IN_FILES, ROW_SHEETS, Column, RowSheet

Texts = Mapping[str, str]


@dataclass(frozen=True)
class RowTexts:
    """A row: the reference that finds it again, and the text of each column that has one."""

    ref: str
    texts: Texts

    @property
    def line(self) -> str:
        """The row in one line, for whoever compares."""
        return cells.joined(self.texts.values())


@dataclass(frozen=True)
class Snapshot:
    """`values`: field name → text. `rows`: name of the sheet → its rows."""

    values: Texts = field(default_factory=dict)
    rows: Mapping[str, Sequence[RowTexts]] = field(default_factory=dict)

    def digests(self) -> dict[str, str]:
        """A short mark of each field and each sheet: what was known when a file was made, without repeating it."""
        return {
            **{name: digest(text) for name, text in self.values.items()},
            **{name: digest(rows_text(rows)) for name, rows in self.rows.items()},
        }


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def rows_text(rows: Sequence[RowTexts]) -> str:
    """Every row of a sheet, whatever their order."""
    return json.dumps(sorted([row.ref, sorted(row.texts.items())] for row in rows), ensure_ascii=False)


def of(record: Concertation) -> Snapshot:
    """What the record says now. One query for each sheet of rows."""
    values = {
        one.name: cells.written(one.kind, getattr(record, one.name), one.choices)
        for one in canevas.FIELDS
        if one.kind != "rows"
    }
    rows = {sheet.name: _rows(record, sheet) for sheet in ROW_SHEETS}
    return Snapshot(values, rows)


def _rows(record: Concertation, sheet: RowSheet) -> list[RowTexts]:
    manager = getattr(record, sheet.name)
    found = manager.select_related("sequence") if sheet.name == "takeaways" else manager.all()
    return [
        RowTexts(
            ref=row.uid if sheet.name == "takeaways" else str(row.pk),
            texts={
                column.name: text
                for column in sheet.columns
                if (text := cells.written(column.kind, _value(row, column), column.choices))
            },
        )
        for row in found
    ]


def _value(row: Any, column: Column) -> Any:
    value = getattr(row, column.name)
    if column.kind == "sequence":
        return value.title if value is not None else ""
    return value


assert {one.name for one in canevas.FIELDS if one.kind == "rows"} - NOT_IN_FILES <= {one.name for one in ROW_SHEETS}
