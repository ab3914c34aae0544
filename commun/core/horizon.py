"""Reading rows in an order that no transaction can slip behind.

On SQLite writers are one at a time: identifiers are that order. On PostgreSQL they are committed out of order: a row
bears the number of its transaction, and is read once every transaction that began before its own has ended.
"""

from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func


class TransactionNumber(Func):
    """As the `db_default` of a column: the number of the writer's transaction, zero on SQLite."""

    template = "0"
    output_field = BigIntegerField()
    allowed_default = True

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)", **extra)


def oldest_running() -> int | None:
    """The oldest transaction that has not ended: every one before it is seen whole, or never will be. None on SQLite,
    where it has no meaning."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
