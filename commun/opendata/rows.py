"""Reading the rows of a dataset, batch after batch, in the order in which they were created.

Each batch is a query of its own that starts after the last row of the previous one: memory stays constant on SQLite as
on PostgreSQL, no cursor nor transaction stays open while a slow client downloads, and a row is never given twice.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any, TypeAlias

from django.db.models.expressions import Combinable

from commun.core.datasets import Cell, Column, Dataset, Many, Queryset

BATCH = 2000

Row: TypeAlias = list[Cell]
Gathered: TypeAlias = Mapping[Any, list[str]]


class UnknownIdentifier(LookupError):
    """No public row of the dataset bears this identifier."""


def read(
    dataset: Dataset, *, after: str = "", limit: int | None = None, narrow: Callable[[Queryset], Queryset] | None = None
) -> Iterator[Row]:
    """The rows that follow the one called `after`, at most `limit`, of those that `narrow` keeps.

    Raises UnknownIdentifier at once; `after` may be a row that `narrow` leaves out (since the last page, say).
    """
    rows = dataset.rows()
    return _read(dataset, narrow(rows) if narrow else rows, _position(dataset, after) if after else None, limit)


def _position(dataset: Dataset, identifier: str) -> Any:
    if "\0" in identifier:  # PostgreSQL has no such text, not even to compare with
        raise UnknownIdentifier(identifier)
    position = dataset.find(dataset.rows(), identifier).order_by("pk").values_list("pk", flat=True).first()
    if position is None:
        raise UnknownIdentifier(identifier)
    return position


def _read(dataset: Dataset, found: Queryset, last: Any, limit: int | None) -> Iterator[Row]:
    plan = _Plan(dataset.columns)
    query = found.order_by("pk").annotate(**plan.expressions).values_list("pk", *plan.lookups)
    while limit is None or limit > 0:
        size = BATCH if limit is None else min(BATCH, limit)
        batch = list((query if last is None else query.filter(pk__gt=last))[:size])
        yield from plan.rows(batch)
        if len(batch) < size:
            return
        last = batch[-1][0]
        limit = None if limit is None else limit - size


class _Plan:
    """How to make a row of what the database gives, settled once for all rows."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.lookups: list[str] = []
        self.expressions: dict[str, Combinable] = {}
        self._positions: list[int] = []  # of each column in the database's row, 0 (its primary key) when made apart
        self._readers: list[tuple[int, Callable[..., Cell]]] = []
        self._makers: list[tuple[int, Callable[..., Cell], itemgetter[Any]]] = []
        self._gatherers: list[tuple[int, Many]] = []
        for index, column in enumerate(columns):
            self._place(index, column)
        self._pick = itemgetter(*self._positions)

    def _place(self, index: int, column: Column) -> None:
        source = column.source
        if isinstance(source, Many):
            self._positions.append(0)
            self._gatherers.append((index, source))
        elif isinstance(source, tuple):
            assert column.read is not None
            self._positions.append(0)
            self._makers.append((index, column.read, itemgetter(*(self._look_up(one) for one in source))))
        else:
            self._positions.append(self._look_up(source))
            if column.read is not None:
                self._readers.append((index, column.read))

    def _look_up(self, source: str | Combinable) -> int:
        if isinstance(source, str):
            name = source
        else:
            name = f"cell_{len(self.expressions)}"
            self.expressions[name] = source
        if name not in self.lookups:
            self.lookups.append(name)
        return self.lookups.index(name) + 1

    def rows(self, batch: list[tuple[Any, ...]]) -> Iterator[Row]:
        gathered = [(index, many.of(row[0] for row in batch)) for index, many in self._gatherers]
        for row in batch:
            cells: Row = [None if cell == "" else cell for cell in self._pick(row)]
            for index, reader in self._readers:
                if (cell := cells[index]) is not None:
                    cells[index] = reader(cell)
            for index, maker, arguments in self._makers:
                cells[index] = maker(*arguments(row))
            for index, lists in gathered:
                cells[index] = lists.get(row[0], [])
            yield cells
