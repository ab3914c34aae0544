"""A table compared with what is here: new, changed, unchanged, vanished and faulty lines, and what must be asked.

Nothing is written. Three values meet for each field: what the file said last time, what it says now, what stands
here. The file moves what nobody touched here; where people wrote since, theirs stays and the difference waits for the
owner.
"""

import difflib
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from commun.core.declared import is_unknown, unknown
from commun.core.text import clean, folded
from commun.library import fields
from commun.library.actions.sheets import as_json
from commun.library.enums import SheetState, Stage
from commun.library.importers import columns as cols
from commun.library.importers.columns import OWNER_TARGETS, column_of, label_of, network_head
from commun.library.importers.owners import LEAVE_OUT, Owner, OwnerReader, territory_of_answer
from commun.library.importers.reading import Table, TableRow
from commun.library.importers.values import (
    Asked,
    CellReader,
    Doubt,
    Option,
    Remark,
    Unreadable,
    doubt_key,
    home_page,
    is_run,
    known_partners,
)
from commun.library.models import Deployment, ImportedRow, ImportSource, Solution

LineKind = Literal["new", "changed", "touched", "unchanged", "faulty", "left_out"]
"""`touched`: a cell moved, and no field of the sheet with it."""

SKIP_FAULTS, ACCEPT_LOSS = "lignes-fautives", "lignes-disparues"
LOSS = 0.1
RENAMED = 0.6
MAX_QUESTIONS = 400


@dataclass(frozen=True)
class Change:
    """One field that the file moves, or (`is_kept`) that stays as people wrote it here."""

    name: str
    before: Any
    after: Any
    is_kept: bool = False

    @property
    def label(self) -> str:
        return str(label_of(self.name))

    @property
    def before_text(self) -> str:
        return shown(self.name, self.before)

    @property
    def after_text(self) -> str:
        return shown(self.name, self.after)


@dataclass(frozen=True)
class Line:
    """One line of the file, and what would become of it."""

    kind: LineKind
    where: str
    position: int
    key: str
    title: str
    owner: Owner
    raw: Mapping[str, str]
    values: Mapping[str, Any]
    remarks: tuple[Remark, ...] = ()
    changes: tuple[Change, ...] = ()
    fault: str = ""
    row: ImportedRow | None = None
    sheet: Deployment | None = None
    is_attached: bool = False
    """The territory has this sheet already, written by itself: the line is tied to it and changes nothing."""

    @property
    def applied(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if not one.is_kept)

    @property
    def kept(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.is_kept)

    @property
    def kept_values(self) -> dict[str, Any]:
        """What is remembered of the line for the next import: no address of a person."""
        return {name: value for name, value in self.values.items() if name != "contact_email"}


@dataclass(frozen=True)
class Question:
    """A doubt, where it arises, and what is chosen so far."""

    doubt: Doubt
    places: tuple[str, ...]
    answer: str
    is_answered: bool


@dataclass(frozen=True)
class Plan:
    """`seen` marks everything that this was compared with: what is confirmed is what was shown."""

    lines: tuple[Line, ...]
    vanished: tuple[ImportedRow, ...]
    questions: tuple[Question, ...]
    answers: Mapping[str, str]
    known_count: int
    unknown_heads: tuple[str, ...]
    seen: str

    def of(self, kind: LineKind) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.kind == kind)

    @property
    def new(self) -> tuple[Line, ...]:
        return self.of("new")

    @property
    def changed(self) -> tuple[Line, ...]:
        return self.of("changed")

    @property
    def unchanged(self) -> tuple[Line, ...]:
        return self.of("unchanged")

    @property
    def touched(self) -> tuple[Line, ...]:
        return self.of("touched")

    @property
    def faulty(self) -> tuple[Line, ...]:
        return self.of("faulty")

    @property
    def left_out(self) -> tuple[Line, ...]:
        return self.of("left_out")

    @property
    def open_questions(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if not one.is_answered)

    @property
    def loses_too_much(self) -> bool:
        """More than a tenth of what the last version held is gone."""
        return len(self.vanished) > LOSS * self.known_count

    @property
    def remarks_count(self) -> int:
        return sum(len(one.remarks) for one in self.lines)

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed or self.touched or self.vanished)

    def obstacles(self) -> list[str]:
        """Why this cannot be imported yet, one sentence each; `answers` may lift them all."""
        found = []
        if len(self.questions) > MAX_QUESTIONS:
            found.append(_("Trop de choix à faire : une colonne est sans doute prise pour une autre."))
        if self.open_questions:
            found.append(_("Il reste des choix à confirmer."))
        if self.faulty and self.answers.get(SKIP_FAULTS) != "1":
            found.append(_("Des lignes sont fautives : corrigez-les dans le fichier, ou laissez-les de côté."))
        if self.loses_too_much and self.answers.get(ACCEPT_LOSS) != "1":
            found.append(_("Plus d’une fiche sur dix a disparu du fichier : confirmez que c’est voulu."))
        return found


