"""The files themselves: valid by an independent reader, equal to the database and to one another."""

import csv
import datetime
import hashlib
import io
import json
import shutil
import subprocess

import pytest
from django.test import Client
from django.utils import timezone
from frictionless import Resource, Schema
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from commun.concertations.models import Concertation, Takeaway
from commun.core.datasets import Type
from commun.core.spreadsheets import guard, unguard
from commun.opendata import rows, writers
from commun.opendata.registry import datasets
from commun.opendata.schema import table_schema
from tests.opendata.world import NASTY_TEXTS

SLUGS = (
    "deliberations", "ressources", "publications", "glossaire", "patrimoine",
    "groupes", "decisions-des-groupes", "evenements",
    "solutions", "usages-ia", "resultats", "evaluations",
    "territoires-engages", "concertations", "remontees", "propositions", "reponses", "suites", "jalons",
    "consultations",
    "constats", "preuves-des-constats", "manifeste", "enonces", "auditions", "avis-scientifiques",
    "metiers", "laureats",
    "lignes-moissonnees",
)  # fmt: skip


def content(response) -> bytes:
    """The whole body; reading a stream to its end closes it, as the server does."""
    return b"".join(response)


def read_csv(raw: bytes) -> list[dict[str, str]]:
    """As a program that knows the notice reads it: the guard taken away."""
    lines = csv.DictReader(io.StringIO(raw.decode(), newline=""))
    return [{name: unguard(text) for name, text in line.items()} for line in lines]


def as_csv_text(value, column) -> str:
    """What the CSV must say of a value of the JSON."""
    if value is None:
        return ""
    if column.type is Type.LIST:
        return "|".join(value)
    if column.type is Type.BOOLEAN:
        return "true" if value else "false"
    return str(value)


