"""Queries that Django writes once for a process, and that are run again with other values.

Having a query of many columns written costs several times its execution; its text does not change from one request to
the next. The text stays Django's, for the database in use, and values come back through Django's own converters.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Value
from django.db.models.sql.compiler import SQLCompiler


class Slot(Value):
    """A value of a filter that is given at each run, as the database takes it: a number, or a text.

    A list of slots is looked for with `in` on a column of its own (`concertation__pk__in`, not `concertation__in`).
    """

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Written:
    """What a queryset of `values_list` asks: written at the first run, and the same for ever.

    Nothing in it may depend on the day, nor on the one who asks, but for its slots.
    """

    def __init__(self, rows: models.QuerySet[Any, Any]) -> None:
        self._query = rows.query
        self._using = rows.db
        self._text: tuple[str, list[Any], list[Any]] | None = None

    def run(self, **values: Any) -> list[Sequence[Any]]:
        """The rows, for these values of the slots, each called by its name."""
        if self._text is None:
            self._text = _text(self._query.clone().get_compiler(self._using))  # two threads may be the first
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


def _text(compiler: SQLCompiler) -> tuple[str, list[Any], list[Any]]:
    """The query, what it is given, and what each of its columns is; no query when there is nothing to look for."""
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return "", [], []
    return sql, list(parameters), [expression for expression, _sql, _alias in compiler.select]
