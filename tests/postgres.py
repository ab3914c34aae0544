"""What tests that run side by side on one PostgreSQL server ask of it."""

from django.db import connection


def oldest_running_here() -> int | None:
    """The oldest transaction of this test's own database: that of the server may be another test's.

    None on SQLite, where one writes at a time.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
            " (SELECT min(backend_xid::text::bigint) FROM pg_stat_activity WHERE datname = current_database()))"
        )
        return int(cursor.fetchone()[0])
