"""What was published on a day can be had again, exactly: kept once, given by stretches, whole or not at all."""

import datetime
import errno
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from frictionless import Package

from commun.concertations.models import FollowUp, Milestone
from commun.core import audit, whole
from commun.deliberations.models import Deliberation
from commun.opendata import archives, exporting, package, zips
from commun.opendata.registry import datasets
from commun.opendata.zips import DEFLATED, STORED, Layout, Part, pack
from tests.concertations.factories import restituted_concertation
from tests.opendata.test_files import content

pytestmark = pytest.mark.once("files of the rows that both databases give")

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_archives(settings, tmp_path) -> None:
    settings.ARCHIVE_DIR = tmp_path / "archives"


@pytest.fixture
def only_three(monkeypatch) -> None:
    """Three small datasets in three formats: what holds of them holds of sixteen in four."""
    few = {slug: datasets()[slug] for slug in ("suites", "jalons", "deliberations")}
    monkeypatch.setattr(package, "FORMATS", ("csv", "json", "xlsx"))
    for module in (package, archives):
        monkeypatch.setattr(module, "datasets", lambda: few)


def archived(at: datetime.datetime) -> archives.Archived:
    with time_machine.travel(at, tick=False):
        return archives.archive()


# --- The export ------------------------------------------------------------------------------------------------------


