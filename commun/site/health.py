"""Whether this installation works: the database answers, its tables are those of the code, the disk has room.

A search without an index is answered by the database: it is told, and is no reason to send readers elsewhere.
"""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from commun.core.background.queries import dead_letters, living_workers
from commun.search.health import COUNTED
from commun.search.health import health as search_health

ENOUGH_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing checked; `detail` says nothing that would help an attacker."""

    name: str
    is_fine: bool
    detail: str


def checks() -> list[Check]:
    return [_database(), _migrations(), _disk(), _search(), _background()]


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


def _search() -> Check:
    """Only what is being forgotten is a fault: the rest mends itself, or says what it waits for."""
    try:
        found = search_health()
    except DatabaseError:
        return Check("recherche", is_fine=False, detail="illisible")
    told = ["pas d’index, la base répond" if found.documents is None else f"{found.documents} documents"]
    if found.waiting:
        number = f"{found.waiting} ou plus" if found.waiting >= COUNTED else str(found.waiting)
        told.append(f"{number} changements en attente depuis {found.behind:.0f} s")
    if not found.is_followed:
        told.append("personne ne suit : lancez commun indexer")
    if found.forgotten:
        told.append(f"déclencheurs absents ({len(found.forgotten)}) : lancez commun migrate")
    return Check("recherche", is_fine=not found.forgotten, detail=", ".join(told))


def _background() -> Check:
    """Told only: what waits for a worker, or for a person, is lost by nobody."""
    try:
        dead, workers = dead_letters(), living_workers()
    except DatabaseError:
        return Check("travaux", is_fine=False, detail="illisibles")
    told = [f"{dead} en échec" if dead else "aucun en échec"]
    if not workers:
        told.append("personne ne travaille : lancez commun worker")
    return Check("travaux", is_fine=True, detail=", ".join(told))
