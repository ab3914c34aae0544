"""Sample arguments of the addresses of the archives: one day, which holds one small file."""

import datetime
import tempfile
from pathlib import Path
from typing import Any

from commun.core.freshness import data_version
from commun.opendata import archives
from commun.opendata.package import File
from tests.consistency.world import World

DAY = datetime.date(2026, 11, 22)


def small_archive(on: datetime.date = DAY) -> archives.Day:
    """A day written as an archive writes it, of a file that says almost nothing."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "suites.csv"
        path.write_text("identifiant\r\n")
        digest = "0" * 64
        kept, _is_new = archives._keep(path, File("donnees/suites.csv", digest, 13, 0, "suites"))
    made = archives.Day(
        day=on, made_at=datetime.datetime(2026, 11, 22, 2, tzinfo=datetime.UTC), version=data_version(),
        zip_sha256="1" * 64, zip_size=archives._layout([kept]).size, files=(kept,),
    )  # fmt: skip
    archives._write_day(made)
    return made


def _day(world: World) -> dict[str, Any]:
    return {"day": small_archive().day}


def _file(world: World) -> dict[str, Any]:
    return {"day": small_archive().day, "path": "donnees/suites.csv"}


SAMPLES = {
    "opendata:archive_day": _day,
    "opendata:archive_zip": _day,
    "opendata:archive_file": _file,
    "opendata:dataset_history": lambda world: {"slug": "propositions"},
}
