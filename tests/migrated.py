"""The empty database that tests start from, kept from one run to the next: migrating takes half a minute."""

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMPORTED = re.compile(r"^(?:from|import) (commun[\w.]*)(?: import (.+))?$", re.MULTILINE)


def kept(folder: Path) -> Path:
    """Where the database of these very migrations is kept, or may be; those of other migrations are removed."""
    path = folder / f"{_fingerprint()}.sqlite3"
    for other in set(folder.glob("*.sqlite3")) - {path}:
        other.unlink(missing_ok=True)
    return path


def keep(database: sqlite3.Connection, path: Path) -> None:
    making = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(making)) as file:
        database.backup(file)
    making.replace(path)


def _fingerprint() -> str:
    """Of the migrations, ours and those of what we depend on, and of what ours read: texts, lists, their files."""
    migrations = sorted(ROOT.glob("commun/**/migrations/*.py"))
    told = hashlib.sha256()
    for path in [*migrations, *sorted(_read_by(migrations)), ROOT / "requirements/prod.txt"]:
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _read_by(migrations: Iterable[Path]) -> set[Path]:
    named = set()
    for path in migrations:
        for module, names in IMPORTED.findall(path.read_text()):
            named |= {module, *(f"{module}.{name.strip()}" for name in names.split(","))}
    found = set()
    for name in named:
        place = ROOT / name.replace(".", "/")
        found |= {place.with_suffix(".py")} | (set(place.iterdir()) if place.is_dir() else set())
    return {path for path in found if path.is_file()}
