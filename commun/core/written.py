"""Queries that Django writes once for a process, and that are run again with other values.

Having a query of many columns written, or a statement that adds rows, costs several times its execution; its text does
not change from one request to the next. The text stays Django's, for the database in use, and values come back through
Django's own converters.
"""

from collections.abc import Sequence
from copy import copy
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models import Value
from django.db.models.sql import InsertQuery, Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import INNER


class Slot(Value):
    """A value of a filter that is given at each run, as the database takes it: a number, or a text.

    A list of slots is looked for with `in` on a column of its own (`concertation__pk__in`, not `concertation__in`).
    """

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Written:
    """What a queryset of `values_list` asks: written at the first run, and the same for ever.

    Nothing in it may depend on the day, nor on the one who asks, but for its slots. `in_order` is for a short stretch
    of a long table, in the order of one of its indexes: the database walks that table first, and stops early.
    """

    def __init__(self, rows: models.QuerySet[Any, Any], *, in_order: bool = False) -> None:
        self._query = rows.query
        self._using = rows.db
        self._in_order = in_order
        self._text: tuple[str, list[Any], list[Any]] | None = None

    def run(self, **values: Any) -> list[Sequence[Any]]:
        """The rows, for these values of the slots, each called by its name."""
        if self._text is None:
            query = self._query.clone()  # two threads may be the first
            if self._in_order and connections[self._using].vendor == "sqlite":
                _keep_order_of_tables(query)
            self._text = _text(query.get_compiler(self._using))
        sql, parameters, expressions = self._text
        if not sql:
            return []
        with connections[self._using].cursor() as cursor:
            cursor.execute(sql, [values[one.value] if isinstance(one, Slot) else one for one in parameters])
            found: list[Sequence[Any]] = cursor.fetchall()
        # Those of this connection: another thread has its own.
        compiler = self._query.get_compiler(self._using)
        converters = compiler.get_converters(expressions)
        return list(compiler.apply_converters(found, converters)) if converters else found


def _keep_order_of_tables(query: Query) -> None:
    """Have SQLite read the tables as they are named, the query's own first.

    Its planner does not count that a query stops early: told by `analyze` that few debates hold all the propositions,
    it started from the debates and sorted the country for each page (300 ms of a million rows, 9 this way). A CROSS
    JOIN is how SQLite is told (https://www.sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS
    JOIN"); PostgreSQL counts the limit.
    """
    joins: dict[str, Any] = query.alias_map
    for alias, join in joins.items():
        if join.join_type == INNER:
            joins[alias] = copy(join)
            joins[alias].join_type = "CROSS JOIN"


def _text(compiler: SQLCompiler) -> tuple[str, list[Any], list[Any]]:
    """The query, what it is given, and what each of its columns is; no query when there is nothing to look for."""
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return "", [], []
    return sql, list(parameters), [expression for expression, _sql, _alias in compiler.select]


class Added:
    """Rows of one model that are added by many: its statement is written once for each number of rows.

    `columns` are those that each row gives, in their order, by the name of their attribute ("body_id"); the others take
    their default, told once for a call, or the database's own. What `save` would do besides (checks, `auto_now`) is not
    done.
    """

    MOST = 500
    """Rows of a statement, where the database bounds no number of values."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        options: Any = model._meta
        self._model = model
        by_name = {field.attname: field for field in options.concrete_fields if not isinstance(field, models.AutoField)}
        self._given = [by_name.pop(name) for name in columns]
        self._others = [field for field in by_name.values() if field.db_default is models.NOT_PROVIDED]
        self._returned = [options.pk] if isinstance(options.pk, models.AutoField) else []
        self._texts: dict[tuple[str, int], tuple[str, bool]] = {}

    def add(self, rows: Sequence[Sequence[Any]]) -> list[int]:
        """The keys that the database gave, in the order of the rows; none for a model that gives its own."""
        connection = connections[router.db_for_write(self._model)]
        prepare = [
            (place, field) for place, field in enumerate(self._given) if not isinstance(field, _KEPT_AS_THEY_ARE)
        ]
        rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in self._others)
        most = connection.features.max_query_params
        size = max(1, min(self.MOST, most // (len(self._given) + len(rest)) if most else self.MOST))
        keys: list[int] = []
        with connection.cursor() as cursor:
            for start in range(0, len(rows), size):
                values = [[*row, *rest] for row in rows[start : start + size]]
                for row in values:
                    for place, field in prepare:
                        row[place] = field.get_db_prep_save(row[place], connection)
                text, is_by_column = self._text(connection, len(values))
                told = map(list, zip(*values, strict=True)) if is_by_column else chain.from_iterable(values)
                cursor.execute(text, list(told))
                if self._returned:
                    keys.extend(key for (key,) in cursor.fetchall())
        return keys

    def _text(self, connection: Any, count: int) -> tuple[str, bool]:
        """The statement for so many rows, and whether it takes a list for each column rather than each value."""
        known = self._texts.get((connection.alias, count))
        if known is None:
            fields = [*self._given, *self._others]
            query = InsertQuery(self._model)
            query.insert_values(fields, [self._model()] * count, raw=True)
            compiler: Any = query.get_compiler(connection=connection)
            compiler.returning_fields = self._returned
            [(sql, parameters)] = compiler.as_sql()
            known = sql, count > 1 and len(parameters) == len(fields)
            self._texts[connection.alias, count] = known
        return known


_KEPT_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
"""Columns whose values every database takes as Python holds them."""
