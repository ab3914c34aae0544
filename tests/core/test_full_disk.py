"""A full disk is known by what says it, told in one sentence, and leaves no half of a file."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import DataError, OperationalError

from commun.core.errors import DomainError
from commun.core.full_disk import NoRoom, WholeFiles, is_full, told, why


def _really_full(folder: Path) -> sqlite3.OperationalError:
    """What SQLite itself says, once it may take no page more."""
    with closing(sqlite3.connect(folder / "base.sqlite3")) as base:
        base.execute("PRAGMA max_page_count = 8")
        base.execute("CREATE TABLE one (text)")
        with pytest.raises(sqlite3.OperationalError) as said:
            base.execute("INSERT INTO one VALUES (zeroblob(100000))")
    return said.value


def test_a_full_disk_is_known_whoever_says_it(tmp_path) -> None:
    class OfPostgreSQL(Exception):
        sqlstate = "53100"

    for cause in (_really_full(tmp_path), OfPostgreSQL()):
        fault = OperationalError("other words")
        fault.__cause__ = cause
        assert is_full(fault)
    assert is_full(OSError(errno.ENOSPC, "")) and is_full(OSError(errno.EDQUOT, ""))
    assert why(OSError(errno.ENOSPC, "No space left on device")) == "le disque est plein"
    others = [
        OSError(errno.EACCES, "Permission denied"),
        OperationalError("database is locked"),
        DataError(),
        ValueError(),
    ]
    assert not any(map(is_full, others))


def test_it_is_told_in_one_sentence_that_says_what_to_do() -> None:
    with pytest.raises(NoRoom, match=r"rien n’a été écrit à moitié\. Faites-y de la place"), told():
        raise OperationalError("database or disk is full")
    assert issubclass(NoRoom, DomainError)
    with pytest.raises(PermissionError), told():
        raise PermissionError


class Filling(ContentFile):
    """A disk that is full after the first block."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"un d"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_is_whole_or_is_not(tmp_path, monkeypatch) -> None:
    folder = WholeFiles(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        folder.save("avis.txt", Filling(b"un deux"))
    assert list(tmp_path.iterdir()) == []
    assert folder.save("avis.txt", ContentFile(b"un deux")) == "avis.txt"
    names = iter(["avis.txt", "avis_2.txt"])
    monkeypatch.setattr(folder, "get_available_name", lambda name, max_length=None: next(names))
    assert folder.save("avis.txt", ContentFile(b"trois")) == "avis_2.txt"
    monkeypatch.setattr("os.link", _no_links)
    monkeypatch.setattr(folder, "get_available_name", lambda name, max_length=None: name)
    assert folder.save("sans-lien.txt", ContentFile(b"quatre")) == "sans-lien.txt"
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"avis.txt": b"un deux", "avis_2.txt": b"trois", "sans-lien.txt": b"quatre"}


def _no_links(*_names: str) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")
