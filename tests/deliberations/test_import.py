"""Files of decisions come in, in every form, and coming twice changes nothing."""

import csv
import datetime
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from commun.core.models import AuditEvent, Revision
from commun.deliberations.actions import imports
from commun.deliberations.actions.imports import SourceSaid, import_file
from commun.deliberations.columns import NAMES
from commun.deliberations.enums import BodyKind, TextSource
from commun.deliberations.importers.files import UnreadableFile
from commun.deliberations.models import DeliberatingBody, Deliberation, DeliberationImport, DeliberationText
from tests.deliberations.files import (
    SIRETS,
    csv_file,
    csv_text,
    json_array_file,
    json_lines_file,
    parquet_file,
    row,
)
from tests.processes import shared_with_processes
from tests.territories.factories import TerritoryFactory

SAID = SourceSaid("Délibérations d’essai", publisher="Commune d’essai", licence="Licence Ouverte 2.0")


def take(path: Path, said: SourceSaid = SAID, **options):
    return import_file(path=path, said=said, by=None, faults_to=path.with_suffix(".fautes.csv"), **options)


def faults_of(outcome) -> list[tuple[str, str, str]]:
    with outcome.faults_path.open(encoding="utf-8-sig", newline="") as file:
        return [(one["ligne"], one["colonne"], one["effet"]) for one in csv.DictReader(file, delimiter=";")]


def test_every_column_of_a_line_is_kept(db, tmp_path) -> None:
    outcome = take(csv_file(tmp_path, [row()]))

    one = Deliberation.objects.get()
    assert (outcome.read, outcome.created, outcome.faulty, outcome.remarks) == (1, 1, 0, 0)
    assert one.uid.startswith("21860194600013-20240311-")
    assert (one.body.name, one.body.siret, one.local_id) == ("Commune d’essai", SIRETS[0], "2024-001")
    assert (one.decided_on, one.received_on) == (datetime.date(2024, 3, 11), datetime.date(2024, 3, 14))
    assert (one.matter_code, one.matter_name) == ("7.5", "finances locales/subventions")
    assert (one.subject, one.url) == ("Subvention à l’association des élèves", row()["DELIB_URL"])
    assert (one.budget_year, one.budget_name, one.prefecture_id) == ("2024", "Budget principal", "PREF086")
    votes = (one.vote_members, one.vote_present, one.vote_for, one.vote_against, one.vote_abstained)
    assert votes == (43, 40, 30, 6, 4)
    assert (one.source.title, one.source.licence) == (SAID.title, SAID.licence)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_any_separator_and_encoding_reads_the_same(db, tmp_path, separator, encoding) -> None:
    subject = "Élection ; « vœu », l’été"
    take(csv_file(tmp_path, [row(DELIB_OBJET=subject)], separator=separator, encoding=encoding))

    assert Deliberation.objects.get().subject == subject


@pytest.mark.parametrize("write", [json_lines_file, json_array_file, parquet_file])
def test_json_and_parquet_give_what_csv_gives(db, tmp_path, write) -> None:
    rows = [row(number) for number in range(1, 8)]
    typed = [
        {**one, "VOTE_POUR": 30, "DELIB_DATE": datetime.date(2024, 3, 11) if write is parquet_file else "2024-03-11"}
        for one in rows
    ]
    take(csv_file(tmp_path, rows))
    known = list(Deliberation.objects.order_by("uid").values_list("uid", "sha256"))

    outcome = take(write(tmp_path, typed))

    assert (outcome.unchanged, outcome.created, outcome.changed, outcome.faulty) == (7, 0, 0, 0)
    assert list(Deliberation.objects.order_by("uid").values_list("uid", "sha256")) == known


def test_headers_of_other_case_order_and_company_are_known(db, tmp_path) -> None:
    headers = [name.lower().replace("_", " ") for name in reversed(NAMES)] + ["service"]
    line = {name.lower().replace("_", " "): value for name, value in row().items()} | {"service": "Finances"}
    outcome = take(csv_file(tmp_path, [line], headers=headers))

    assert outcome.file.ignored == ("service",)
    assert Deliberation.objects.get().subject == row()["DELIB_OBJET"]


def test_file_that_lacks_what_makes_a_decision_is_refused_and_says_what(db, tmp_path) -> None:
    headers = [name for name in NAMES if name not in ("COLL_SIRET", "VOTE_POUR")]
    with pytest.raises(UnreadableFile, match="COLL_SIRET") as refusal:
        take(csv_file(tmp_path, [row()], headers=headers))
    assert "VOTE_POUR" not in refusal.value.message


