"""A whole platform in one command: all of it or nothing, whatever breaks on the way, and twice changes nothing."""

import csv
import errno
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from commun.concertations.actions import imports
from commun.concertations.importers import bulk
from commun.concertations.models import ImportedRecord, Takeaway
from commun.concertations.platforms.tables import open_tables
from commun.core.full_disk import NoRoom
from commun.core.models import AuditEvent
from tests.concertations.exports import archive, decidim, proposal
from tests.concertations.factories import ConcertationFactory

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[3] / "shared" / "data" / "participation"


@pytest.fixture
def record(db):
    return ConcertationFactory()


def run(path: Path, record, *options: str, command="import_decidim") -> str:
    said = StringIO()
    call_command(command, path, "--concertation", record.slug, *options, stdout=said)
    return said.getvalue()


def written(tmp_path: Path, content: bytes, name="proposals.csv") -> Path:
    path: Path = tmp_path / name
    path.write_bytes(content)
    return path


def counts() -> tuple[int, int, int]:
    return Takeaway.objects.count(), ImportedRecord.objects.count(), AuditEvent.objects.count()


def test_trial_says_what_the_import_then_does_and_a_second_one_adds_nothing(tmp_path, record, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 7)
    lines = [proposal(number, state="rejected", answer_fr="Trop cher") for number in range(1, 31)]
    path = written(tmp_path, archive(proposals=decidim(*lines, proposal(31, withdrawn="true"))), "open-data.zip")
    before = counts()
    tried = run(path, record, "--dry-run")
    assert "31 propositions lues, 30 seraient ajoutées" in tried
    assert counts() == before
    done = run(path, record)
    assert "30 ajoutées" in done
    assert "30 réponses à signer" in done
    assert "author/name" in done
    assert [one.number for one in record.takeaways.order_by("pk")] == list(range(1, 31))
    after = counts()
    assert "0 ajoutées, 0 modifiées, 30 inchangées" in run(path, record)
    assert counts() == after
    record.refresh_from_db()
    assert record.propositions_count == 30


def test_lines_to_mend_keep_the_file_out_and_are_told_with_their_place(tmp_path, record):
    path = written(tmp_path, decidim(proposal(1), proposal(2, "x" * 5001), proposal(3, title_fr="", body_fr="")))
    with pytest.raises(CommandError, match="2 lignes sont à corriger : rien n’a été importé"):
        run(path, record)
    assert not Takeaway.objects.exists()
    with (tmp_path / "proposals.csv.fautes.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [("3", "", "ligne refusée"), ("4", "N", "ligne refusée")]
    assert "1 ajoutées" in run(path, record, "--leave-out-faulty")


def test_address_of_a_person_must_be_read_again_first(tmp_path, record):
    path = written(tmp_path, decidim(proposal(1, "Écrire à jean.dupont@exemple.fr")))
    with pytest.raises(CommandError, match="semble contenir une adresse électronique"):
        run(path, record)
    assert not Takeaway.objects.exists()
    assert "1 ajoutées" in run(path, record, "--reread")


def full(*_args, **_options):
    raise OperationalError("database or disk is full")


def stopped(*_args, **_options):
    raise KeyboardInterrupt


@pytest.mark.parametrize("what", [full, stopped], ids=["disk full", "stopped"])
@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [(imports, "new_row", 9), (imports, "_remember", 3), (imports, "_follow", 1), (imports, "keep_counters", 0)],
    ids=["a row", "its origin", "between batches", "at the end"],
)
def test_whatever_breaks_on_the_way_nothing_is_half_written(tmp_path, record, monkeypatch, what, owner, name, after):
    monkeypatch.setattr(imports, "BATCH", 5)
    real, calls = getattr(owner, name), []

    def faulty(*args, **options):
        calls.append(name)
        return what() if len(calls) > after else real(*args, **options)

    monkeypatch.setattr(owner, name, faulty)
    path, before = written(tmp_path, decidim(*map(proposal, range(1, 21)))), counts()
    with open_tables(path) as (table,), pytest.raises((NoRoom, KeyboardInterrupt)):
        bulk.import_table(record=record, table=table)
    assert counts() == before
    monkeypatch.setattr(owner, name, real)
    assert "20 ajoutées" in run(path, record)


