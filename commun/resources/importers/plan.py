"""What a table would change in the catalogue: read, matched and compared, before anything is written.

The columns are those of the dataset `ressources`. A cell that is empty leaves what is known; a column that is not ours
is told and ignored; each fault names its line and its column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from commun.core import named_tables
from commun.core.models import Revision
from commun.core.named_tables import Fault, Table
from commun.core.spreadsheets import place
from commun.core.text import folded
from commun.resources.fields import BY_HEADER, BY_NAME, Field
from commun.resources.forms.resource import ResourceForm
from commun.resources.models import Resource

IDENTIFIER = "identifiant"


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """What one line would do: a resource more (`resource` is None), or these changes of one that is there."""

    number: int
    title: str
    values: Mapping[str, Any]
    resource: Resource | None
    changes: tuple[Change, ...]

    @property
    def does_something(self) -> bool:
        return self.resource is None or bool(self.changes)


@dataclass(frozen=True)
class Plan:
    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    unchanged: int
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    seen: str
    """A mark of all this: whoever confirms has seen what will be written."""

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed)


def read(file: "UploadedFile[Any]") -> Table:
    """Raises UploadRefused, Unreadable, NoTable."""
    missing = _("Aucune feuille ne commence par une ligne qui nomme les colonnes, dont « titre » ou « identifiant ».")
    return named_tables.read(file, known_by={"titre", IDENTIFIER}, missing=missing)


def plan(table: Table) -> Plan:
    """Two queries, whatever the number of lines."""
    reader = _Reader(table)
    lines, faults = [], []
    taken: dict[int | str, int] = {}
    for number, cells in table.rows:
        read_line = reader.line(number, cells)
        if not isinstance(read_line, Line):
            faults += read_line
            continue
        key = read_line.resource.pk if read_line.resource else folded(read_line.title)
        if key in taken:
            said = _("La ligne %(line)d parle déjà de cette ressource.") % {"line": taken[key]}
            faults.append(Fault(place(table.sheet, number), said))
            continue
        taken[key] = number
        lines.append(read_line)
    new = tuple(one for one in lines if one.resource is None)
    changed = tuple(one for one in lines if one.resource is not None and one.changes)
    told = [
        [one.number, one.resource.version if one.resource else 0, [[c.label, c.before, c.after] for c in one.changes]]
        for one in (*new, *changed)
    ]
    return Plan(
        new=new,
        changed=changed,
        unchanged=len(lines) - len(new) - len(changed),
        faults=tuple(faults),
        ignored=tuple(dict.fromkeys(head for head in table.heads if head and head not in reader.known)),
        seen=Revision.digest(told),
    )


class _Reader:
    """Reads lines against the catalogue as it is."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.known = {IDENTIFIER, *BY_HEADER}
        rows = list(Resource.objects.public())
        self.by_uid = {one.uid: one for one in rows}
        self.by_url = {one.url: one for one in rows if one.url}
        self.by_name = {(folded(one.title), folded(one.producers_line)): one for one in rows}

    def line(self, number: int, cells: Sequence[str]) -> Line | list[Fault]:
        """What the line would do, or what is wrong with it."""
        told = {
            head: (column, cell)
            for column, (head, cell) in enumerate(zip(self.table.heads, cells, strict=False))
            if cell and head in self.known
        }
        column, uid = told.pop(IDENTIFIER, (0, ""))
        if uid and uid not in self.by_uid:
            return [
                self._fault(
                    number, column, _("Aucune ressource publique ne porte l’identifiant « %(uid)s ».") % {"uid": uid}
                )
            ]
        found = self.by_uid.get(uid) or self._same_as(told)
        typed = {BY_HEADER[head].name: _typed(BY_HEADER[head], cell) for head, (_column, cell) in told.items()}
        form = ResourceForm({**_as_typed(found), **typed})
        if not form.is_valid():
            return list(self._faults(number, told, form))
        given = form.values()
        values = {name: given[name] for name in (typed if found else given)}
        changes = tuple(
            Change(str(BY_NAME[name].label), BY_NAME[name].display(getattr(found, name)), BY_NAME[name].display(value))
            for name, value in values.items()
            if found and getattr(found, name) != value
        )
        return Line(number, given["title"], values, found, changes)

    def _same_as(self, told: Mapping[str, tuple[int, str]]) -> Resource | None:
        """The resource that bears this address, or this name by these producers."""
        said = {head: cell for head, (_column, cell) in told.items()}
        by_url = self.by_url.get(said.get("lien", ""))
        producers = ", ".join(part.strip() for part in said.get("producteurs", "").split("|"))
        return by_url or self.by_name.get((folded(said.get("titre", "")), folded(producers)))

    def _faults(self, number: int, told: Mapping[str, tuple[int, str]], form: ResourceForm) -> Iterator[Fault]:
        for name, errors in form.errors.items():
            field = BY_NAME.get(name)
            column = told[field.header][0] if field and field.header in told else None
            label = f"{field.header} : " if field and column is None else ""
            for error in errors:
                yield self._fault(number, column, f"{label}{error}")

    def _fault(self, number: int, column: int | None, text: str) -> Fault:
        return Fault(place(self.table.sheet, number, column), text)


def _as_typed(resource: Resource | None) -> dict[str, Any]:
    """What is known, as the form would send it back."""
    if resource is None:
        return {}
    form = ResourceForm()
    return {one.name: form.fields[one.name].prepare_value(getattr(resource, one.name)) for one in BY_HEADER.values()}


def _typed(field: Field, cell: str) -> Any:
    """A cell as one would type it in the form: a value of a vocabulary, or what people read of it."""
    match field.kind:
        case "choice":
            return _value(field, cell)
        case "choices":
            return [_value(field, part) for part in cell.split("|") if part.strip()]
        case "list":
            return "\n".join(part.strip() for part in cell.split("|"))
        case _:
            return cell


def _value(field: Field, written: str) -> str:
    assert field.choices is not None
    labels = {folded(str(label)): value for value, label in field.choices.choices}
    return str(labels.get(folded(written), written.strip()))
