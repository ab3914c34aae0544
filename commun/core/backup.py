"""One file that holds everything: the database, the uploads, and the digest of each to trust a restore by."""

import datetime
import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.utils import timezone

from commun.core.errors import DomainError

DATABASE = "commun.sqlite3"
UPLOADS = "uploads"
MANIFEST = "manifest.json"


class BackupRefused(DomainError):
    """The backup cannot be made or trusted; nothing was changed."""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def backup(to: Path, *, database: Path, uploads: Path) -> int:
    """Write both to `to`, while the site goes on being used. Returns the number of files it holds.

    Written beside, then renamed: a backup that is there is whole.
    """
    partial = to.with_name(f".{to.name}.partial")
    with tempfile.TemporaryDirectory(dir=to.resolve().parent, prefix=".commun-backup-") as folder:
        copy = Path(folder) / DATABASE
        # SQLite's own online copy: a consistent instant, whatever is written meanwhile.
        with closing(sqlite3.connect(database)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
        members = {DATABASE: copy}
        if uploads.is_dir():
            members |= {
                f"{UPLOADS}/{path.relative_to(uploads).as_posix()}": path
                for path in sorted(uploads.rglob("*"))
                if path.is_file()
            }
        manifest = {
            "fait_le": timezone.now().isoformat(),
            "empreintes": {name: _sha256(path) for name, path in members.items()},
        }
        with tarfile.open(partial, "w:gz") as archive:
            content = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
            for name, path in members.items():
                archive.add(path, arcname=name)
    partial.replace(to)
    return len(members)


def of_the_night(folder: Path, day: datetime.date, *, database: Path, uploads: Path, keep: int) -> Path:
    """The backup of a day among those of `folder`, of which the last `keep` remain; other files stay."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"commun-{day.isoformat()}.tar.gz"
    backup(file, database=database, uploads=uploads)
    for old in sorted(folder.glob("commun-????-??-??.tar.gz"))[:-keep]:
        old.unlink()
    return file


def restore(source: Path, *, database: Path, uploads: Path, replace: bool = False) -> int:
    """Put a backup back, nothing being connected to the database.

    Raises BackupRefused, with nothing changed, when a digest differs or when data are in the way.
    """
    if database.exists() and not replace:
        raise BackupRefused(f"{database} existe déjà : ajoutez --remplacer pour l’écraser.")
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=".commun-restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(folder, filter="data")
            digests: dict[str, str] = json.loads((folder / MANIFEST).read_text())["empreintes"]
        except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
            raise BackupRefused(f"{source} n’est pas une sauvegarde de Commun, ou elle est abîmée.") from error
        wrong = [name for name, digest in digests.items() if _digest_or_none(folder / name) != digest]
        if wrong or DATABASE not in digests:
            raise BackupRefused(f"La sauvegarde est abîmée : {', '.join(wrong) or DATABASE}.")
        for suffix in ("-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
        (folder / DATABASE).replace(database)
        shutil.rmtree(uploads, ignore_errors=True)
        if (folder / UPLOADS).is_dir():
            (folder / UPLOADS).replace(uploads)
    return len(digests)


def _digest_or_none(path: Path) -> str | None:
    return _sha256(path) if path.is_file() else None