def test_every_promised_dataset_is_there() -> None:
    assert tuple(datasets()) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_an_independent_reader_finds_the_csv_valid_against_its_schema(
    world, client: Client, tmp_path, slug: str
) -> None:
    path = tmp_path / f"{slug}.csv"
    path.write_bytes(content(client.get(f"/donnees/{slug}.csv")))
    schema = client.get(f"/donnees/{slug}/schema.json").json()
    report = Resource(path=path.name, basepath=str(tmp_path), schema=Schema.from_descriptor(schema)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert report.tasks[0].stats["rows"] == datasets()[slug].rows().count() > 0


def test_an_independent_reader_refuses_a_file_that_breaks_the_schema(world, client: Client, tmp_path) -> None:
    raw = content(client.get("/donnees/propositions.csv")).decode()
    (tmp_path / "faux.csv").write_text(raw.replace("partiellement_retenue", "peut-être"), newline="")
    schema = Schema.from_descriptor(client.get("/donnees/propositions/schema.json").json())
    report = Resource(path="faux.csv", basepath=str(tmp_path), schema=schema).validate()
    assert [error[0] for error in report.flatten(["fieldName"])] == ["reponse"]


@pytest.mark.parametrize("slug", SLUGS)
def test_schema_says_in_french_what_each_column_holds(db, slug: str) -> None:
    schema = table_schema(datasets()[slug])
    assert schema["primaryKey"] == ["identifiant"] and schema["missingValues"] == [""]
    for field in schema["fields"]:
        assert field["title"] and field["description"][-1] in ".?", field["name"]
        assert field["example"] != "", field["name"]
    descriptor = Schema.from_descriptor(schema)
    for field, column in zip(descriptor.fields, datasets()[slug].columns, strict=True):
        _value, notes = field.read_cell(column.example)
        assert not notes, (column.name, notes)


def test_texts_come_back_from_the_csv_exactly_as_they_were_said(world, client: Client) -> None:
    concertation = world
    said = dict(concertation.takeaways.propositions().values_list("uid", "text"))
    assert tuple(said.values()) == NASTY_TEXTS
    read = read_csv(content(client.get("/donnees/propositions.csv")))
    assert {line["identifiant"]: line["texte"] for line in read if line["concertation"] == concertation.uid} == said


@pytest.mark.parametrize("slug", SLUGS)
def test_no_cell_of_a_csv_may_run_as_a_formula(world, client: Client, slug: str) -> None:
    columns = {column.name: column for column in datasets()[slug].columns}
    lines = csv.DictReader(io.StringIO(content(client.get(f"/donnees/{slug}.csv")).decode(), newline=""))
    for line in lines:
        for name, text in line.items():
            if columns[name].type not in (Type.INTEGER, Type.NUMBER):
                assert text[:1] not in tuple("=+-@\t\r\n"), (name, text)


@given(st.text())
def test_a_guarded_text_is_harmless_and_comes_back(text: str) -> None:
    harmless = guard(text)
    assert harmless[:1] not in tuple("=+-@\t\r\n")
    assert unguard(harmless) == text


@pytest.mark.parametrize("slug", SLUGS)
def test_csv_is_byte_for_byte_what_a_slow_obvious_writer_gives(world, client: Client, slug: str) -> None:
    dataset = datasets()[slug]
    expected = io.StringIO(newline="")
    write = csv.writer(expected).writerow
    write(dataset.headers)
    for row in rows.read(dataset):
        cells = zip(row, dataset.columns, strict=True)
        write([slow_text(cell, column) for cell, column in cells])
    assert content(client.get(f"/donnees/{slug}.csv")) == expected.getvalue().encode()


def slow_text(cell, column) -> str:
    if isinstance(cell, datetime.datetime):
        return cell.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = as_csv_text(cell, column)
    return guard(text) if column.type in (Type.STRING, Type.URL, Type.LIST) else text


@given(st.text(alphabet=st.one_of(st.sampled_from(",\"\r\n; '="), st.characters())))
def test_a_cell_is_quoted_as_the_standard_writer_quotes_it(text: str) -> None:
    expected = io.StringIO(newline="")
    csv.writer(expected).writerow([guard(text), "b"])
    assert f"{writers.CSV_CELLS.write[Type.STRING](text)},b\r\n" == expected.getvalue()


@pytest.mark.parametrize("slug", SLUGS)
def test_json_says_the_same_as_csv(world, client: Client, slug: str) -> None:
    columns = datasets()[slug].columns
    lines = json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"]
    expected = [{column.name: as_csv_text(line[column.name], column) for column in columns} for line in lines]
    assert read_csv(content(client.get(f"/donnees/{slug}.csv"))) == expected


@pytest.mark.parametrize("slug", SLUGS)
def test_xlsx_says_the_same_as_json_and_holds_no_formula(world, client: Client, slug: str) -> None:
    columns = datasets()[slug].columns
    lines = json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get(f"/donnees/{slug}.xlsx"))))
    headers, *cells = book.get_sheet_by_name(slug).to_python()
    assert headers == [column.name for column in columns]
    assert len(cells) == len(lines) > 0
    for row, line in zip(cells, lines, strict=True):
        for cell, column in zip(row, columns, strict=True):
            assert cell == as_calamine(line[column.name], column), column.name


def as_calamine(value, column):
    """What a spreadsheet reader must find for a value of the JSON."""
    if value is None:
        return ""
    if column.type is Type.LIST:
        return "|".join(value)
    if column.type is Type.DATE:
        return datetime.date.fromisoformat(value)
    if column.type is Type.DATETIME:
        return timezone.localtime(datetime.datetime.fromisoformat(value)).replace(tzinfo=None)
    return value


def test_a_text_longer_than_a_spreadsheet_cell_is_cut_and_whole_elsewhere(world, client: Client) -> None:
    proposition = world.takeaways.propositions()[0]
    Takeaway.objects.filter(pk=proposition.pk).update(text="é" * 40_000)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get("/donnees/propositions.xlsx"))))
    headers, first, *_rest = book.get_sheet_by_name("propositions").to_python()
    text = str(first[headers.index("texte")])
    assert len(text) == 32_767 and text.endswith("é…")
    assert read_csv(content(client.get("/donnees/propositions.csv")))[0]["texte"] == "é" * 40_000


