"""Taking a canevas that was filled in away from the site: all of it or nothing, as one change of the record."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle, rules
from commun.concertations.actions import takeaways
from commun.concertations.actions.records import keep_counters, keep_version, lock, tell_moved_date
from commun.concertations.actions.takeaways import NewTakeaway
from commun.concertations.enums import Audience, BearsOn, Recipient, Support, TakeawayKind, Theme, VigilanceKind
from commun.concertations.models import Concertation, FrameChange, Sequence, Speaker, Takeaway
from commun.concertations.offline.plan import FieldChange, Plan, SheetChange, audiences_after, plan
from commun.concertations.offline.reading import Reading
from commun.core import audit
from commun.core.errors import DomainError, EditConflict
from commun.core.text import folded

_ROW_MODELS: dict[str, type[Speaker] | type[Sequence] | type[FrameChange]] = {
    "speakers": Speaker,
    "sequences": Sequence,
    "frame_changes": FrameChange,
}


class FileRefused(DomainError):
    """The file holds faults; `plan` lists them with their places."""

    def __init__(self, refused: Plan) -> None:
        self.plan = refused
        super().__init__(_("Ce fichier contient des fautes : rien n’a été enregistré."))


@transaction.atomic
def import_canevas(
    *, concertation: Concertation, reading: Reading, seen: str, by: User, take: frozenset[str] = frozenset()
) -> Plan:
    """Take what the file changes; `take` names the conflicts where the file wins over newer edits.

    `seen` is `Plan.seen` of the preview. Raises EditConflict when the record has changed since, FileRefused when the
    file holds a fault, InvalidRecord when a step already taken rests on rows that it removes. A file already taken
    changes nothing and leaves no trace.
    """
    record = lock(concertation)
    made = plan(record=record, reading=reading, take=take)
    if made.seen != seen:
        raise EditConflict(
            _("La fiche a été modifiée depuis cet aperçu. Rien n’a été enregistré : voici l’aperçu à jour.")
        )
    if made.faults:
        raise FileRefused(made)
    fields, sheets = made.kept(take)
    if not fields and not sheets:
        return made
    promised_before, lacked = record.answer_due_on, lifecycle.broken_by(record)
    _write_fields(record, fields)
    for sheet in sheets:
        _write_rows(record, sheet)
    role = by.signature(record.territory)
    audit.record(
        "concertation.canevas_imported",
        target=record,
        by=by,
        by_role=role,
        detail={"champs": [one.name for one in fields], "feuilles": [one.name for one in sheets]},
    )
    tell_moved_date(record, promised_before, by=by, by_role=role)
    keep_counters(record)
    if lost := rules.undone(lacked, record):
        raise rules.InvalidRecord(lost)
    keep_version(record, by_role=role, reason=_("Canevas importé"))
    for sheet in sheets:
        if sheet.name == "takeaways":
            _write_takeaways(record, sheet, by=by)
    return made


def _write_fields(record: Concertation, fields: tuple[FieldChange, ...]) -> None:
    for change in fields:
        setattr(record, change.name, change.value)
    record.version += 1
    record.save()


def _write_rows(record: Concertation, sheet: SheetChange) -> None:
    if sheet.name == "audiences":
        parts = audiences_after(record, [sheet])
        record.audiences.exclude(pk__in=[part.pk for part in parts if part.pk]).delete()
        for part in parts:
            part.save()
        return
    if sheet.name not in _ROW_MODELS:
        return
    model = _ROW_MODELS[sheet.name]
    for change in sheet.rows:
        if not change.after:
            model._default_manager.filter(pk=change.ref, concertation=record).delete()
        elif change.ref:
            row = model._default_manager.get(pk=change.ref, concertation=record)
            for name, value in change.values.items():
                setattr(row, name, value)
            row.save()
        else:
            model._default_manager.create(concertation=record, **change.values)


def _write_takeaways(record: Concertation, sheet: SheetChange, *, by: User) -> None:
    sessions = {folded(one.title): one for one in record.sequences.all()}
    takeaways.add_many(
        concertation=record,
        items=[_takeaway(change.values, sessions) for change in sheet.rows if not change.ref],
        by=by,
    )
    for change in sheet.rows:
        if change.ref:
            takeaway = Takeaway.objects.get(uid=change.ref, concertation=record)
            takeaways.change(takeaway=takeaway, item=_takeaway(change.values, sessions), by=by)


def _takeaway(values: Mapping[str, Any], sessions: Mapping[str, Sequence]) -> NewTakeaway:
    return NewTakeaway(
        kind=TakeawayKind(values["kind"]),
        text=values["text"],
        number=values["number"] or None,
        theme=Theme(values["theme"]) if values["theme"] else None,
        audiences=tuple(Audience(one) for one in values["audiences"]),
        sequence=sessions[folded(values["sequence"])] if values["sequence"] else None,
        vigilance_kind=VigilanceKind(values["vigilance_kind"]) if values["vigilance_kind"] else None,
        bears_on=BearsOn(values["bears_on"]) if values["bears_on"] else None,
        recipient=Recipient(values["recipient"]) if values["recipient"] else None,
        support=Support(values["support"]) if values["support"] else None,
        support_note=values["support_note"],
    )
