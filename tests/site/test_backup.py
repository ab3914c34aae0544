"""A backup that cannot be restored is none: each test restores."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from commun.core.backup import BackupRefused, backup, restore


@dataclass
class Data:
    """The data folder of a site: a database with one table of addresses, and uploads."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "commun.sqlite3"

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    def add(self, address: str) -> None:
        self.folder.mkdir(exist_ok=True)
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS people (address TEXT)")
            connection.execute("INSERT INTO people VALUES (?)", (address,))

    @property
    def addresses(self) -> list[str]:
        with closing(sqlite3.connect(self.database)) as connection:
            return [address for (address,) in connection.execute("SELECT address FROM people")]


@pytest.fixture
def data(tmp_path: Path) -> Data:
    data = Data(tmp_path / "site")
    data.add("a@exemple.fr")
    (data.uploads / "documents").mkdir(parents=True)
    (data.uploads / "documents/abc").write_bytes(b"avis")
    return data


def test_what_is_backed_up_comes_back_and_nothing_else(data: Data, tmp_path: Path) -> None:
    archive = tmp_path / "commun.tar.gz"
    assert backup(archive, database=data.database, uploads=data.uploads) == 2
    data.add("plus-tard@exemple.fr")
    (data.uploads / "documents/plus-tard").write_bytes(b"plus tard")
    with pytest.raises(BackupRefused, match="existe déjà"):
        restore(archive, database=data.database, uploads=data.uploads)
    assert len(data.addresses) == 2
    restore(archive, database=data.database, uploads=data.uploads, replace=True)
    assert data.addresses == ["a@exemple.fr"]
    assert [path.name for path in (data.uploads / "documents").iterdir()] == ["abc"]

    elsewhere = Data(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    restore(archive, database=elsewhere.database, uploads=elsewhere.uploads)
    assert elsewhere.addresses == ["a@exemple.fr"]
    assert (elsewhere.uploads / "documents/abc").read_bytes() == b"avis"


def test_a_backup_holds_what_is_written_while_it_is_open_elsewhere(data: Data, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data.database)) as writer:
        writer.execute("INSERT INTO people VALUES ('b@exemple.fr')")
        writer.commit()
        writer.execute("INSERT INTO people VALUES ('pas-encore@exemple.fr')")
        backup(tmp_path / "one.tar.gz", database=data.database, uploads=data.uploads)
    restore(tmp_path / "one.tar.gz", database=data.database, uploads=data.uploads, replace=True)
    assert data.addresses == ["a@exemple.fr", "b@exemple.fr"]


def test_a_damaged_backup_changes_nothing(data: Data, tmp_path: Path) -> None:
    archive = tmp_path / "commun.tar.gz"
    backup(archive, database=data.database, uploads=data.uploads)
    whole = archive.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"<html>504</html>", b""):
        archive.write_bytes(damaged)
        with pytest.raises(BackupRefused, match="abîmée"):
            restore(archive, database=data.database, uploads=data.uploads, replace=True)
    assert data.addresses == ["a@exemple.fr"]
    assert (data.uploads / "documents/abc").exists()
