"""How an app says what it publishes: a dataset is declared once, in the app's `datasets.py`, as `DATASETS`.

Pages, CSV, JSON, XLSX, Table Schema and documentation follow from the declaration (`commun.opendata`). Names and
values are French, and frozen: a header that changes breaks whoever reads our files, and a test.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.db import models
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.functional import Promise

from commun.core.written import Slot, Written

Text: TypeAlias = str | Promise
Cell: TypeAlias = str | int | float | bool | datetime.date | datetime.datetime | list[str] | None
Queryset: TypeAlias = models.QuerySet[Any, Any]
Choices: TypeAlias = type[models.TextChoices]


_NAMED = 200
"""Of more parents than that, a run is asked for by its ends."""


class Type(Enum):
    """What a column holds. `PARTIAL_DATE` is an ISO date known to the day, the month or the year."""

    STRING = "texte"
    INTEGER = "entier"
    NUMBER = "nombre"
    DATE = "date"
    PARTIAL_DATE = "date partielle"
    DATETIME = "date et heure"
    BOOLEAN = "oui ou non"
    ENUM = "valeur d’une liste"
    LIST = "liste"
    URL = "adresse web"


@dataclass(frozen=True, eq=False)
class Many:
    """Related rows gathered in one list cell: one query for each batch of rows, never one for each row.

    `parent` leads, from `rows`, to the dataset's row or rows; `read` makes one item of the values.
    `rows` is asked once, and means the same rows for ever: what it gives must not depend on the day.
    """

    rows: Callable[[], Queryset]
    parent: str
    values: tuple[str, ...]
    read: Callable[..., str] = str

    def of(self, parents: Sequence[Any], *, is_run: bool = False) -> Mapping[Any, list[str]]:
        """The items of each of `parents`, in order. When they are a run (the dataset has no other row between the first
        and the last), many are asked for by their two ends rather than each by its name."""
        gathered: defaultdict[Any, list[str]] = defaultdict(list)
        read = self.read
        for parent, *values in self._found(parents, is_run=is_run):
            gathered[parent].append(read(*values))
        return gathered

    def _found(self, parents: Sequence[Any], *, is_run: bool) -> Sequence[Sequence[Any]]:
        if not parents:
            return []
        if is_run and len(parents) > _NAMED:
            return _of_a_run(self).run(first=parents[0], last=parents[-1])
        names = _names(len(parents))
        # The last is named again in the places that are left: it is found once all the same.
        named = [*parents, *[parents[-1]] * (len(names) - len(parents))]
        return _of_each(self, names).run(**dict(zip(names, named, strict=True)))


@cache
def _names(count: int) -> tuple[str, ...]:
    """Of as many slots, or somewhat more: a power of two, so that few queries are written."""
    return tuple(f"parent_{number}" for number in range(1 << (count - 1).bit_length()))


@cache
def _of_a_run(many: Many) -> Written:
    ends = {f"{many.parent}__gte": Slot("first"), f"{many.parent}__lte": Slot("last")}
    return Written(_asked(many, **ends))


@cache
def _of_each(many: Many, names: tuple[str, ...]) -> Written:
    return Written(_asked(many, **{f"{many.parent}__pk__in": [Slot(name) for name in names]}))


def _asked(many: Many, **condition: Any) -> Queryset:
    """The condition comes first: the parent that is read is then the one that it speaks of, where a row has many."""
    return many.rows().filter(**condition).values_list(many.parent, *many.values)


NOTICE = datetime.timedelta(days=180)
"""Whoever reads what is to go has at least this long, from the day on which it was said."""


@dataclass(frozen=True)
class Deprecation:
    """Something published that is to go: said on `on`, still given until `ends_on`. `instead` is what to read then."""

    on: datetime.date
    ends_on: datetime.date
    instead: Text

    def __post_init__(self) -> None:
        if self.ends_on < self.on + NOTICE:
            raise ValueError(f"what is to go on {self.ends_on} is announced {NOTICE.days} days before, at least")


@dataclass(frozen=True)
class Entry:
    """One entry of a JSON object. The columns of one object are filled by walking through what it holds, once:
    a row costs what it says, not what it might have said."""

    lookup: str
    key: str


Source: TypeAlias = str | Combinable | tuple[str, ...] | Many | Entry


@dataclass(frozen=True)
class Column:
    """One column: its frozen name, where it is read, and what a reader must know of it.

    `source` is a lookup, an expression, several lookups (given together to `read`), `Many`, or an `Entry`. `read` turns
    what the database gives into a cell and is not called for what is unknown, unless there are several lookups.
    """

    name: str
    source: Source
    description: Text
    type: Type = Type.STRING
    example: str = ""
    choices: Choices | None = None
    read: Callable[..., Cell] | None = None
    is_required: bool = False
    is_unique: bool = False
    pattern: str = ""
    minimum: int | None = None
    refers_to: str = ""  # the slug of the dataset whose `identifiant` stands here
    deprecated: Deprecation | None = None

    def __post_init__(self) -> None:
        if self.type is Type.ENUM and self.choices is None:
            raise ValueError(f"{self.name}: an enum needs its choices")
        if isinstance(self.source, tuple) and self.read is None:
            raise ValueError(f"{self.name}: several lookups need a reader")


@dataclass(frozen=True)
class Narrowing:
    """What a list page understood of its parameters. `unread` names those whose value says nothing: they narrow
    nothing, on the page as in the files."""

    narrow: Callable[[Queryset], Queryset]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListPage:
    """The public page that lists the rows of a dataset: its files take the same parameters and give the same rows.

    `read` understands `parameters` exactly as the page does. `beside` holds what the page takes and that chooses no
    row (its order, its number). Any other parameter is ignored, as the page ignores it, and the file says so.
    `several` of the parameters take more than one value, repeated or written "a,b".
    """

    url_name: str
    parameters: tuple[str, ...]
    read: Callable[[QueryDict], Narrowing]
    beside: frozenset[str] = frozenset({"page", "tri"})
    several: frozenset[str] = frozenset()

    def asked(self, query: QueryDict) -> dict[str, str]:
        """The parameters that are there and not empty: without any, the rows are those of the whole dataset."""
        given = (
            (name, ",".join(query.getlist(name)) if name in self.several else str(query.get(name, "")))
            for name in self.parameters
        )
        return {name: value for name, value in given if value.strip()}


@dataclass(frozen=True, eq=False)
class Dataset:
    """A set of public rows. The first column is `identifiant`: unique, and stable for ever.

    `rows` gives public rows only, each once, whatever the day: it may be asked once for all. `find` narrows them to the
    one of an identifier. `changed_at` tells when anything in it last changed. `count` counts the rows, where counting
    them at each change of anything else would cost seconds. `row` names what one row is ("une
    proposition"). `page` lists the rows, if one does. `taken_down_at` tells when a row was last taken away to protect a
    person: files made before are given no more, even in archives. `dated` is the lookup of the day that a row is of.
    `deprecated`, on the whole or on a column, is declared here and told wherever the dataset is given.
    """

    slug: str
    title: Text
    description: Text
    row: Text
    rows: Callable[[], Queryset]
    find: Callable[[Queryset, str], Queryset]
    changed_at: Callable[[], datetime.datetime | None]
    columns: tuple[Column, ...]
    keywords: tuple[str, ...] = ()
    notes: tuple[Text, ...] = field(default=())
    page: ListPage | None = None
    count: Callable[[], int] | None = None
    taken_down_at: Callable[[], datetime.datetime | None] | None = None
    dated: str = ""
    deprecated: Deprecation | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if names[0] != "identifiant" or not (self.columns[0].is_required and self.columns[0].is_unique):
            raise ValueError(f"{self.slug}: the first column must be a required and unique identifiant")
        if len(names) != len(set(names)):
            raise ValueError(f"{self.slug}: two columns bear the same name")
        if self.columns[0].deprecated:
            raise ValueError(f"{self.slug}: its identifiers are for ever")

    @property
    def headers(self) -> list[str]:
        return [column.name for column in self.columns]

    def is_narrowed_by(self, query: QueryDict) -> bool:
        """Whether its page shows only some of the rows for `query`."""
        return self.page is not None and bool(self.page.asked(query))

    def files(self, query: QueryDict) -> list[tuple[str, str]]:
        """(format, address) of each file of the rows that its page shows for `query`; of all when it narrows none."""
        tail = f"?{urlencode(self.page.asked(query))}" if self.page and self.is_narrowed_by(query) else ""
        return [(suffix.upper(), f"/donnees/{self.slug}.{suffix}{tail}") for suffix in ("csv", "json", "xlsx")]


def by_uid(rows: Queryset, identifier: str) -> Queryset:
    """The usual `find`."""
    return rows.filter(uid=identifier)