@pytest.mark.parametrize("start", [b"PK\x03\x04rest", b"\xff\xfea\x00", b"", b"PAR1 nothing of the kind"])
def test_file_of_another_kind_is_refused_with_a_sentence(db, tmp_path, start) -> None:
    path = tmp_path / "essai.csv"
    path.write_bytes(start)
    with pytest.raises(UnreadableFile):
        take(path)


def test_good_lines_are_kept_and_faults_say_line_column_and_reason(db, tmp_path) -> None:
    rows = [
        row(1),
        row(2, COLL_SIRET="21860194600014"),
        row(3, DELIB_DATE="11/03/2024"),
        row(4, DELIB_OBJET=""),
        row(5, PREF_DATE="2024-03-01", VOTE_POUR="beaucoup"),
        row(6, DELIB_DATE="2124-03-11"),
    ]
    outcome = take(csv_file(tmp_path, rows))

    assert (outcome.read, outcome.created, outcome.faulty) == (6, 2, 4)
    assert sorted(Deliberation.objects.values_list("local_id", flat=True)) == ["2024-001", "2024-005"]
    assert faults_of(outcome) == [
        ("3", "COLL_SIRET", "ligne refusée"),
        ("4", "DELIB_DATE", "ligne refusée"),
        ("5", "DELIB_OBJET", "ligne refusée"),
        ("6", "PREF_DATE", "ligne gardée"),
        ("6", "VOTE_POUR", "ligne gardée"),
        ("7", "DELIB_DATE", "ligne refusée"),
    ]
    kept = Deliberation.objects.get(local_id="2024-005")
    assert kept.received_on is None
    assert kept.vote_for is None


def test_fault_that_begins_like_a_formula_is_harmless_in_a_spreadsheet(db, tmp_path) -> None:
    outcome = take(csv_file(tmp_path, [row(DELIB_DATE="=1+1")]))
    assert ";'=1+1;" in outcome.faults_path.read_text("utf-8-sig")


def test_stray_quotation_mark_costs_its_own_line_only(db, tmp_path) -> None:
    lines = csv_text([row(number) for number in range(1, 7)]).splitlines(keepends=True)
    lines[3] = lines[3].replace("Subvention", '"Subvention', 1)
    path = tmp_path / "essai.csv"
    path.write_text("".join(lines), "utf-8")

    outcome = take(path)

    assert (outcome.created, outcome.faulty) == (5, 1)
    assert [line for line, _column, _effect in faults_of(outcome)] == ["4"]


def test_text_on_several_lines_is_kept_whole_and_lines_keep_their_numbers(db, tmp_path) -> None:
    text = "Le conseil,\naprès en avoir délibéré,\n« approuve »."
    rows = [row(1, TEXTE=text), row(2, TEXTE="", DELIB_DATE="?")]
    outcome = take(csv_file(tmp_path, rows, headers=[*NAMES, "TEXTE"]))

    kept = DeliberationText.objects.get()
    assert (kept.body, kept.source) == (text, TextSource.GIVEN)
    assert faults_of(outcome) == [("5", "DELIB_DATE", "ligne refusée")]


def test_text_in_html_loses_its_tags_and_scripts(db, tmp_path) -> None:
    text = "<p>Le conseil <b>approuve</b> l&#8217;achat.</p><script>alert(1)</script><p>Adopté.</p>"
    take(csv_file(tmp_path, [row(TEXTE=text)], headers=[*NAMES, "TEXTE"]))

    kept = DeliberationText.objects.get()
    assert (kept.body, kept.source) == ("Le conseil approuve l’achat.\nAdopté.", TextSource.HTML)


def test_same_file_twice_changes_nothing(db, tmp_path) -> None:
    path = csv_file(tmp_path, [row(number) for number in range(1, 30)])
    take(path)
    before = list(Deliberation.objects.order_by("pk").values())

    assert take(path).is_already_done
    again = take(path, again=True)

    assert (again.unchanged, again.created, again.changed) == (29, 0, 0)
    assert list(Deliberation.objects.order_by("pk").values()) == before
    assert not Revision.objects.exists()


def test_identifier_alone_is_not_unique_nor_is_it_with_the_body(db, tmp_path) -> None:
    rows = [row(), row(COLL_SIRET=SIRETS[1], COLL_NOM="Métropole d’essai"), row(DELIB_DATE="2023-03-11", PREF_DATE="")]
    assert take(csv_file(tmp_path, rows)).created == 3


