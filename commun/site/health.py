"""Whether this installation works: the database answers, its tables are those of the code, the disk has room."""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

ENOUGH_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing checked; `detail` says nothing that would help an attacker."""

    name: str
    is_fine: bool
    detail: str


def checks() -> list[Check]:
    return [_database(), _migrations(), _disk()]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Check("base", is_fine=False, detail="ne répond pas")
    return Check("base", is_fine=True, detail="répond")


def _migrations() -> Check:
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return Check("migrations", is_fine=False, detail="illisibles")
    return Check("migrations", is_fine=not waiting, detail=f"{waiting} en attente" if waiting else "à jour")


def _disk() -> Check:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Check("disque", is_fine=free >= ENOUGH_BYTES, detail=f"{free // (1024 * 1024)} Mo libres")
