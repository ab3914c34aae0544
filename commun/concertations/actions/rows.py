"""The repeated lines of the canevas: sessions of the debate, people invited to speak, changes of the frame."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle, rules
from commun.concertations.actions.records import keep_counters, keep_version, lock
from commun.concertations.models import Concertation, FrameChange, Sequence, Speaker
from commun.core import audit
from commun.core.errors import DomainError, EditConflict, Gone
from commun.core.models import Revision

Row: TypeAlias = Sequence | Speaker | FrameChange


class RowChanged(EditConflict):
    """Someone saved this line since it was opened. `current` is the line as it stands now."""

    def __init__(self, current: Row) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré cette ligne pendant que vous la remplissiez."))


def row_digest(row: Row) -> str:
    """What a line says, in one short text: the same as long as nobody has changed it."""
    return Revision.digest({one.attname: str(getattr(row, one.attname)) for one in row._meta.concrete_fields})


@transaction.atomic
def add_row(*, row: Row, by: User) -> Row:
    """Add a line, given as an unsaved row of its concertation."""
    record = lock(row.concertation)
    row.save(force_insert=True)
    _trace("added", record, row, by=by)
    return row


@transaction.atomic
def change_row(*, row: Row, values: Mapping[str, Any], seen: str, by: User) -> Row:
    """Change a line. `seen` is its `row_digest` when it was opened; raises RowChanged when it changed since,
    InvalidRecord when a step already taken rests on what the line would lose.

    A change of the frame is never rewritten: it is part of what participants were told.
    """
    if isinstance(row, FrameChange):
        raise DomainError(_("Une évolution du cadre ne se réécrit pas : ajoutez-en une autre."))
    record = lock(row.concertation)
    current = type(row)._default_manager.filter(pk=row.pk).first()
    if current is None:
        raise Gone(_("Quelqu’un vient de retirer cette ligne : ajoutez-la de nouveau si elle doit rester."))
    if row_digest(current) != seen:
        raise RowChanged(current)
    lacked = lifecycle.broken_by(record)
    for name, value in values.items():
        setattr(current, name, value)
    current.save()
    _trace("changed", record, current, by=by)
    _refuse_undoing(lacked, record)
    return current


@transaction.atomic
def remove_row(*, row: Row, by: User) -> None:
    """Remove a line. A change of the frame stays, and so does the session from which frozen takeaways came."""
    if isinstance(row, FrameChange):
        raise DomainError(_("Une évolution du cadre ne s’efface pas : ajoutez-en une autre."))
    record = lock(row.concertation)
    if isinstance(row, Sequence) and row.takeaways.exclude(frozen_at=None).exists():
        raise DomainError(_("Des remontées publiées viennent de cette séquence : elle ne peut plus être retirée."))
    lacked = lifecycle.broken_by(record)
    _trace("removed", record, row, by=by, delete=True)
    _refuse_undoing(lacked, record)


def _refuse_undoing(lacked: list[lifecycle.Missing], record: Concertation) -> None:
    if lost := rules.undone(lacked, record):
        raise rules.InvalidRecord(lost)


def _trace(what: str, record: Concertation, row: Row, *, by: User, delete: bool = False) -> None:
    if delete:
        row.delete()
    role = by.signature(record.territory)
    audit.record(
        f"concertation.{row._meta.model_name}_{what}",
        target=record,
        by=by,
        by_role=role,
    )
    keep_counters(record)
    keep_version(record, by_role=role, reason=_reason(row))


def _reason(row: Row) -> str:
    if isinstance(row, Sequence):
        return _("Séquences animées")
    if isinstance(row, Speaker):
        return _("Intervenantes et intervenants")
    return _("Évolution du cadre")