def test_later_version_replaces_the_values_and_keeps_the_earlier(db, tmp_path) -> None:
    take(csv_file(tmp_path, [row(1), row(2)], headers=NAMES))
    later = SourceSaid("Délibérations d’essai, suite")
    outcome = take(csv_file(tmp_path, [row(1, DELIB_OBJET="Subvention rectifiée"), row(2)], "b.csv"), later)

    one = Deliberation.objects.get(local_id="2024-001")
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    assert (one.subject, one.version, one.source.title) == ("Subvention rectifiée", 2, later.title)
    first, second = Revision.objects.of(one).order_by("number")
    assert (first.fields["Objet"], second.fields["Objet"]) == (row()["DELIB_OBJET"], "Subvention rectifiée")
    assert first.at < second.at
    assert not Revision.objects.of(Deliberation.objects.get(local_id="2024-002")).exists()


def test_third_version_follows_the_second(db, tmp_path) -> None:
    for number, subject in enumerate(("un", "deux", "trois"), start=1):
        take(csv_file(tmp_path, [row(DELIB_OBJET=subject)], f"{number}.csv"))

    one = Deliberation.objects.get()
    assert [(revision.number, revision.fields["Objet"]) for revision in Revision.objects.of(one)] == [
        (3, "trois"),
        (2, "deux"),
        (1, "un"),
    ]


def test_file_without_the_text_does_not_take_it_away(db, tmp_path) -> None:
    take(csv_file(tmp_path, [row(TEXTE="Les mots.")], headers=[*NAMES, "TEXTE"]))
    outcome = take(csv_file(tmp_path, [row()], "sans.csv"))

    assert outcome.unchanged == 1
    assert DeliberationText.objects.get().body == "Les mots."


def test_file_that_contradicts_itself_is_believed_once_however_often_it_is_read(db, tmp_path) -> None:
    path = csv_file(tmp_path, [row(1), row(2), row(1, DELIB_OBJET="Autre chose"), row(2)])
    first = take(path)
    second = take(path, again=True)

    assert (first.created, first.unchanged, first.faulty) == (2, 1, 1)
    assert (second.created, second.changed, second.unchanged, second.faulty) == (0, 0, 3, 1)
    assert Deliberation.objects.get(local_id="2024-001").subject == row()["DELIB_OBJET"]


def test_dry_run_tells_the_same_and_writes_nothing(db, tmp_path) -> None:
    path = csv_file(tmp_path, [row(1), row(2, DELIB_OBJET="")])
    outcome = take(path, dry_run=True)

    assert (outcome.created, outcome.faulty) == (1, 1)
    assert not Deliberation.objects.exists()
    assert not DeliberatingBody.objects.exists()
    assert not DeliberationImport.objects.exists()


def test_import_leaves_a_public_trace_with_its_figures(db, tmp_path) -> None:
    take(csv_file(tmp_path, [row(1), row(2, DELIB_OBJET="")]))

    event = AuditEvent.objects.get(verb="deliberations.imported")
    assert event.is_public
    assert (event.detail["created"], event.detail["faulty"]) == (1, 1)


# --- Days ------------------------------------------------------------------------------------------------------------


def test_days_of_a_file_that_shows_its_habit_are_read_by_it(db, tmp_path) -> None:
    rows = [row(1, DELIB_DATE="05/03/2024"), row(2, DELIB_DATE="25/03/2024")]
    take(csv_file(tmp_path, [one | {"PREF_DATE": ""} for one in rows]))

    assert Deliberation.objects.get(local_id="2024-001").decided_on == datetime.date(2024, 3, 5)


def test_days_of_a_file_that_shows_two_habits_stay_faults(db, tmp_path) -> None:
    days = ("05/03/2024", "25/03/2024", "03/25/2024")
    rows = [row(number, DELIB_DATE=day, PREF_DATE="") for number, day in enumerate(days, start=1)]
    outcome = take(csv_file(tmp_path, rows))

    assert outcome.faulty == 1
    assert set(Deliberation.objects.values_list("decided_on", flat=True)) == {datetime.date(2024, 3, 25)}


# --- Bodies ----------------------------------------------------------------------------------------------------------


def test_body_is_tied_to_the_territory_whose_siren_begins_its_siret(db, tmp_path) -> None:
    territory = TerritoryFactory(siren="218601946")
    take(csv_file(tmp_path, [row(COLL_NOM="Le nom n’y fait rien")]))

    body = DeliberatingBody.objects.get()
    assert body.territory == territory
    assert body.kind == BodyKind.COMMUNE


