"""An instance leaves PostgreSQL, lives on SQLite, and comes back: the same bytes each time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from commun.concertations.models import Document
from commun.core import moving
from tests.accounts.factories import UserFactory
from tests.core.test_moving import digests
from tests.opendata.world import country

PASS_ON = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("import_everything", sys.argv[1])
call_command("export", sys.argv[2], "--complet")
"""


@pytest.mark.skipif("sqlite" in connection.vendor, reason="goes from PostgreSQL to SQLite and back")
def test_instance_goes_from_one_database_to_the_other_and_back(db, settings, tmp_path, _kept_database) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    given = Document(concertation=country(), title="Rapport")
    given.file.save("rapport.txt", ContentFile(b"des octets"))
    UserFactory(name="Une personne d’outre-mer", email="ILE@exemple.fr")
    left = moving.export(tmp_path / "un")
    moved_through_sqlite(_kept_database, tmp_path / "un", tmp_path / "deux")
    assert digests(tmp_path / "deux") == digests(tmp_path / "un")
    shutil.rmtree(settings.MEDIA_ROOT)
    assert moving.bring(tmp_path / "deux", replace=True) == left
    moving.export(tmp_path / "trois")
    assert digests(tmp_path / "trois") == digests(tmp_path / "un")
    assert Path(settings.MEDIA_ROOT, given.file.name or "").read_bytes() == b"des octets"
    UserFactory()  # the number that follows is free


def moved_through_sqlite(migrated: Path, source: Path, to: Path) -> None:
    """In a process of its own, whose database holds what a fresh installation does."""
    home = to.with_name(f"{to.name}-sqlite")
    home.mkdir()
    if migrated.exists():  # else half a minute of migrations
        shutil.copyfile(migrated, home / "vide.sqlite3")
    environment = {
        **os.environ,
        "COMMUN_DATA_DIR": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'vide.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
    }
    subprocess.run(
        [sys.executable, "-c", PASS_ON, str(source), str(to)], env=environment, check=True, capture_output=True
    )
