"""How a standard of a peer's register is declared: its keys, where ours stand in them, and its constraints.

One declaration gives the record of a sheet, what could not be said in it, and the table of `docs/correspondances/`.
Only public copies are read. A text that is too long is cut with an ellipsis, and said to be; a key that is required and
unknown takes the standard's own word for unknown, or is left out and said to be.
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.dates import PartialDate
from commun.library import fields
from commun.library.enums import Stage
from commun.library.models import PublishedSheet

Text = str | Promise


class Note(Enum):
    """What a record does not say as the sheet does."""

    CUT = "coupe"
    MISSING = "manque"
    REFUSED = "refuse"
    TOO_SHORT = "trop_court"
    NEAR = "approche"

    @property
    def label(self) -> Text:
        return {
            Note.CUT: t("coupé : le texte dépassait la longueur admise"),
            Note.MISSING: t("obligatoire là-bas, inconnu ou non publié ici : laissé vide"),
            Note.REFUSED: t("hors de la liste du standard : laissé tel quel"),
            Note.TOO_SHORT: t("trop court pour ce standard : laissé vide"),
            Note.NEAR: t("approché : le standard n’a pas ce mot"),
        }[self]


@dataclass(frozen=True)
class Use:
    """A published sheet as the standards read it; its solution, public stages and results come with it."""

    sheet: PublishedSheet
    url: str

    def get(self, name: str) -> Any:
        return self.sheet.values.get(name)

    def says(self, *names: str) -> str | None:
        """The words of these fields, one paragraph each; None when nobody said any."""
        texts = (fields.BY_NAME[name].display(self.sheet.values.get(name)) for name in names)
        return "\n\n".join(text for text in texts if text) or None

    def labelled(self, *names: str) -> str | None:
        """The same, each after the name of its field."""
        lines = [
            f"{field.label} : {text}"
            for field in (fields.BY_NAME[name] for name in names)
            if (text := field.display(self.sheet.values.get(field.name)))
        ]
        return "\n\n".join(lines) or None

    @property
    def name(self) -> str:
        title = self.sheet.title
        return _("[Exemple fictif] %(title)s") % {"title": title} if self.sheet.is_fictional else title

    @property
    def uuid(self) -> str:
        """Stable for ever: made of our identifier."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"commun:{self.sheet.uid}"))

    @property
    def published_on(self) -> str:
        return _iso(self.sheet.first_published_at)

    @property
    def changed_on(self) -> str:
        return _iso(self.sheet.updated_at)

    @property
    def started_month(self) -> str | None:
        """« 2024-05 », when the month is known."""
        return _month(self.sheet.started_on)

    @property
    def ended_month(self) -> str | None:
        if self.sheet.stage not in (Stage.ENDED, Stage.ABANDONED):
            return None
        stages = sorted(self.sheet.deployment.stages.all(), key=lambda one: one.number)
        return _month(stages[-1].since) if stages else None

    @property
    def supplier(self) -> str | None:
        """What the sheet says of it; failing that, the publisher of the solution, when the sheet holds nothing back."""
        if "supplier" in self.sheet.values.get("_held", {}):
            return None
        return self.says("supplier") or (self.sheet.solution.supplier if self.sheet.solution else None) or None

    @property
    def source_code_url(self) -> str | None:
        return (self.sheet.solution.source_code_url or None) if self.sheet.solution else None

    @property
    def results(self) -> str | None:
        """Each figure with its nature: a target is not a measure."""
        lines = [
            f"{one.indicator} : {one.value} {one.unit}".strip() + f" ({one.get_nature_display()})"
            for one in self.sheet.deployment.results.all()
        ]
        return "\n".join(lines) or None


def _iso(at: datetime.datetime) -> str:
    return timezone.localtime(at).date().isoformat()


def _month(day: PartialDate | None) -> str | None:
    return day.iso[:7] if day is not None and len(day.iso) >= 7 else None


@dataclass(frozen=True)
class Key:
    """One key of a standard. `ours` tells in French what stands there; empty: nothing of ours, never filled.

    `minimum` and `maximum` count signs. `values`: the only ones admitted. `unknown`: the standard's own word for it.
    `near` tells, for a value that the standard has no word for, that another one stands in its place.
    """

    name: str
    ours: Text = ""
    read: Callable[[Use], Any] = lambda use: None
    group: str = ""
    is_required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    values: tuple[str, ...] = ()
    unknown: str = ""
    near: Callable[[Use], bool] = lambda use: False


@dataclass(frozen=True)
class Remark:
    note: Note
    key: str


@dataclass(frozen=True)
class Exported:
    record: dict[str, Any]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Standard:
    """`read_in` says where its keys and constraints were read; `lost` names what we hold that it has no place for."""

    slug: str
    title: str
    version: str
    owner: Text
    url: str
    read_in: Text
    keys: tuple[Key, ...]
    lost: tuple[str, ...] = field(default=())
    notes: tuple[Text, ...] = field(default=())

    def export(self, use: Use) -> Exported:
        record: dict[str, Any] = {}
        remarks: list[Remark] = []
        for key in self.keys:
            value, found = _value(key, use)
            path = f"{key.group}.{key.name}" if key.group else key.name
            remarks += [Remark(note, path) for note in found]
            if value is not None:
                (record.setdefault(key.group, {}) if key.group else record)[key.name] = value
        return Exported(record, tuple(remarks))


def _value(key: Key, use: Use) -> tuple[Any, list[Note]]:
    value = key.read(use)
    if value in (None, "", []):
        if key.is_required:
            return (key.unknown or None), ([] if key.unknown else [Note.MISSING])
        return None, []
    notes = [Note.NEAR] if key.near(use) else []
    if isinstance(value, str):
        if key.minimum and len(value) < key.minimum:
            return None, [Note.TOO_SHORT]
        if key.maximum and len(value) > key.maximum:
            value, notes = f"{value[: key.maximum - 1].rstrip()}…", [*notes, Note.CUT]
        if key.values and value not in key.values:
            notes.append(Note.REFUSED)
    return value, notes