@pytest.mark.parametrize(
    ("name", "siret", "kind", "department"),
    [
        ("Ville d’Essai", "21860194600013", BodyKind.COMMUNE, "86"),
        ("CCAS de la commune d’Essai", SIRETS[2], BodyKind.CCAS, "35"),
        ("Essai Métropole", "24350013900189", BodyKind.EPCI, "35"),
        ("Essai", "21860194600013", BodyKind.COMMUNE, "86"),
    ],
)
def test_kind_and_departement_of_an_unknown_body_are_told_from_its_name_and_siren(
    db, tmp_path, name, siret, kind, department
) -> None:
    take(csv_file(tmp_path, [row(COLL_NOM=name, COLL_SIRET=siret)]))

    body = DeliberatingBody.objects.get()
    assert (body.kind, body.department) == (kind, department)


def test_two_bodies_of_one_name_have_two_addresses(db, tmp_path) -> None:
    take(csv_file(tmp_path, [row(), row(COLL_SIRET=SIRETS[1])]))
    assert len(set(DeliberatingBody.objects.values_list("slug", flat=True))) == 2


# --- Going on --------------------------------------------------------------------------------------------------------


class Stopped(Exception):
    """The power went."""


def _stop_after(batches: int):
    def tell(_outcome) -> None:
        nonlocal batches
        batches -= 1
        if not batches:
            raise Stopped

    return tell


@pytest.mark.parametrize("write", [csv_file, json_lines_file, json_array_file, parquet_file])
def test_import_that_stopped_goes_on_where_it_was(db, tmp_path, monkeypatch, write) -> None:
    monkeypatch.setattr(imports, "BATCH", 4)
    rows = [row(number, DELIB_DATE="?" if number % 5 == 0 else "2024-03-11") for number in range(1, 24)]
    path = write(tmp_path, rows)
    with pytest.raises(Stopped):
        take(path, tell=_stop_after(2))
    assert Deliberation.objects.count() == 7
    with path.with_suffix(".fautes.csv").open("a") as file:
        file.write("cut in the middle of a li")

    outcome = take(path)

    assert outcome.resumed_at in (8, 9)  # the headers are a line of a CSV
    assert (outcome.read, outcome.created, outcome.faulty) == (23, 19, 4)
    assert Deliberation.objects.count() == 19
    faults = faults_of(outcome)
    assert len(faults) == 4
    assert all(int(one[0]) < int(other[0]) for one, other in pairwise(faults))


@pytest.mark.django_db(transaction=True)
def test_import_killed_at_any_moment_goes_on_and_loses_nothing(tmp_path) -> None:
    """A real process and a real signal, three times."""
    total = 9_000
    path = csv_file(tmp_path, (row(number, DELIB_OBJET="" if number % 1000 == 7 else "x") for number in range(total)))
    command = [sys.executable, "manage.py", "import_deliberations", str(path)]
    with shared_with_processes(tmp_path, Deliberation) as (environment, written):
        kills = 0
        for _attempt in range(3):
            before = written()
            with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
                while process.poll() is None and written() == before:
                    time.sleep(0.005)
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    kills += 1
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

    assert kills
    state = DeliberationImport.objects.get()
    assert state.is_ended
    assert (state.read, state.created, state.faulty, state.unchanged) == (total, total - 9, 9, 0)
    assert Deliberation.objects.count() == total - 9
    faults = path.with_name(f"{path.name}.fautes.csv").read_text("utf-8-sig").splitlines()
    assert len(faults) == 1 + 9


# --- The command -----------------------------------------------------------------------------------------------------


def test_command_tells_what_it_did_and_where_the_faults_are(db, tmp_path, capsys) -> None:
    path = csv_file(tmp_path, [row(1), row(2, DELIB_OBJET="")])
    call_command("import_deliberations", str(path), "--source-title", "Essai")
    told = capsys.readouterr().out

    assert "2 lignes lues, 1 délibérations créées" in told
    assert "1 × DELIB_OBJET · valeur obligatoire absente" in told
    assert "essai.csv.fautes.csv" in told
    call_command("import_deliberations", str(path), "--source-title", "Essai")
    assert "déjà été lu jusqu’au bout" in capsys.readouterr().out


def test_command_refuses_what_is_no_file_with_a_sentence(db, tmp_path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("import_deliberations", str(tmp_path / "absent.csv"))
