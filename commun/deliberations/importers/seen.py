"""Which decisions a file has already shown, and on which line: on disk, since a file may hold millions."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType


class Seen:
    """First lines by decision. What a killed import wrote too far is harmless: these rows keep their lines."""

    def __init__(self, path: Path, *, is_new: bool) -> None:
        self._path = path
        if is_new:
            self.forget()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        # Never synchronised: a kill loses nothing of what the system was given, and a power cut only this memory.
        self._base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000;")
        self._base.execute("CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def __enter__(self) -> "Seen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()
        if kind is None:
            self.forget()

    def first_lines(self, rows: Iterable[tuple[str, int]]) -> Mapping[str, int]:
        """(identifier, line) of some rows → the line where each was first met, in this file."""
        given = [(uid.encode(), line) for uid, line in rows]
        self._base.execute("BEGIN")
        self._base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", given)
        self._base.execute("COMMIT")
        found: dict[str, int] = {}
        for key, _line in given:
            [line] = self._base.execute("SELECT line FROM seen WHERE key = ?", (key,)).fetchone()
            found[key.decode()] = line
        return found

    def forget(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
