"""Lines that the open data do not number: an identifier of their own, made of the record that holds them.

`cta-2026-0001-sequences-12`. Whoever adds one is told it, and needs it to change or remove the line.
"""

from typing import Any

from django.db.models import Model, QuerySet

from commun.api.writing.operation import nowhere


def part_id(owner: str, kind: str, row: Model) -> str:
    return f"{owner}-{kind}-{row.pk}"


def part_of(rows: QuerySet[Any], identifier: str, *, kind: str, owner: str) -> Any:
    """The row among `rows` (those of one territory) that bears it; `owner` leads to the identifier of its record.

    Raises Refused.
    """
    uid, _kind, pk = identifier.rpartition(f"-{kind}-")
    is_number = pk.isascii() and pk.isdecimal() and len(pk) < 16
    row = rows.filter(**{owner: uid}, pk=int(pk)).first() if uid and is_number else None
    if row is None:
        raise nowhere()
    return row
