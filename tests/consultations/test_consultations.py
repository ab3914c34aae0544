"""An inventory of consultations is taken whole, keeps where it comes from, and is corrected by its source alone."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from commun.consultations.importing import FaultyLines
from commun.consultations.models import Consultation
from commun.core import audit
from commun.core.dates import PartialDate
from commun.core.full_disk import NoRoom
from commun.core.models import AuditEvent
from tests.consultations.factories import FIRST, PROVENANCE, SECOND, imported, imported_file

REAL = Path(__file__).parents[3] / "shared/data/participation/consultation-gouv/usages.csv"


def test_a_line_becomes_a_record_with_its_provenance_and_loses_no_cell(db, tmp_path) -> None:
    done = imported(tmp_path, FIRST, SECOND)
    assert (done.new, done.changed, done.unchanged) == (2, 0, 0)
    one = Consultation.objects.get(source_id="_usage/eau.md")
    assert (one.title, one.organiser, one.recorded_on) == (
        "Partager l’eau", "Agence d’essai", datetime.date(2019, 1, 15)
    )  # fmt: skip
    assert one.tools == ["Decidim"] and one.methods == ["L'atelier citoyen", "Les consultations en ligne"]
    assert (one.source_title, one.known_on, one.licence) == ("Inventaire d’essai", PartialDate("2020-01"), "MIT")
    assert one.cells["note-citoyenne"] == "5" and one.cells["in_progress"] == "True"
    assert "**Durée**" in one.cells["texte"]


def test_twice_doubles_nothing_and_a_newer_file_corrects_at_the_same_address(db, tmp_path) -> None:
    imported(tmp_path, FIRST, SECOND)
    before = list(Consultation.objects.order_by("pk").values_list("uid", "slug", "updated_at"))
    again = imported(tmp_path, FIRST, SECOND)
    assert (again.new, again.changed, again.unchanged, again.absent) == (0, 0, 2, 0)
    assert list(Consultation.objects.order_by("pk").values_list("uid", "slug", "updated_at")) == before
    newer = replace(PROVENANCE, known_on=PartialDate("2021"))
    done = imported(tmp_path, FIRST.replace("Partager l’eau", "Partager la rivière"), provenance=newer)
    assert (done.new, done.changed, done.absent) == (0, 1, 1)
    one = Consultation.objects.get(source_id="_usage/eau.md")
    assert (one.title, one.slug) == ("Partager la rivière", "partager-l-eau")
    assert one.known_on == PartialDate("2021")
    assert Consultation.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [("_usage/x.md,,,,,,,,,", "titre"), (",Sans nom,,,,,,,,", "identifiant"), (FIRST, "plus haut")],
)
def test_a_faulty_line_leaves_everything_as_it_was(db, tmp_path, line: str, why: str) -> None:
    with pytest.raises(FaultyLines) as refused:
        imported(tmp_path, FIRST, line)
    ((where, reason),) = refused.value.outcome.faults
    assert why in reason and "3" in where
    assert not Consultation.objects.exists() and not AuditEvent.objects.filter(verb="consultation.added").exists()


def test_a_disk_that_fills_up_on_the_way_leaves_nothing(db, tmp_path, monkeypatch) -> None:
    real, told = audit.record, []

    def full(*args, **options):
        told.append(args)
        if len(told) > 1:
            raise OperationalError("database or disk is full")
        return real(*args, **options)

    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", full)
        with pytest.raises(NoRoom):
            imported(tmp_path, FIRST, SECOND)
    assert not Consultation.objects.exists() and not AuditEvent.objects.filter(verb="consultation.added").exists()
    assert imported(tmp_path, FIRST, SECOND).new == 2


def test_a_trial_writes_nothing(db, tmp_path) -> None:
    assert imported(tmp_path, FIRST, is_trial=True).new == 1
    assert not Consultation.objects.exists()


def test_pages_say_what_it_is_where_it_comes_from_and_its_notes_are_not_given(db, client: Client, tmp_path) -> None:
    imported(tmp_path, FIRST, SECOND)
    found = client.get("/consultations/", {"q": "decidim"}).content.decode()
    assert "Partager l’eau" in found and "Planter des haies" not in found
    one = Consultation.objects.get(source_id="_usage/eau.md")
    page = client.get(one.get_absolute_url()).content.decode()
    assert all(said in page for said in ("Agence d’essai", "licence MIT", "_usage/eau.md", "janvier 2020"))
    row = client.get(f"/api/v1/consultations/{one.uid}").json()["donnees"]
    assert (row["identifiant_origine"], row["licence"], row["outils"]) == ("_usage/eau.md", "MIT", ["Decidim"])
    assert not [name for name in row if "note" in name]


def test_the_command_takes_a_file_and_says_what_another_is_not(db, tmp_path, capsys) -> None:
    imported(tmp_path, FIRST, is_trial=True)
    call_command("import_consultations", tmp_path / "usages.csv", known_on="2020-01")
    assert "1 consultations lues : 1 ajoutées" in capsys.readouterr().out
    (tmp_path / "autre.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="aucun inventaire"):
        call_command("import_consultations", tmp_path / "autre.csv", known_on="2020-01")


@pytest.mark.skipif(not REAL.is_file(), reason="le vrai inventaire n’est pas à côté du dépôt (../shared/data)")
def test_the_inventory_of_the_state_is_taken_whole(db) -> None:
    first, second = imported_file(REAL), imported_file(REAL)
    assert (first.new, second.new, second.unchanged) == (40, 0, 40)
    rows = Consultation.objects.all()
    assert sum("Cap Collectif" in one.tools for one in rows) == 18 and all(one.cells["fichier"] for one in rows)
    assert sum(bool(one.organiser) for one in rows) == 39 and sum(bool(one.url) for one in rows) == 35
