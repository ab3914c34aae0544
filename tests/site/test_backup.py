"""A backup that cannot be restored is none: each test restores."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has pg_dump")

ROOT = Path(__file__).resolve().parent.parent.parent
COMMUN = str(Path(sys.executable).with_name("commun"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site with one person and one uploaded file."""
    run(tmp_path / "site", "migrate", "-v0")
    run(tmp_path / "site", "shell", "--no-imports", "-c", ADD.format(address="a@exemple.fr"))
    (tmp_path / "site/uploads/documents").mkdir(parents=True)
    (tmp_path / "site/uploads/documents/abc").write_bytes(b"avis")
    return tmp_path


ADD = "from commun.accounts.models import User; User.objects.create_user('{address}')"
LIST = "from commun.accounts.models import User; print(*User.objects.values_list('email', flat=True))"


def run(data: Path, *command: str, fails: bool = False) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [COMMUN, *command],
        env=environment | {"COMMUN_DATA_DIR": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def test_what_is_backed_up_comes_back_and_nothing_else(folder: Path) -> None:
    archive = folder / "commun.tar.gz"
    run(folder / "site", "backup", str(archive))
    run(folder / "site", "shell", "--no-imports", "-c", ADD.format(address="plus-tard@exemple.fr"))
    assert "existe déjà" in run(folder / "site", "restore", str(archive), fails=True)
    run(folder / "site", "restore", "--remplacer", str(archive))
    assert run(folder / "site", "shell", "--no-imports", "-c", LIST).strip() == "a@exemple.fr"
    assert (folder / "site/uploads/documents/abc").read_bytes() == b"avis"
    run(folder / "elsewhere", "restore", str(archive))
    assert run(folder / "elsewhere", "shell", "--no-imports", "-c", LIST).strip() == "a@exemple.fr"


def test_a_damaged_backup_changes_nothing(folder: Path) -> None:
    archive = folder / "commun.tar.gz"
    run(folder / "site", "backup", str(archive))
    whole = archive.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"<html>504</html>", b""):
        archive.write_bytes(damaged)
        assert "abîmée" in run(folder / "site", "restore", "--remplacer", str(archive), fails=True)
    assert run(folder / "site", "shell", "--no-imports", "-c", LIST).strip() == "a@exemple.fr"
    assert (folder / "site/uploads/documents/abc").exists()
