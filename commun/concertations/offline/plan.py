"""What a file would change in a record: every change, every fault, every newer edit; nothing is written here.

Three versions meet: what the record said when the file was made (its digests), what the file says, what the record
says now. A field that only the file changed is taken; one that only the record changed since is kept; one that both
changed is a conflict, for a person to decide.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.concertations import canevas, lifecycle, rules
from commun.concertations.actions.takeaways import MAX_TEXT, same_text_key
from commun.concertations.enums import Audience, State, TakeawayKind
from commun.concertations.forms.canevas import form_field
from commun.concertations.forms.canevas_rows import FrameChangeForm, SequenceForm, SpeakerForm
from commun.concertations.models import AudiencePart, Concertation
from commun.concertations.offline import cells, snapshot
from commun.concertations.offline.book import KEPT_ONLINE
from commun.concertations.offline.cells import UnknownChoice
from commun.concertations.offline.layout import ROW_SHEETS, RowSheet, codes
from commun.concertations.offline.reading import Located, Reading, ReadRow
from commun.concertations.offline.snapshot import RowTexts, digest, rows_text
from commun.core.errors import DomainError
from commun.core.inputs import CountField
from commun.core.revisions import Piece, compare
from commun.core.text import folded


class AnotherRecord(DomainError):
    """The file was made for another concertation."""


@dataclass(frozen=True)
class Fault:
    """What cannot be taken, where it stands and how to mend it."""

    where: str
    message: str


@dataclass(frozen=True)
class FieldChange:
    """`is_conflict`: the record was changed online too since the file was made."""

    name: str
    label: str
    before: str
    after: str
    value: Any
    is_conflict: bool = False

    @property
    def pieces(self) -> Sequence[Piece]:
        return _pieces(self.before, self.after)


@dataclass(frozen=True)
class RowChange:
    """A row added (no `before`), changed, or removed (no `after`). `values` are those of the model."""

    ref: str
    before: str
    after: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pieces(self) -> Sequence[Piece]:
        return _pieces(self.before, self.after)

    @property
    def what(self) -> str:
        if not self.before:
            return _("Ajout")
        return _("Changement") if self.after else _("Retrait")


@dataclass(frozen=True)
class SheetChange:
    """The rows of one sheet that change, taken or left together."""

    name: str
    title: str
    rows: tuple[RowChange, ...]
    is_conflict: bool = False


@dataclass(frozen=True)
class Plan:
    fields: tuple[FieldChange, ...]
    sheets: tuple[SheetChange, ...]
    faults: tuple[Fault, ...]
    unchanged: int
    newer: tuple[str, ...]
    is_own_file: bool
    seen: str

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.sheets

    @property
    def may_be_confirmed(self) -> bool:
        """A fault that comes from how conflicts were decided can be mended by deciding otherwise."""
        return not self.is_empty and (not self.faults or self.has_conflicts)

    @property
    def has_conflicts(self) -> bool:
        return any(one.is_conflict for one in self.fields) or any(one.is_conflict for one in self.sheets)

    def kept(self, take: frozenset[str]) -> "tuple[tuple[FieldChange, ...], tuple[SheetChange, ...]]":
        """The changes once conflicts are decided: the file wins for the names in `take`, the record elsewhere."""
        fields = tuple(one for one in self.fields if not one.is_conflict or one.name in take)
        sheets = tuple(one for one in self.sheets if not one.is_conflict or one.name in take)
        return fields, sheets


def _state(now: snapshot.Snapshot) -> str:
    return digest("\n".join(f"{name} {mark}" for name, mark in sorted(now.digests().items())))


def plan(*, record: Concertation, reading: Reading, take: frozenset[str] = frozenset()) -> Plan:
    """Compare the file with the record as it is. Raises AnotherRecord for the file of another concertation."""
    if reading.uid and reading.uid != record.uid:
        raise AnotherRecord(
            _(
                "Ce fichier est celui de la fiche %(theirs)s ; vous êtes sur la fiche %(ours)s. Rien n’a été changé : "
                "ouvrez l’autre concertation, ou téléchargez le canevas de celle-ci."
            )
            % {"theirs": reading.uid[:40], "ours": record.uid}
        )
    return _Planner(record, reading).plan(take)


class _Planner:
    """Gathers the parts of one plan: its lists grow as fields and sheets are compared."""

    def __init__(self, record: Concertation, reading: Reading) -> None:
        self.record = record
        self.reading = reading
        self.is_own = reading.uid == record.uid
        self.now = snapshot.of(record)
        self.faults: list[Fault] = []
        self.newer: list[str] = []
        self.unchanged = 0

    def plan(self, take: frozenset[str]) -> Plan:
        fields = [change for one in canevas.FIELDS if one.kind != "rows" if (change := self._field(one)) is not None]
        sheets: list[SheetChange] = []
        for layout in ROW_SHEETS:
            if layout.name in self.reading.rows and (sheet := self._sheet(layout)) is not None:
                sheets.append(sheet)
        made = Plan(
            fields=tuple(fields),
            sheets=tuple(sheets),
            faults=(),
            unchanged=self.unchanged,
            newer=tuple(self.newer),
            is_own_file=self.is_own,
            seen=_state(self.now),
        )
        if not self.faults:
            self.faults += self._contradictions(made, take)
        return Plan(**{**made.__dict__, "faults": tuple(self.faults)})

    # --- Fields ---------------------------------------------------------------------------------------------------

    def _field(self, one: canevas.Field) -> FieldChange | None:
        found = [(code, self.reading.answers[code]) for code, _label in codes(one) if code in self.reading.answers]
        if not found or found[0][1].text == KEPT_ONLINE:
            return None
        if not self.is_own and not any(cell.text for _code, cell in found):
            return None
        try:
            value = form_field(one).clean(_raw(one, found))
        except UnknownChoice as error:
            self.faults.append(Fault(_where(one, found), str(error)))
            return None
        except ValidationError as error:
            self.faults.append(Fault(found[0][1].where, f"{one.label} : {' '.join(error.messages)}"))
            return None
        before, after = self.now.values[one.name], cells.written(one.kind, value, one.choices)
        if after == before:
            self.unchanged += 1
            return None
        base = self.reading.digests.get(one.name, "") if self.is_own else ""
        if base and digest(after) == base:
            self.newer.append(str(one.label))
            return None
        is_conflict = bool(base) and digest(before) != base
        return FieldChange(one.name, str(one.label), before, after, value, is_conflict)

    # --- Rows -----------------------------------------------------------------------------------------------------

    def _sheet(self, layout: RowSheet) -> SheetChange | None:
        parsed = [(row, *self._row(layout, row)) for row in self.reading.rows[layout.name]]
        existing = {row.ref: row for row in self.now.rows[layout.name]}
        base = self.reading.digests.get(layout.name, "") if self.is_own else ""
        said = [RowTexts(row.ref, texts) for row, texts, _values in parsed]
        if base and digest(rows_text(said)) == base:
            if rows_text(self.now.rows[layout.name]) != rows_text(said):
                self.newer.append(layout.title)
            return None
        is_conflict = bool(base) and digest(rows_text(self.now.rows[layout.name])) != base
        changes: list[RowChange] = []
        left = dict(existing)
        matched: dict[int, RowTexts] = {}
        for index, (row, texts, _values) in enumerate(parsed):
            ref = self._ref(layout, row, texts, left)
            if ref:
                matched[index] = left.pop(ref)
        for index, (row, texts, values) in enumerate(parsed):
            if index not in matched and (same := _same(layout, texts, left)):
                del left[same]
                self.unchanged += 1
                continue
            known = matched.get(index)
            if known is None:
                changes.append(RowChange("", "", _line(texts), values))
                self._check_addition(layout, row)
                continue
            if layout.name == "takeaways" and values["number"] is None:
                texts["number"], values["number"] = known.texts["number"], int(known.texts["number"])
            if dict(known.texts) == dict(texts):
                self.unchanged += 1
            elif self._may_change(layout, row, known):
                changes.append(RowChange(known.ref, known.line, _line(texts), values))
        if self.is_own and layout.may_rewrite:
            changes += [RowChange(one.ref, one.line, "") for one in left.values() if self._may_remove(layout, one)]
        if layout.name == "takeaways":
            self._check_numbers(parsed, matched)
        return SheetChange(layout.name, layout.title, tuple(changes), is_conflict) if changes else None

    def _check_addition(self, layout: RowSheet, row: ReadRow) -> None:
        if layout.name == "takeaways" and not lifecycle.is_before(self.record, State.ANSWER_PUBLISHED):
            message = _("La réponse est publiée : plus aucune remontée ne s’ajoute à cette concertation.")
            self.faults.append(Fault(row.where, message))
        if layout.name == "takeaways" and self.record.state == State.INTERRUPTED:
            message = _("La concertation est interrompue : reprenez-la avant d’ajouter une remontée.")
            self.faults.append(Fault(row.where, message))

    def _check_numbers(
        self, parsed: Sequence[tuple[ReadRow, dict[str, str], dict[str, Any]]], matched: Mapping[int, RowTexts]
    ) -> None:
        """A number is given once for each kind, by the file and by what is already there."""
        same_text = {_takeaway_key(known.texts): known.ref for known in self.now.rows["takeaways"]}
        taken = {(one.texts["kind"], one.texts["number"]): one.ref for one in self.now.rows["takeaways"]}
        for index, (row, texts, _values) in enumerate(parsed):
            number = (texts.get("kind", ""), texts.get("number", ""))
            if not number[1]:
                continue
            ref = matched[index].ref if index in matched else same_text.get(_takeaway_key(texts), row.where)
            if taken.setdefault(number, ref) != ref:
                message = _("Le numéro %(number)s est déjà pris par une autre ligne de même nature.")
                self.faults.append(Fault(row.place_of("number"), message % {"number": number[1]}))

    def _ref(self, layout: RowSheet, row: ReadRow, texts: Mapping[str, str], left: Mapping[str, RowTexts]) -> str:
        """The row already there that this line speaks of; empty for a new one."""
        if layout.name == "audiences":
            return next((ref for ref, one in left.items() if one.texts.get("audience") == texts.get("audience")), "")
        return row.ref if self.is_own and row.ref in left else ""

    def _may_change(self, layout: RowSheet, row: ReadRow, known: RowTexts) -> bool:
        if layout.name == "frame_changes":
            message = _("Une évolution du cadre ne se réécrit pas : remettez la ligne d’avant et ajoutez-en une autre.")
        elif layout.name == "takeaways" and self.record.takeaways.filter(uid=known.ref).exclude(frozen_at=None):
            message = _("Ce texte est figé depuis la restitution : il se corrige en ligne, par un erratum public.")
        else:
            return True
        self.faults.append(Fault(row.where, message))
        return False

    def _may_remove(self, layout: RowSheet, known: RowTexts) -> bool:
        if layout.name != "sequences":
            return True
        if not self.record.takeaways.filter(sequence_id=known.ref).exclude(frozen_at=None).exists():
            return True
        message = _("Des remontées publiées viennent de la séquence « %(title)s » : elle ne peut plus être retirée.")
        self.faults.append(Fault(_("feuille « %(sheet)s »") % {"sheet": layout.title}, message % {"title": known.line}))
        return False

    def _row(self, layout: RowSheet, row: ReadRow) -> tuple[dict[str, str], dict[str, Any]]:
        """(texts as we would write them, values for the model) of one line; its faults are kept aside."""
        data: dict[str, Any] = {}
        wrong: set[str] = set()
        for column in layout.columns:
            text = row.text(column.name)
            try:
                if column.kind == "yes_no":
                    data[column.name] = cells.read_yes_no(text) == "oui"
                elif column.kind == "choice" and column.choices is not None:
                    data[column.name] = cells.read_choice(text, column.choices)
                elif column.kind == "choices" and column.choices is not None:
                    data[column.name] = cells.read_choices(text, column.choices)
                else:
                    data[column.name] = text
            except UnknownChoice as error:
                self.faults.append(Fault(row.place_of(column.name), str(error)))
                data[column.name] = ""
                wrong.add(column.name)
        form = _ROW_FORMS[layout.name](data)
        if not form.is_valid():
            self.faults += [
                Fault(row.place_of(name) if name in form.fields else row.where, " ".join(map(str, messages)))
                for name, messages in form.errors.items()
                if name not in wrong
            ]
        values = {name: form.cleaned_data.get(name) for name in data}
        if layout.name == "takeaways":
            self._check_sequence(row)
        texts = {
            column.name: text
            for column in layout.columns
            if (text := cells.written(column.kind, values[column.name], column.choices))
        }
        return texts, values

    def _check_sequence(self, row: ReadRow) -> None:
        title = row.text("sequence")
        if not title:
            return
        if folded(title) not in self._sequence_titles():
            message = _("Aucune séquence ne s’appelle « %(title)s » : reprenez l’intitulé de la feuille Séquences.")
            self.faults.append(Fault(row.place_of("sequence"), message % {"title": title[:80]}))

    def _sequence_titles(self) -> set[str]:
        known = {folded(one.texts.get("title", "")) for one in self.now.rows["sequences"]}
        return known | {folded(row.text("title")) for row in self.reading.rows.get("sequences", ())}

    # --- The whole ------------------------------------------------------------------------------------------------

    def _contradictions(self, made: Plan, take: frozenset[str]) -> Iterator[Fault]:
        """What the record would say against itself once the file is taken."""
        fields, sheets = made.kept(take)
        draft, lacked = copy.copy(self.record), lifecycle.broken_by(self.record)
        for change in fields:
            setattr(draft, change.name, change.value)
        concerned = {change.name for change in fields} | {sheet.name for sheet in sheets}
        for remark in rules.faults(draft, audiences_after(self.record, sheets)):
            if concerned & set(remark.fields):
                yield Fault(self._place_of(remark.fields), remark.message)
        moved = rules.moved_date(self.record.answer_due_on, draft, on=timezone.localdate())
        for remark in (*moved, *rules.undone(lacked, draft)):
            yield Fault(self._place_of(remark.fields), remark.message)

    def _place_of(self, names: Sequence[str]) -> str:
        for name in names:
            for code in (name, *(code for code in self.reading.answers if code.startswith(f"{name}:"))):
                if code in self.reading.answers:
                    return self.reading.answers[code].where
        return _("fiche en ligne")


def audiences_after(record: Concertation, sheets: Sequence[SheetChange]) -> list[AudiencePart]:
    """The audiences that the record would have, unsaved."""
    parts = {str(part.pk): copy.copy(part) for part in record.audiences.all()}
    for sheet in sheets:
        if sheet.name != "audiences":
            continue
        for change in sheet.rows:
            if not change.after:
                del parts[change.ref]
                continue
            part = parts.get(change.ref) or AudiencePart(concertation=record)
            for name, value in change.values.items():
                setattr(part, name, value)
            parts[change.ref or f"new {part.audience}"] = part
    return list(parts.values())


class AudienceRowForm(forms.Form):
    audience = forms.ChoiceField(
        choices=Audience.choices, error_messages={"required": "Dites de quel public il s’agit."}
    )
    details = forms.CharField(max_length=200, required=False)
    people_count = CountField(required=False)


class TakeawayRowForm(forms.Form):
    kind = forms.ChoiceField(choices=TakeawayKind.choices, required=False)
    number = CountField(required=False)
    text = forms.CharField(max_length=MAX_TEXT, error_messages={"required": "Écrivez le texte, mot pour mot."})
    theme = forms.CharField(required=False)
    audiences = forms.MultipleChoiceField(choices=Audience.choices, required=False)
    sequence = forms.CharField(required=False)
    vigilance_kind = forms.CharField(required=False)
    bears_on = forms.CharField(required=False)
    recipient = forms.CharField(required=False)
    support = forms.CharField(required=False)
    support_note = forms.CharField(required=False)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or TakeawayKind.PROPOSITION.value


_ROW_FORMS: dict[str, type[forms.BaseForm]] = {
    "audiences": AudienceRowForm,
    "speakers": SpeakerForm,
    "sequences": SequenceForm,
    "frame_changes": FrameChangeForm,
    "takeaways": TakeawayRowForm,
}


def _raw(one: canevas.Field, found: Sequence[tuple[str, Located]]) -> Any:
    """What the form field of the page would receive. Raises UnknownChoice."""
    if one.kind == "choices":
        return [code.partition(":")[2] for code, cell in found if cells.read_yes_no(cell.text) == "oui"]
    text = found[0][1].text
    if one.kind == "yes_no":
        return cells.read_yes_no(text)
    if one.kind == "choice":
        assert one.choices is not None
        return cells.read_choice(text, one.choices)
    return text


def _where(one: canevas.Field, found: Sequence[tuple[str, Located]]) -> str:
    """The cell that says what no list holds: for several choices, the first that is neither yes nor no."""
    if one.kind == "choices":
        for _code, cell in found:
            try:
                cells.read_yes_no(cell.text)
            except UnknownChoice:
                return cell.where
    return found[0][1].where


def _same(layout: RowSheet, texts: Mapping[str, str], left: Mapping[str, RowTexts]) -> str:
    """A row already there that says the same: so a file sent twice adds nothing."""
    if layout.name == "takeaways":
        key = _takeaway_key(texts)
        return next((ref for ref, one in left.items() if _takeaway_key(one.texts) == key), "")
    return next((ref for ref, one in left.items() if dict(one.texts) == dict(texts)), "")


def _takeaway_key(texts: Mapping[str, str]) -> tuple[str, str]:
    return texts.get("kind", ""), same_text_key(texts.get("text", ""))


def _line(texts: Mapping[str, str]) -> str:
    return cells.joined(texts.values())


def _pieces(before: str, after: str) -> Sequence[Piece]:
    changes = compare({"": before}, {"": after})
    return changes[0].pieces if changes else ()
