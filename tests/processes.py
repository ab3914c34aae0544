"""Other processes in the database of a test: what a killed one leaves can be seen."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, models


@contextmanager
def shared_with_processes(
    folder: Path, counted: type[models.Model]
) -> Iterator[tuple[dict[str, str], Callable[[], int]]]:
    """The environment that leads other processes to the database of this test, and how many of `counted` they wrote.

    The one of SQLite is in memory: it is copied to a file, and back at the end.
    """
    environment = {**os.environ, "COMMUN_DATA_DIR": str(folder / "data")}
    base = connection.settings_dict
    if connection.vendor != "sqlite":
        place = f"{base['HOST']}:{base['PORT']}/{base['NAME']}"
        password = f":{base['PASSWORD']}" if base["PASSWORD"] else ""
        written_there = counted._default_manager.count
        yield environment | {"DATABASE_URL": f"postgres://{base['USER']}{password}@{place}"}, written_there
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
        connection.connection.backup(copy)

        def written() -> int:
            [count] = copy.execute(f"SELECT count(*) FROM {counted._meta.db_table}").fetchone()
            return int(count)

        yield environment | {"DATABASE_URL": f"sqlite:///{folder / 'copy.sqlite3'}"}, written
        copy.backup(connection.connection)
