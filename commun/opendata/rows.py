"""Reading the rows of a dataset, batch after batch, in the order in which they were created.

Each batch is a query of its own that starts after the last row of the previous one: memory stays constant on SQLite as
on PostgreSQL, no cursor nor transaction stays open while a slow client downloads, and a row is never given twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, TypeAlias

from django.db.models.expressions import Combinable

from commun.core.datasets import Cell, Column, Dataset, Entry, Many, Queryset, Type
from commun.core.written import Slot, Written

BATCH = 2000
_WRITTEN = 128
"""How many queries are remembered: there is one for each dataset and each size of a page."""

Row: TypeAlias = list[Cell]
Reader: TypeAlias = Callable[..., Cell]
Batches: TypeAlias = Callable[[Any, int], list[Sequence[Any]]]


@dataclass(frozen=True, eq=False)
class Cells:
    """How a file writes the cells of some types, and those that are empty.

    A cell is written as it is read: nothing is done again for each column that says nothing.
    """

    write: Mapping[Type, Callable[[Any], str]] = field(default_factory=dict)
    empty: str | None = None


AS_READ = Cells()


class UnknownIdentifier(LookupError):
    """No public row of the dataset bears this identifier."""


def read(
    dataset: Dataset,
    *,
    after: str = "",
    limit: int | None = None,
    narrow: Callable[[Queryset], Queryset] | None = None,
    cells: Cells = AS_READ,
) -> Iterator[Row]:
    """The rows that follow the one called `after`, at most `limit`, of those that `narrow` keeps.

    Raises UnknownIdentifier at once; `after` may be a row that `narrow` leaves out (since the last page, say).
    """
    plan = _plan(dataset, cells)
    batches = _narrowed(plan.asking(narrow(dataset.rows()))) if narrow else partial(_batch, plan)
    return _read(plan, batches, _position(dataset, after) if after else None, limit, is_run=narrow is None)


def _position(dataset: Dataset, identifier: str) -> Any:
    if "\0" in identifier:  # PostgreSQL has no such text, not even to compare with
        raise UnknownIdentifier(identifier)
    position = dataset.find(dataset.rows(), identifier).order_by("pk").values_list("pk", flat=True).first()
    if position is None:
        raise UnknownIdentifier(identifier)
    return position


def _read(plan: "_Plan", batches: Batches, last: Any, limit: int | None, *, is_run: bool) -> Iterator[Row]:
    while limit is None or limit > 0:
        size = BATCH if limit is None else min(BATCH, limit)
        batch = batches(last, size)
        yield from plan.rows(batch, is_run=is_run)
        if len(batch) < size:
            return
        last = batch[-1][0]
        limit = None if limit is None else limit - size


def _narrowed(query: Queryset) -> Batches:
    return lambda last, size: list((query if last is None else query.filter(pk__gt=last))[:size])


def _batch(plan: "_Plan", last: Any, size: int) -> list[Sequence[Any]]:
    """The `size` rows of the whole dataset that follow `last`."""
    return _first(plan, size).run() if last is None else _next(plan, size).run(last=last)


@lru_cache(_WRITTEN)
def _first(plan: "_Plan", size: int) -> Written:
    return Written(plan.everything[:size], in_order=True)


@lru_cache(_WRITTEN)
def _next(plan: "_Plan", size: int) -> Written:
    return Written(plan.everything.filter(pk__gt=Slot("last"))[:size], in_order=True)


def _then(read: Reader, write: Callable[[Any], str], empty: str | None) -> Reader:
    def written(*values: Any) -> Cell:
        cell = read(*values)
        return empty if cell is None else write(cell)

    return written


def _as_it_is(cell: Cell) -> Cell:
    return cell


class _Plan:
    """How the rows of a dataset are asked for and made of what the database gives, settled once.

    A row starts as a copy of the one that says nothing; each cell that is known is then put in its place.
    """

    def __init__(self, dataset: Dataset, cells: Cells) -> None:
        columns = dataset.columns
        self._lookups: list[str] = []
        self._expressions: dict[str, Combinable] = {}
        self._positions: dict[str, int] = {}  # of each lookup in the database's row, after its primary key
        self._empty: Row = [cells.empty] * len(columns)
        self._plain: list[tuple[int, int, Reader]] = []
        self._makers: list[tuple[int, Reader, itemgetter[Any]]] = []
        self._gatherers: list[tuple[int, Many, Callable[[Any], Cell]]] = []
        self._objects: dict[int, dict[str, list[tuple[int, Reader]]]] = {}
        for index, column in enumerate(columns):
            self._place(index, column, cells)
        self._of_objects = list(self._objects.items())
        self.everything = self.asking(dataset.rows())

    def asking(self, rows: Queryset) -> Queryset:
        """What the columns need of these rows, in the order in which they were created."""
        found: Queryset = rows.order_by("pk").annotate(**self._expressions).values_list("pk", *self._lookups)
        return found

    def _place(self, index: int, column: Column, cells: Cells) -> None:
        source, write = column.source, cells.write.get(column.type)
        if isinstance(source, Many):
            self._gatherers.append((index, source, write or _as_it_is))
            self._empty[index] = write([]) if write else []
            return
        reader = column.read or _as_it_is
        if write:
            reader = _then(reader, write, cells.empty) if column.read else write
        if isinstance(source, tuple):
            self._makers.append((index, reader, itemgetter(*(self._look_up(one) for one in source))))
        elif isinstance(source, Entry):
            if column.type is Type.LIST:
                self._empty[index] = write([]) if write else []
            entries = self._objects.setdefault(self._look_up(source.lookup), {})
            entries.setdefault(source.key, []).append((index, reader))
        else:
            self._plain.append((index, self._look_up(source), reader))

    def _look_up(self, source: str | Combinable) -> int:
        if isinstance(source, str):
            name = source
        else:
            name = f"cell_{len(self._expressions)}"
            self._expressions[name] = source
        if name not in self._positions:
            self._lookups.append(name)
            self._positions[name] = len(self._lookups)
        return self._positions[name]

    def rows(self, batch: Sequence[Sequence[Any]], *, is_run: bool) -> Iterator[Row]:
        """The rows of a batch, which `is_run` when the dataset has no other between its first and its last."""
        parents = [row[0] for row in batch]
        gathered = [(index, many.of(parents, is_run=is_run), write) for index, many, write in self._gatherers]
        for row in batch:
            cells = self._empty.copy()
            for index, position, reader in self._plain:
                cell = row[position]
                if cell is not None and cell != "":
                    cells[index] = reader(cell)
            for position, entries in self._of_objects:
                for key, value in row[position].items():
                    if key in entries and value is not None and value != "":
                        for index, reader in entries[key]:
                            cells[index] = reader(value)
            for index, reader, arguments in self._makers:
                cells[index] = reader(*arguments(row))
            for index, lists, write in gathered:
                if row[0] in lists:
                    cells[index] = write(lists[row[0]])
            yield cells


_plan = lru_cache(_WRITTEN)(_Plan)  # a reader may ask for any of the columns: the plans must not pile up