def shown(name: str, value: Any) -> str:
    """A value in French, for whoever compares; empty when there is none."""
    if is_unknown(value):
        return ""
    if name == cols.STAGE:
        return str(Stage(value).label)
    one = fields.BY_NAME.get(name)
    return one.display(value) if one is not None else str(value)


def row_key(owner: str, title: str) -> str:
    """What makes two lines of two versions the same one: the owner as it is named, and the project."""
    key = f"{folded(owner)} · {folded(title)}"
    if len(key) <= 400:
        return key
    return f"{key[:330]}#{hashlib.sha256(key.encode()).hexdigest()}"


def plan(
    *,
    source: ImportSource,
    table: Table,
    mapping: Sequence[str],
    is_network: bool,
    answers: Mapping[str, str],
    takes_proposals: bool = False,
) -> Plan:
    """Compare `table` with what the source gave before. Reads the database, writes nothing.

    `answers`: key of a doubt → the choice; those that the source remembers count as well. `takes_proposals`: what is
    proposed is taken for every doubt that nobody settled.
    """
    known = {**source.decisions, **answers}
    return _Planner(source, table, tuple(mapping), known, is_network, takes_proposals).plan()


@dataclass
class _Planner:
    source: ImportSource
    table: Table
    mapping: tuple[str, ...]
    answers: Mapping[str, str]
    is_network: bool
    takes_proposals: bool
    lines: list[Line] = field(default_factory=list)

    def plan(self) -> Plan:
        self.asked = Asked(self.answers)
        self.owners = OwnerReader(self.asked)
        self.columns = column_of(self.mapping)
        self.rows = {
            one.key: one
            for one in ImportedRow.objects.filter(source=self.source).select_related("sheet__territory", "sheet")
        }
        partners = self.columns.get("partners")
        cells = [row[partners] for row in self.table.rows] if partners is not None else []
        self.partners = known_partners(cells, Solution.objects.exclude(supplier="").values_list("supplier", flat=True))
        for position, row in enumerate(self.table.rows, start=1):
            self.lines.append(self._line(row, position))
        self._tell_runs()
        self._compare()
        gone = self._vanished()
        questions = self._questions()
        pairs = zip(self.table.heads, self.mapping, strict=False)
        return Plan(
            lines=tuple(self.lines),
            vanished=gone,
            questions=questions,
            answers=self.answers,
            known_count=sum(one.vanished_on is None for one in self.rows.values()),
            unknown_heads=tuple(head for head, target in pairs if head and not target),
            seen=self._mark(),
        )

    # --- One line --------------------------------------------------------------------------------------------------

    def _cell(self, row: TableRow, target: str) -> str:
        column = self.columns.get(target)
        return row[column] if column is not None else ""

    def _head(self, target: str) -> str:
        column = self.columns.get(target)
        return self.table.heads[column] if column is not None and column < len(self.table.heads) else ""

    def _line(self, row: TableRow, position: int) -> Line:
        where = self.table.where(row.line)
        title = " ".join(clean(self._cell(row, "title")).split())
        owner_name = self._cell(row, cols.OWNER_NAME)
        reader = CellReader(self.asked, self.is_network, self.partners, where=where)
        owner, owner_remarks = self._owner(row, where)
        raw = {
            network_head(self.table, column) or self.table.heads[column]: row[column]
            for column in range(len(self.table.heads))
            if self.table.heads[column]
            and self.mapping[column] != "contact_email"
            and (not self.is_network or network_head(self.table, column))
        }
        line = Line("new", where, position, row_key(owner_name, title), title, owner, raw, {})
        try:
            values = self._values(row, reader)
        except Unreadable as error:
            return _with(line, kind="faulty", where=reader.where, fault=error.message)
        remarks = (*owner_remarks, *reader.remarks, *self._missing(values))
        if not title:
            where = self.table.where(row.line, self.columns.get("title"))
            return _with(line, kind="faulty", where=where, fault=_("Le nom de l’usage manque."))
        if self.source.territory is None and not clean(owner_name) and not clean(self._cell(row, cols.OWNER_SIRET)):
            where = self.table.where(row.line, self.columns.get(cols.OWNER_NAME))
            return _with(line, kind="faulty", where=where, fault=_("La collectivité manque."))
        is_abandoned = values.get(cols.STAGE) == Stage.ABANDONED
        if is_abandoned and self.source.territory is not None and not values.get(cols.ABANDON):
            where = self.table.where(row.line, self.columns[cols.STAGE])
            message = _("Un usage abandonné dit pourquoi : ajoutez une colonne « Raisons de l’abandon ».")
            return _with(line, kind="faulty", where=where, fault=message)
        if owner.is_left_out:
            return _with(line, kind="left_out", values=values, remarks=remarks)
        return _with(line, values=values, remarks=remarks)

    def _owner(self, row: TableRow, where: str) -> tuple[Owner, tuple[Remark, ...]]:
        if self.source.territory is not None:
            return Owner(self.source.territory, self.source.territory.name), ()
        return self.owners.read(
            name=self._cell(row, cols.OWNER_NAME),
            siret=self._cell(row, cols.OWNER_SIRET),
            kind=self._cell(row, cols.OWNER_TYPE),
            columns=(self._head(cols.OWNER_NAME), self._head(cols.OWNER_SIRET), self._head(cols.OWNER_TYPE)),
            where=where,
        )

    def _values(self, row: TableRow, reader: CellReader) -> dict[str, Any]:
        """What the line says of each field that its table has. Raises Unreadable, `reader.where` telling which cell."""
        values: dict[str, Any] = {}
        for target, column in self.columns.items():
            if target in OWNER_TARGETS:
                continue
            reader.where = self.table.where(row.line, column)
            reader.column = self._head(target)
            text = row[column]
            if target == cols.DESCRIPTION:
                summary, benefit = reader.description(text)
                values["summary"] = summary
                if benefit:
                    values["expected_benefit"] = benefit
            elif target in (cols.RESOURCE, cols.LOGO):
                url = reader.url(text)
                if target == cols.RESOURCE:
                    values[target] = url
            elif target in (cols.LATITUDE, cols.LONGITUDE):
                self._check_coordinate(text, reader)
            elif target == cols.UPDATED_ON:
                values[target] = reader.partial_date(text)
            elif target == cols.ABANDON:
                values[target] = clean(text)
            elif target == "information_url":
                values[target] = self._information(row, text, reader)
            else:
                values[target] = reader.read(target, text)
        return values

    def _check_coordinate(self, text: str, reader: CellReader) -> None:
        if not clean(text):
            return
        try:
            fits = -180 <= float(clean(text).replace(",", ".")) <= 180
        except ValueError:
            fits = False
        if not fits:
            reader.remark("texte", _("« %(text)s » n’est pas une coordonnée.") % {"text": clean(text)[:40]})

    def _information(self, row: TableRow, text: str, reader: CellReader) -> str:
        """The address, and a word when it leads to a home page: of a supplier's, or of whoever's."""
        url = reader.url(text)
        host = home_page(url)
        if not host:
            return url
        names = folded(self._cell(row, "partners")).replace(" ", "")
        title = folded(self._cell(row, "title")).replace(" ", "")
        site = folded(host.removeprefix("www.").rpartition(".")[0])
        if site in title or title in site:
            return url
        if site and (site in names or any(folded(one) == site for one in self.partners)):
            reader.remark("adresse", _("« %(host)s » est l’accueil d’un prestataire, non une page sur cet usage.") % {
                "host": host
            })  # fmt: skip
        else:
            message = _("« %(host)s » est une page d’accueil, non une page sur cet usage.")
            reader.remark("adresse", message % {"host": host})
        return url

    def _missing(self, values: Mapping[str, Any]) -> list[Remark]:
        """What the network's own schema requires and the line leaves empty, among the columns that the file has."""
        if not self.is_network:
            return []
        needed = ("summary", "theme", "audiences", "started_on", cols.STAGE)
        head_of = {"summary": cols.DESCRIPTION}
        return [
            Remark("manque", self._head(head_of.get(name, name)), _("Ce champ est obligatoire dans le schéma."))
            for name in needed
            if name in values and values[name] in (None, "", [], Stage.UNKNOWN)
        ]

    def _tell_runs(self) -> None:
        """Cells dragged down a spreadsheet: the same owner, and a number that grows from line to line."""
        if not self.is_network:
            return
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for index, line in enumerate(self.lines):
            groups[folded(line.raw.get("Nom_collectivite", ""))].append(index)
        for indexes in groups.values():
            for head in ("SIRET", "Latitude", "Longitude", "URL_Logo"):
                if is_run([self.lines[index].raw.get(head, "") for index in indexes]):
                    remark = Remark("recopie", head, _("Une recopie vers le bas a changé ce nombre de ligne en ligne."))
                    for index in indexes[1:]:
                        line = self.lines[index]
                        self.lines[index] = _with(line, remarks=(*line.remarks, remark))

    # --- Against what is here --------------------------------------------------------------------------------------

    def _compare(self) -> None:
        first: dict[str, str] = {}
        for index, line in enumerate(self.lines):
            if line.kind == "faulty":
                continue
            if line.key in first:
                message = _("Le même usage de la même collectivité est déjà à la %(where)s.")
                self.lines[index] = _with(line, kind="faulty", fault=message % {"where": first[line.key]})
                continue
            first[line.key] = line.where
        gone = [one for key, one in self.rows.items() if key not in first and one.vanished_on is None]
        own = self._own_sheets()
        for index, line in enumerate(self.lines):
            if line.kind == "new":
                self.lines[index] = self._compared(line, gone, own)

    def _own_sheets(self) -> dict[tuple[int, str], Deployment]:
        """Sheets that stand here already for the owners of the lines, by owner and title."""
        owners = {line.owner.territory.pk for line in self.lines if line.owner.territory is not None}
        taken = {one.sheet_id for one in self.rows.values()}
        sheets = Deployment.objects.filter(territory__in=owners).exclude(state=SheetState.ARCHIVED)
        return {
            (one.territory_id, folded(one.title)): one
            for one in sheets.select_related("territory").order_by("-pk")
            if one.pk not in taken
        }

    def _compared(self, line: Line, gone: list[ImportedRow], own: dict[tuple[int, str], Deployment]) -> Line:
        row = self.rows.get(line.key) or self._renamed(line, gone)
        if row is not None:
            if "summary" in line.values and "expected_benefit" in row.values:
                line = _with(line, values={"expected_benefit": "", **line.values})
            may_write = self._may_write(row.sheet)
            changes = tuple(differences(row, line.values, row.sheet, is_ours=may_write))
            if may_write and line.owner.territory not in (None, row.sheet.territory):
                moved = Change(cols.OWNER_NAME, row.sheet.territory.name, str(line.owner.territory))
                changes = (moved, *changes)
            is_same = not any(not one.is_kept for one in changes) and row.vanished_on is None and row.key == line.key
            same_kept = {one.name: one.after for one in changes if one.is_kept} == dict(row.differences)
            kind: LineKind = "changed"
            if is_same and same_kept:
                kind = "touched" if self._has_moved(line, row) else "unchanged"
            return _with(line, kind=kind, row=row, sheet=row.sheet, changes=changes)
        if line.owner.territory is None:
            return line
        sheet = own.get((line.owner.territory.pk, folded(line.title)))
        if sheet is None:
            return line
        changes = tuple(differences(None, line.values, sheet, is_ours=False))
        return _with(line, kind="changed", sheet=sheet, changes=changes, is_attached=True)

    def _has_moved(self, line: Line, row: ImportedRow) -> bool:
        """Whether the file says anything else of this line than last time, be it a cell that fills no field."""
        return (
            row.position != line.position
            or dict(row.raw) != dict(line.raw)
            or dict(row.values) != line.kept_values
            or row.siret != line.owner.siret
        )

    def _may_write(self, sheet: Deployment) -> bool:
        """The network moves the sheets that it documents; a territory, those of its own table."""
        return sheet.is_documented_by_network or self.source.territory_id == sheet.territory_id

    def _renamed(self, line: Line, gone: list[ImportedRow]) -> ImportedRow | None:
        """A line of the same owner that has gone while this one came, under a name that resembles: asked."""
        owner = line.key.partition(" · ")[0]
        title = line.key.partition(" · ")[2]
        best: tuple[float, ImportedRow] | None = None
        for row in gone:
            same_owner = row.key.partition(" · ")[0] == owner or (
                line.owner.territory is not None and row.sheet.territory_id == line.owner.territory.pk
            )
            alike = difflib.SequenceMatcher(None, row.key.partition(" · ")[2], title).ratio()
            same_text = bool(line.values.get("summary")) and row.values.get("summary") == line.values.get("summary")
            score = 1.0 if same_text else alike
            if same_owner and score >= RENAMED and (best is None or score > best[0]):
                best = (score, row)
        if best is None:
            return None
        row = best[1]
        doubt = Doubt(
            key=doubt_key("renommee", line.key, row.key),
            kind="renamed",
            column=self._head("title"),
            text=line.title,
            message=_("« %(old)s » n’est plus dans le fichier : est-ce le même usage, sous un autre nom ?")
            % {"old": row.sheet.title},
            options=(Option("meme", _("Le même, renommé")), Option("autre", _("Un autre usage"))),
            proposal="meme",
        )
        if self.asked.ask(doubt, line.where) != "meme":
            return None
        gone.remove(row)
        return row

    def _vanished(self) -> tuple[ImportedRow, ...]:
        present = {line.row.pk for line in self.lines if line.row is not None}
        keys = {line.key for line in self.lines}
        return tuple(
            one
            for one in self.rows.values()
            if one.vanished_on is None and one.pk not in present and one.key not in keys
        )

    # --- What is asked, and what all this was compared with --------------------------------------------------------

    def _questions(self) -> tuple[Question, ...]:
        found = []
        for key, doubt in self.asked.doubts.items():
            is_answered = self.asked.is_answered(doubt) or self.takes_proposals
            answer = self.answers.get(key, doubt.proposal)
            if doubt.kind == "owner" and is_answered and not _leads_somewhere(answer):
                is_answered = False
            found.append(Question(doubt, tuple(self.asked.places[key]), answer, is_answered))
        order = {"owner": 0, "renamed": 1, "word": 2, "partners": 3, "link": 4}
        return tuple(sorted(found, key=lambda one: order[one.doubt.kind]))

    def _mark(self) -> str:
        """A digest of everything that the plan was compared with: it changes as soon as somebody writes."""
        state = [
            [one.key, one.sheet.version, one.sheet.state, one.values, str(one.vanished_on), one.differences]
            for one in sorted(self.rows.values(), key=lambda one: one.pk)
        ]
        text = json.dumps([state, self.table.sha256, self.mapping], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _leads_somewhere(answer: str) -> bool:
    return answer == LEAVE_OUT or answer.startswith("creer:") or territory_of_answer(answer) is not None


def _with(line: Line, **changed: Any) -> Line:
    return Line(**{**line.__dict__, **changed})


def field_value(sheet: Deployment, name: str) -> Any:
    """What the sheet says now of a field that files fill, as JSON keeps it."""
    if name == cols.STAGE:
        return sheet.stage
    return as_json(getattr(sheet, name))


NO_FIELD = frozenset({cols.UPDATED_ON, cols.RESOURCE, cols.ABANDON, cols.OWNER_NAME, "contact_email"})
"""Not compared field by field: they go to the sources of a sheet, its links, its stages; an address, to a new sheet
alone, so that no copy of it is kept here.
"""


def differences(
    row: ImportedRow | None, new: Mapping[str, Any], sheet: Deployment, *, is_ours: bool
) -> Iterable[Change]:
    """What moves from the last file to this one, field by field; `row` is None for a sheet never seen in it.

    A field that says here what the file said last time follows it; one that people changed since stays, and so does
    everything in a sheet that is not ours to write. What waits for the owner's choice goes on waiting.
    """
    base: Mapping[str, Any] = row.values if row is not None else {}
    for name, value in new.items():
        if name in NO_FIELD:
            continue
        here = field_value(sheet, name)
        if same(value, here):
            continue
        was = base.get(name, empty(name))
        if name in base and same(value, was):
            if row is not None and name in row.differences:
                yield Change(name, here, value, is_kept=True)
            continue
        yield Change(name, here, value, is_kept=not (is_ours and same(here, was)))


def empty(name: str) -> Any:
    one = fields.BY_NAME.get(name)
    return unknown(one) if one is not None else ""


def same(one: Any, other: Any) -> bool:
    return one == other or (one in (None, "", []) and other in (None, "", []))