def test_a_disk_that_fills_up_ends_the_command_with_what_to_do(tmp_path, record, monkeypatch):
    path = written(tmp_path, decidim(*map(proposal, range(1, 21))))
    with monkeypatch.context() as broken:
        broken.setattr(imports, "keep_counters", full)
        with pytest.raises(CommandError, match=r"^proposals.csv : Le disque du site est plein : .*puis recommencez\.$"):
            run(path, record)
        with pytest.raises(CommandError, match="Le disque du site est plein"):
            run(path, record, "--dry-run")
    assert not Takeaway.objects.exists()
    faulty = written(tmp_path, decidim(proposal(1, "x" * 5001)), "fautes.csv")
    with monkeypatch.context() as broken:
        broken.setattr(bulk, "guard", mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(CommandError, match="Le disque du site est plein"):
            run(faulty, record)


def test_comments_of_the_archive_are_counted_and_their_authors_left(tmp_path, record):
    comments = b"id;body;author/name;commentable_id;commentable_type;alignment;depth\n1;Oui;C. P.;1;Proposal;1;0\n"
    path = written(tmp_path, archive(proposals=decidim(proposal(1)), proposal_comments=comments), "open-data.zip")
    said = run(path, record)
    assert "Colonnes de personnes laissées de côté : author/name" in said
    assert "(commentaires) : lignes lues : 1 ; comptées avec une remontée d’ici : 1" in said
    with pytest.raises(CommandError, match="aucun tableau de Cap Collectif"):
        run(path, record, command="import_cap_collectif")


@pytest.mark.skipif(not REAL.is_dir(), reason="les vrais exports ne sont pas à côté du dépôt (../shared/data)")
def test_real_export_of_lille_gives_its_196_proposals_once(record, tmp_path):
    path = written(tmp_path, (REAL / "decidim/propositions-libres.csv").read_bytes())
    assert "196 propositions lues, 196 ajoutées" in run(path, record, "--reread")
    assert "196 inchangées" in run(path, record, "--reread")
    one = record.takeaways.get(imported__source_id="457")
    assert one.imported.source_url.endswith("/proposals/457")
    assert one.imported.host == "participation.lillemetropole.fr"


@pytest.mark.skipif(not REAL.is_dir(), reason="les vrais exports ne sont pas à côté du dépôt (../shared/data)")
def test_real_files_of_decidim_are_taken_with_their_counts_and_twice_change_nothing(record, tmp_path):
    said = {
        "proposals_config1.xls": ("1 propositions lues, 1 ajoutées", "1 inchangées"),
        "proposals_config2.xls": ("2 propositions lues", "0 ajoutées"),
        "proposals_config3.xls": ("2 propositions lues", "0 ajoutées"),
        "format-fixtures/import_proposals.csv": ("3 propositions lues, 3 ajoutées", "3 inchangées"),
        "format-fixtures/import_proposals.xlsx": ("3 propositions lues, 0 ajoutées", "3 inchangées"),
        "format-fixtures/import_proposals.json": ("3 propositions lues, 0 ajoutées", "3 inchangées"),
        "format-fixtures/valid_result.csv": (
            "lignes lues : 4 ; nouvelles : 4",
            "nouvelles : 0 ; modifiées : 0 ; inchangées : 4",
        ),
        "comments_config1.xls": ("lignes lues : 4", "comptes nouveaux : 0"),
        "comments_config2.xls": ("lignes lues : 5", "comptes nouveaux : 0"),
        "comments_config3.xls": ("lignes lues : 6", "comptes nouveaux : 0"),
    }
    for name, (first, again) in said.items():
        path = written(tmp_path, (REAL / "decidim" / name).read_bytes(), Path(name).name)
        assert first in run(path, record, "--reread"), name
        after = counts()
        assert again in run(path, record, "--reread"), name
        assert counts() == after, name