@pytest.mark.once("what LibreOffice opens is a file, whatever gave its words")
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_every_workbook(world, client: Client, tmp_path) -> None:
    for slug in SLUGS:
        (tmp_path / f"{slug}.xlsx").write_bytes(content(client.get(f"/donnees/{slug}.xlsx")))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            *(str(tmp_path / f"{slug}.xlsx") for slug in SLUGS),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    for slug in SLUGS:
        said = json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"]
        with (tmp_path / f"{slug}.csv").open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        assert [one["identifiant"] for one in lines] == [one["identifiant"] for one in said], slug
        assert list(lines[0]) == [column.name for column in datasets()[slug].columns], slug
        if slug == "propositions":
            assert len(lines) == len(NASTY_TEXTS) + 1
            assert lines[0]["texte"] == NASTY_TEXTS[0]


def test_rows_lead_to_one_another_by_their_identifiers(world) -> None:
    identifiers = {slug: {row[0] for row in rows.read(dataset)} for slug, dataset in datasets().items()}
    followed = 0
    for dataset in datasets().values():
        for index, column in enumerate(dataset.columns):
            if column.refers_to:
                for row in rows.read(dataset):
                    cell = row[index]
                    named = cell if isinstance(cell, list) else [] if cell is None else [cell]
                    assert identifiers[column.refers_to].issuperset(named), (dataset.slug, column.name, named)
                    followed += len(named)
    assert followed > 50
    assert identifiers["propositions"] < identifiers["remontees"]


def test_what_is_imagined_is_in_no_dataset(world) -> None:
    imagined = Concertation.objects.get(territory__is_fictional=True)
    for dataset in datasets().values():
        for row in rows.read(dataset):
            assert imagined.uid not in str(row) and imagined.territory.uid not in row, dataset.slug


def test_values_are_those_of_the_database(world) -> None:
    """A slow, obvious reading of one row of each end of the chain."""
    concertation = world
    dataset = datasets()["concertations"]
    row = dict(zip(dataset.headers, next(rows.read(dataset)), strict=True))
    assert row["identifiant"] == concertation.uid
    assert row["titre"] == concertation.title
    assert row["debut_prevu"] == "2026-04-01" and row["debut"] == "2026" and row["fin"] == "2026-06-30"
    # In the order of their lines, which is not always that of the territories: they are added together, as a set.
    lines = concertation.co_leads.through.objects.filter(concertation=concertation).order_by("pk")
    assert row["co_porteurs"] == [line.territory.uid for line in lines] and len(lines) == 2
    assert row["publics"] == ["usagers_du_service_public", "agents"]
    assert row["publics_effectifs"] == ["usagers_du_service_public:42", "agents:<5"]
    assert row["objectifs"] == ["social", "democratique"]
    assert row["amo"] is False
    assert row["heures"] == 2.5 and row["participants"] == 60 and row["sequences"] == 1
    assert row["documents"] == ["https://www.exemple.fr/a%7Cb.pdf"]
    assert row["publiee_le"] == concertation.published_at
    first = concertation.takeaways.propositions().order_by("number")[0]
    answers = [dict(zip(datasets()["reponses"].headers, one, strict=True)) for one in rows.read(datasets()["reponses"])]
    assert [(one["proposition"], one["reponse"], one["en_cours"]) for one in answers[:2]] == [
        (first.uid, "a_l_etude", False),
        (first.uid, "partiellement_retenue", True),
    ]
    proposition = dict(
        zip(datasets()["propositions"].headers, next(rows.read(datasets()["propositions"])), strict=True)
    )
    assert proposition["reponse"] == "partiellement_retenue"
    assert proposition["empreinte"] == hashlib.sha256(b"Publier la liste des algorithmes, version 1.").hexdigest()


def test_a_count_under_five_is_published_nowhere(world, client: Client) -> None:
    concertation = world
    Concertation.objects.filter(pk=concertation.pk).update(participants_count=4, invited_count=3, accepted_count=2)
    line = read_csv(content(client.get("/donnees/concertations.csv")))[0]
    assert (line["participants"], line["personnes_invitees"], line["personnes_ayant_accepte"]) == ("", "", "")
    assert line["publics_effectifs"] == "usagers_du_service_public:42|agents:<5"


def test_figures_of_results_are_unknown_until_they_are_given_back(world) -> None:
    Concertation.objects.update(restituted_on=None)
    dataset = datasets()["concertations"]
    row = dict(zip(dataset.headers, next(rows.read(dataset)), strict=True))
    assert row["propositions"] is None and row["propositions_repondues"] is None and row["promesses"] is None
