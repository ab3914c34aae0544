"""Taking an inventory: read, compared with what is here, written whole or not at all; twice, and nothing moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.concertations.platforms.layouts import Kind
from commun.concertations.platforms.reading import RowReader
from commun.concertations.platforms.records import Consultation as Read
from commun.concertations.platforms.tables import Table
from commun.consultations.models import Consultation
from commun.core import audit, full_disk, identifiers
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.core.spreadsheets import Row, place

PREFIX = "cp-"
_LONGEST = 200
_COMPARED = (
    "title", "organiser", "recorded_on", "url", "tools", "methods", "text", "cells", "licence", "source_title",
    "source_url", "known_on",
)  # fmt: skip


@dataclass(frozen=True)
class Provenance:
    """Of each record of the file: who keeps the inventory, where it is read, of when it is, under which licence."""

    title: str
    url: str
    known_on: PartialDate
    licence: str


@dataclass
class Outcome:
    """`absent`: those known of this inventory that the file says no more; they stay."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged


class FaultyLines(DomainError):
    """Lines cannot be read, and nothing was written."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(_("Des lignes sont à corriger : rien n’a été importé."))
        self.outcome = outcome


@full_disk.told()
def take(*, table: Table, provenance: Provenance, is_trial: bool = False) -> Outcome:
    """Raises FaultyLines, NoRoom, or DomainError when the table is no inventory; then nothing was written."""
    if table.found is None or table.found.layout.kind is not Kind.CONSULTATIONS:
        raise DomainError(_("Ce tableau n’est pas un inventaire de consultations."))
    with transaction.atomic():
        outcome = _taken(table, provenance, inventory=table.found.layout.platform)
        transaction.set_rollback(is_trial)
    return outcome


def _taken(table: Table, provenance: Provenance, *, inventory: str) -> Outcome:
    known = {one.source_id: one for one in Consultation.objects.select_for_update().filter(inventory=inventory)}
    outcome, seen = Outcome(), set()
    for row, record in _records(table, outcome):
        if record.origin.id in seen:
            outcome.faults.append((place(table.name, row.line), _("Cette consultation est déjà plus haut.")))
            continue
        seen.add(record.origin.id)
        values = _values(table, row, record, provenance)
        here = known.get(record.origin.id)
        if here is None:
            _add(values, inventory=inventory, source_id=record.origin.id)
            outcome.new += 1
        elif any(getattr(here, name) != values[name] for name in _COMPARED):
            _change(here, values)
            outcome.changed += 1
        else:
            outcome.unchanged += 1
    if outcome.faults:
        raise FaultyLines(outcome)
    outcome.absent = len(known.keys() - seen)
    return outcome


def _records(table: Table, outcome: Outcome) -> Iterator[tuple[Row, Read]]:
    """Each line with what it says; what is wrong with the others goes to the outcome."""
    assert table.found is not None
    reader = RowReader.of(table.found)
    make = reader.maker(table.found.layout.kind)
    for row in table.rows():
        record = make(row)
        faults = [(place(table.name, one.line, one.column), one.reason) for one in reader.take_faults() if one.is_fatal]
        outcome.faults += faults
        if isinstance(record, Read) and not faults:
            if record.origin.id:
                yield row, record
            else:
                outcome.faults.append((place(table.name, row.line), _("Cette ligne n’a pas d’identifiant.")))


def _values(table: Table, row: Row, record: Read, provenance: Provenance) -> dict[str, Any]:
    cells = {head: row[column] for column, head in enumerate(table.heads) if head and row[column]}
    return {
        "title": record.title[:300],
        "organiser": record.organiser[:300],
        "recorded_on": record.on,
        "url": record.origin.url,
        "tools": list(record.tools),
        "methods": list(record.methods),
        "text": record.text,
        "cells": cells,
        "licence": provenance.licence,
        "source_title": provenance.title,
        "source_url": provenance.url,
        "known_on": provenance.known_on,
    }


def _add(values: Mapping[str, Any], *, inventory: str, source_id: str) -> None:
    def insert() -> Consultation:
        one = Consultation(
            uid=identifiers.next_uid(Consultation, PREFIX),
            slug=identifiers.free_slug(
                Consultation, identifiers.parted(values["title"]), place="", default="consultation"
            ),
            inventory=inventory,
            source_id=source_id,
            **values,
        )
        one.save(force_insert=True)
        _leave_trace("consultation.added", one)
        return one

    identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


def _change(one: Consultation, values: Mapping[str, Any]) -> None:
    """Its identifier and its address stay."""
    for name in _COMPARED:
        setattr(one, name, values[name])
    one.updated_at = timezone.now()
    one.save()
    _leave_trace("consultation.edited", one)


def _leave_trace(verb: str, one: Consultation) -> None:
    audit.record(verb, target=one, by=None, detail={"consultation": one.uid}, public=True)