def test_an_export_is_a_valid_package_whose_manifest_tells_each_byte(world, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(package, "FORMATS", ("csv", "json", "xlsx"))  # Parquet: in the test that follows
    call_command("export", tmp_path / "tout", stdout=io.StringIO())
    folder = tmp_path / "tout"
    manifest = json.loads((folder / "manifeste.json").read_text())
    told = {one["chemin"]: one for one in manifest["fichiers"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*told, "manifeste.json"}
    for path, one in told.items():
        raw = (folder / path).read_bytes()
        assert (hashlib.sha256(raw).hexdigest(), len(raw)) == (one["sha256"], one["octets"]), path
    for slug, dataset in datasets().items():
        counts = {told[f"donnees/{slug}.{suffix}"]["lignes"] for suffix in package.FORMATS}
        assert counts == {dataset.rows().count()}, slug
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert report.stats["tasks"] == len(datasets())


def test_the_same_data_give_the_same_zip_whatever_the_day(world, tmp_path, monkeypatch, only_three) -> None:
    monkeypatch.setattr(package, "FORMATS", ("csv", "xlsx", "parquet"))
    for name, at in (("un", NOON), ("deux", NOON + 40 * DAY)):
        with time_machine.travel(at, tick=False):
            exporting.to_zip(tmp_path / f"{name}.zip", told=lambda file: None)
    first, second = ((tmp_path / f"{name}.zip").read_bytes() for name in ("un", "deux"))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as zipped:
        assert zipped.testzip() is None
        assert "donnees/suites.parquet" in zipped.namelist()


def test_what_is_there_is_not_replaced_unasked(db, tmp_path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "y.zip").write_text("précieux")
    for name in ("x", "y.zip"):
        with pytest.raises(CommandError, match="existe déjà"):
            call_command("export", tmp_path / name)
    assert (tmp_path / "y.zip").read_text() == "précieux"


KILLED = """
import os, signal, sys
from pathlib import Path
from commun.core import whole
kind, to = sys.argv[1], Path(sys.argv[2])
if kind == "folder":
    with whole.new_folder(to, replace=True) as folder:
        (folder / "a").write_text("nouveau")
        os.kill(os.getpid(), signal.SIGKILL)
else:
    with whole.new_file(to) as file:
        file.write_text("nouveau")
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_killed_export_leaves_what_was_there_and_the_next_one_succeeds(tmp_path, kind: str) -> None:
    to = tmp_path / "export"
    if kind == "folder":
        to.mkdir()
        (to / "a").write_text("ancien")
    else:
        to.write_text("ancien")
    killed = subprocess.run([sys.executable, "-c", KILLED, kind, to], check=False)
    assert killed.returncode == -9
    assert (to / "a" if kind == "folder" else to).read_text() == "ancien"
    if kind == "folder":
        with whole.new_folder(to, replace=True) as folder:
            assert list(folder.iterdir()) == []
            (folder / "a").write_text("nouveau")
    else:
        with whole.new_file(to) as file:
            file.write_text("nouveau")
    assert (to / "a" if kind == "folder" else to).read_text() == "nouveau"
    assert list(tmp_path.iterdir()) == [to]


def test_a_full_disk_is_told_and_leaves_nothing(db, tmp_path, monkeypatch, only_three) -> None:
    def full(dataset, to: Path) -> int:
        to.write_bytes(b"un d")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(package.WRITE, "xlsx", full)
    for name in ("x", "x.zip"):
        with pytest.raises(CommandError, match=r"le disque est plein.*rien n’a été laissé à moitié"):
            call_command("export", tmp_path / name, stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []


def test_two_exports_to_one_place_are_refused(tmp_path) -> None:
    with whole.new_file(tmp_path / "x") as file:
        with pytest.raises(whole.WriteRefused, match="Un autre processus"), whole.new_file(tmp_path / "x"):
            pass
        file.write_text("le premier")
    assert (tmp_path / "x").read_text() == "le premier"


# --- The zip ---------------------------------------------------------------------------------------------------------


def packed(folder: Path, contents: dict[str, bytes], *, method: int = DEFLATED) -> list[Part]:
    parts = []
    for number, (name, raw) in enumerate(contents.items()):
        path = folder / str(number)
        with path.open("wb") as target:
            told = pack(io.BytesIO(raw), target, method=method)
        parts.append(Part(name, path, told.method, told.crc, told.size, told.packed))
    return parts


def test_a_zip_is_read_by_others_and_by_any_stretch(tmp_path) -> None:
    contents = {"é/a.csv": b"abc" * 200_000, "vide.txt": b"", "b.bin": bytes(range(256)) * 9}
    layout = Layout(packed(tmp_path, contents))
    raw = b"".join(layout.blocks())
    assert len(raw) == layout.size
    with zipfile.ZipFile(io.BytesIO(raw)) as zipped:
        assert {name: zipped.read(name) for name in zipped.namelist()} == contents
    for start in (0, 1, 29, 30, 37, 700, layout.size - 23, layout.size - 1):
        for stop in (start + 1, start + 40, layout.size):
            assert b"".join(layout.blocks(start, min(stop, layout.size))) == raw[start:stop]


def test_a_zip_of_more_than_four_gigabytes_says_so(tmp_path) -> None:
    """Its holes take no room on the disk: only the places are looked at, by an independent reader."""
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(5 * 2**30)
    small = packed(tmp_path, {"after.txt": b"apr\xc3\xa8s"})
    layout = Layout([Part("big.bin", big, STORED, 0, 5 * 2**30, 5 * 2**30), *small])
    sparse = tmp_path / "sparse.zip"
    with sparse.open("wb") as file:
        file.write(b"".join(layout.blocks(0, 100)))
        file.seek(layout.size - 1000)
        file.write(b"".join(layout.blocks(layout.size - 1000, layout.size)))
    with zipfile.ZipFile(sparse) as zipped:
        assert zipped.read("after.txt").decode() == "après"
        assert zipped.getinfo("big.bin").file_size == 5 * 2**30


@pytest.mark.parametrize("method", [STORED, DEFLATED])
def test_any_stretch_of_a_packed_file_is_that_of_the_file(tmp_path, method: int) -> None:
    raw = bytes(range(251)) * 3_000
    (part,) = packed(tmp_path, {"x": raw}, method=method)
    for start, stop in ((0, len(raw)), (0, 1), (300_000, 300_010), (len(raw) - 1, len(raw)), (5, 5)):
        blocks = zips.unpacked(part.packed_at, method=method, start=start, stop=stop)
        assert b"".join(blocks) == raw[start:stop]


# --- The days --------------------------------------------------------------------------------------------------------


def test_a_day_can_be_had_again_after_everything_changed(world, client: Client, only_three) -> None:
    before = {
        f"donnees/{slug}.{suffix}": content(client.get(f"/donnees/{slug}.{suffix}"))
        for slug in ("suites", "jalons")
        for suffix in ("csv", "json")
    }
    first = archived(NOON).day
    Milestone.objects.all().delete()
    FollowUp.objects.all().delete()
    audit.record("followup.deleted", target=world, by=None)
    second = archived(NOON + DAY).day
    assert archives.days() == [second.day, first.day]
    for path, raw in before.items():
        assert content(client.get(f"/donnees/archives/2026-11-22/{path}")) == raw
        assert content(client.get(f"/donnees/archives/2026-11-23/{path}")) != raw
    zipped = client.get("/donnees/archives/2026-11-22.zip")
    raw = content(zipped)
    assert zipped["Content-Length"] == str(len(raw)) == str(first.zip_size)
    assert hashlib.sha256(raw).hexdigest() == first.zip_sha256
    with zipfile.ZipFile(io.BytesIO(raw)) as read:
        assert {path: read.read(path) for path in before} == before
    page = client.get("/donnees/archives/").content.decode()
    assert first.zip_sha256 in page and "/donnees/archives/2026-11-22.zip" in page
    told = client.get("/donnees/archives/index.json").json()["jours"]
    assert [(one["jour"], one["sha256"]) for one in told] == [
        ("2026-11-23", second.zip_sha256),
        ("2026-11-22", first.zip_sha256),
    ]
    assert client.get("/donnees/archives/2026-11-21.zip").status_code == 404
    assert client.get("/donnees/archives/2026-11-22/donnees/inconnu.csv").status_code == 404


def test_an_unchanged_file_is_kept_once_and_is_one_edition(world, client: Client, only_three) -> None:
    first, second = archived(NOON), archived(NOON + DAY)
    assert first.new > 10 and second.new == 0
    assert second.day.zip_sha256 == first.day.zip_sha256
    FollowUp.objects.update(title="Autre chose")
    audit.record("followup.changed", target=world, by=None)
    third = archived(NOON + 2 * DAY)
    changed = {file.path for file in third.day.files} - {
        file.path for file in third.day.files if file in second.day.files
    }
    assert all("suites" in path or "/" not in path for path in changed) and third.new == len(changed)
    found = archives.editions("suites")
    assert [(one.first.day, one.last.day) for one in found] == [(24, 24), (22, 23)]
    assert "/donnees/archives/2026-11-23/donnees/suites.csv" in client.get("/donnees/suites/editions/").content.decode()


def test_the_rule_keeps_each_day_of_a_year_then_the_first_of_each_month() -> None:
    today = datetime.date(2028, 3, 10)
    every_day = [today - n * DAY for n in range(800)]
    kept = archives.kept_days(every_day, today=today)
    assert {one for one in every_day if (today - one).days < 366} <= kept
    old = sorted(one for one in kept if (today - one).days >= 366)
    assert old[0] == min(every_day) and all(one.day == 1 for one in old[1:])
    assert [one.month for one in old] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]


def test_what_is_kept_no_more_is_destroyed(world, only_three) -> None:
    archived(NOON - 500 * DAY)
    restituted_concertation()
    Milestone.objects.all().delete()
    audit.record("milestone.deleted", target=world, by=None)
    archived(NOON - 499 * DAY)
    done = archived(NOON)
    objects = set((archives._days_folder().parent / "objets").glob("*/*"))
    named = {file.object for on in archives.days() if (day := archives.day(on)) for file in day.files}
    assert done.forgotten == ((NOON - 499 * DAY).date(),)
    assert objects == named


def test_a_run_cut_short_leaves_the_days_as_they_were(world, only_three, monkeypatch) -> None:
    first = archived(NOON).day
    restituted_concertation()

    def full(dataset, to: Path) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setitem(package.WRITE, "xlsx", full)
        with (
            pytest.raises(CommandError, match=r"le disque est plein.*jours passés sont intacts"),
            time_machine.travel(NOON + DAY),
        ):
            call_command("archive", stdout=io.StringIO())
    assert archives.days() == [first.day]
    assert not list(archives._days_folder().parent.glob(".atelier-*"))
    # The room that the run took is given back: what is kept is what the days name.
    assert set(archives._days_folder().parent.glob("objets/??/*")) == {file.object for file in first.files}
    assert archived(NOON + DAY).day.day == (NOON + DAY).date()


def test_what_showed_a_person_is_given_no_more_at_once_and_is_then_destroyed(world, client: Client, only_three) -> None:
    day = archived(NOON).day
    path = "/donnees/archives/2026-11-22/donnees/deliberations.csv"
    assert client.get(path).status_code == 200
    decision = Deliberation.objects.all()[0]
    with time_machine.travel(NOON + datetime.timedelta(hours=1), tick=False):
        audit.record("deliberation.taken_down", target=decision, by=None)
    assert client.get(path).status_code == 404
    zipped = client.get("/donnees/archives/2026-11-22.zip")
    raw = content(zipped)
    assert zipped["ETag"] != f'"{day.zip_sha256}"' and zipped["Content-Length"] == str(len(raw))
    with zipfile.ZipFile(io.BytesIO(raw)) as read:
        assert "donnees/deliberations.csv" not in read.namelist() and "donnees/suites.csv" in read.namelist()
    assert "ne sont plus donnés" in client.get("/donnees/archives/2026-11-22/").content.decode()
    Deliberation.objects.filter(pk=decision.pk).update(subject="autre")
    held = {file.object for file in day.files if file.path.startswith("donnees/deliberations")}
    archived(NOON + DAY)
    assert not any(path.exists() for path in held)
    left = archives.day(NOON.date())
    assert left is not None and left.withdrawn == ("deliberations",)
    raw = content(client.get("/donnees/archives/2026-11-22.zip"))
    assert hashlib.sha256(raw).hexdigest() == left.zip_sha256


# --- Stretches and conditions ----------------------------------------------------------------------------------------


@pytest.fixture
def addresses(world, client: Client, only_three) -> list[str]:
    archived(NOON)
    content(client.get("/donnees/suites.csv"))
    return [
        "/donnees/suites.csv",
        "/donnees/suites.json",
        "/donnees/suites.xlsx",
        "/donnees/archives/2026-11-22.zip",
        "/donnees/archives/2026-11-22/donnees/suites.csv",
        "/donnees/archives/2026-11-22/donnees/suites.xlsx",
    ]


def test_a_file_is_given_by_stretches_and_on_conditions(addresses: list[str], client: Client) -> None:
    for address in addresses:
        first = client.get(address, headers={"Range": "bytes=0-"})
        raw, size = content(first), int(first["Content-Range"].rpartition("/")[2])
        assert (first.status_code, len(raw)) == (206, size), address
        etag = first["ETag"]
        assert etag == f'"{hashlib.sha256(raw).hexdigest()}"'
        assert first["Accept-Ranges"] == "bytes" and first["Last-Modified"]
        for asked, expected in (
            ("bytes=10-19", raw[10:20]),
            ("bytes=-7", raw[-7:]),
            (f"bytes={size - 3}-{size + 50}", raw[-3:]),
        ):
            stretch = client.get(address, headers={"Range": asked})
            assert (stretch.status_code, content(stretch)) == (206, expected), (address, asked)
            assert stretch["Content-Length"] == str(len(expected))
        for asked in (f"bytes={size}-", "bytes=0-1,4-5", "bytes=-0"):
            refused = client.get(address, headers={"Range": asked})
            assert (refused.status_code, refused["Content-Range"]) == (416, f"bytes */{size}"), (address, asked)
        for asked in ("lines=1-2", "bytes=9-2", "bytes=x"):
            assert content(client.get(address, headers={"Range": asked})) == raw, (address, asked)
        same = client.get(address, headers={"Range": "bytes=4-", "If-Range": etag})
        assert (same.status_code, content(same)) == (206, raw[4:])
        for stale in ('"autre"', f"W/{etag}", "Mon, 01 Jan 2001 00:00:00 GMT"):
            answer = client.get(address, headers={"Range": "bytes=4-", "If-Range": stale})
            assert (answer.status_code, content(answer)) == (200, raw), (address, stale)
        for condition in ({"If-None-Match": etag}, {"If-Modified-Since": first["Last-Modified"]}):
            known = client.get(address, headers=condition)
            assert (known.status_code, content(known)) == (304, b""), (address, condition)
        head = client.head(address)
        assert (head.status_code, content(head), head["Content-Length"]) == (200, b"", str(size)), address
        assert head["ETag"] == etag


def test_a_harvester_that_comes_back_takes_nothing_that_did_not_change(world, client: Client, settings) -> None:
    """Something else was written meanwhile: the version of the site changed, the file did not."""
    settings.PAGE_CACHE = True
    content(client.get("/donnees/suites.csv"))
    etag = client.head("/donnees/suites.csv")["ETag"]
    assert not etag.startswith("W/")
    audit.record("territories.loaded", target=world, by=None)
    assert client.get("/donnees/suites.csv", headers={"If-None-Match": etag}).status_code == 304
    FollowUp.objects.update(title="Autre chose")
    audit.record("followup.changed", target=world, by=None)
    changed = client.get("/donnees/suites.csv", headers={"If-None-Match": etag})
    assert changed.status_code == 200 and b"Autre chose" in content(changed)
