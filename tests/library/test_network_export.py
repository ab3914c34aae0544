"""The network's own files come out as they came in, cell by cell, but for corrections that are listed."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import frictionless
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from frictionless import Schema, system

from commun.library.actions import publication, sheets
from commun.library.actions.imports import ingest, network_source
from commun.library.enums import Visibility
from commun.library.exports.network import KNOWN_EXCEPTIONS, public_export, schema_export, table_schema
from commun.library.fields import BY_NAME, Section
from commun.library.importers.columns import network_mapping
from commun.library.importers.reading import read_file
from commun.library.models import Deployment
from tests.accounts.factories import referent
from tests.library.factories import published
from tests.library.network_files import ALL_HEADS, FILE, LINES, METRO, restricted, siret, territories, written
from tests.library.test_imports import take
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data" / "library"


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def corrected(export) -> dict[tuple[str, str], tuple[str, str]]:
    return {(one.project, one.column): (one.before, one.after) for one in export.corrections}


def apply_corrections(before: list[list[str]], export) -> list[list[str]]:
    """The imported file, with the listed corrections and nothing else."""
    heads, listed = before[0], corrected(export)
    by_title = [" ".join(row[1].split()) for row in before]
    return [
        heads,
        *(
            [listed.get((by_title[index], head), ("", cell))[1] for head, cell in zip(heads, row, strict=True)]
            for index, row in enumerate(before)
            if index
        ),
    ]


def test_the_file_comes_out_as_it_came_in_but_for_listed_corrections() -> None:
    territories()
    take()
    export = public_export()
    assert cells(export.csv()) == apply_corrections(cells(FILE), export)
    listed = corrected(export)
    assert set(listed) == {
        ("Compter les déchets", "SIRET"),
        ("Relever la chaussée", "Type_de_collectivite"),
        ("Écouter les fuites du réseau", "Type_de_collectivite"),
        ("Classer les délibérations", "SIRET"),
        ("Îlots de chaleur", "SIRET"),
        ("Aide à la rédaction", "SIRET"),
    }
    assert listed["Compter les déchets", "SIRET"][1] == "", "the SIRET of another body is worse than none"
    assert listed["Classer les délibérations", "SIRET"][1] == siret(METRO), "that of another line of the same owner"
    assert all(one.why for one in export.corrections)


def test_it_is_written_as_the_network_writes_it() -> None:
    """Same heads, order, encoding and quotes: with nothing to correct, the very same bytes."""
    territories()
    clean = [{**LINES[3]}]
    take(clean)
    assert public_export().csv() == written(clean)


def test_a_change_made_here_is_a_listed_correction() -> None:
    territories()
    take()
    here = Deployment.objects.get(title="Relever la chaussée")
    by = referent(here.territory)
    seen = sheets.section_digest(here, Section.IDENTITY)
    sheets.save_section(sheet=here, section=Section.IDENTITY, values={"summary": "Nos mots."}, seen=seen, by=by)
    assert ("Relever la chaussée", "Description_service") not in corrected(public_export()), "not published yet"
    publication.publish(sheet=here, by=by)
    listed = corrected(public_export())
    assert listed["Relever la chaussée", "Description_service"][1] == "Nos mots."
    assert ("Relever la chaussée", "Date_de_derniere_mise_a_jour") in listed


def test_what_a_territory_holds_back_leaves_empty() -> None:
    territories()
    take()
    here = Deployment.objects.get(title="Relever la chaussée")
    by = referent(here.territory)
    sheets.hold_back(sheet=here, field=BY_NAME["partners"], level=Visibility.TERRITORY, reason="Marché.", by=by)
    publication.publish(sheet=here, by=by)
    export = public_export()
    assert b"Immergis" not in export.csv()
    assert "Immergis" not in str(export.corrections)


def test_restricted_fields_leave_empty_in_both_files(client) -> None:
    territories()
    take([restricted()], heads=ALL_HEADS)
    for name in ("network_file", "network_schema_file", "network_schema_json", "network_corrections"):
        text = client.get(reverse(f"library:{name}")).content.decode()
        for secret in ("bocage.example", "France 2030", "Écrire à la mairie", "exemple.fr/code", "moins de 50k"):
            assert secret not in text, (name, secret)
    [record] = schema_export().records()
    assert record["Nom_du_projet"] == "Trier les demandes" and record["objection"] is None


def test_a_sheet_of_ours_takes_its_place_after_theirs() -> None:
    territories()
    take()
    shown = published(TerritoryFactory(name="Ville-Neuve"), title="=Usage neuf")
    published(TerritoryFactory(name="Inventée", is_fictional=True))
    rows = cells(public_export().csv())
    assert len(rows) == 10 and rows[-1][0] == "Ville-Neuve"
    assert rows[-1][1] == "'=Usage neuf", "no spreadsheet takes it for a formula"
    assert rows[-1][5] == "Commune" and rows[-1][12] == "Agent"
    assert (shown.title, "") in {(one.project, one.column) for one in public_export().corrections}


def test_three_queries_whatever_the_number_of_sheets(django_assert_num_queries) -> None:
    territories()
    take()
    with django_assert_num_queries(3):
        schema_export()


def faults(content: bytes, descriptor, tmp_path) -> Counter:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with system.use_context(trusted=True):
        report = frictionless.validate(str(path), schema=Schema.from_descriptor(descriptor))
    return Counter(getattr(one, "field_name", one.type) for task in report.tasks for one in task.errors)


def test_the_thirty_eight_fields_validate_but_for_known_exceptions(tmp_path) -> None:
    territories()
    take()
    published(TerritoryFactory())
    found = faults(schema_export().csv(), table_schema(), tmp_path)
    assert set(found) <= set(KNOWN_EXCEPTIONS)
    assert "projet_contact" in found, "the schema asks for an address that is never published"
    assert not {"Latitude", "Longitude", "Nom_collectivite", "Nom_du_projet"} & set(found)


def test_the_json_says_the_same_as_the_csv(client) -> None:
    territories()
    take()
    records = json.loads(client.get(reverse("library:network_schema_json")).content)
    rows = cells(client.get(reverse("library:network_schema_file")).content)
    assert [list(one) for one in records[:1]] == [rows[0]]
    assert [one["Nom_du_projet"] for one in records] == [row[1] for row in rows[1:]]


# --- The two real files, where they are ------------------------------------------------------------------------------

REAL = pytest.mark.skipif(not SHARED.is_dir(), reason="the network's files are not shipped")


@pytest.fixture
def real_territories(db):
    call_command("load_territories", verbosity=0)


@REAL
def test_both_real_files_come_out_as_they_came_in(real_territories, tmp_path) -> None:
    counts = {}
    for name in ("bibliotheque-2025-04-18.csv", "bibliotheque-2025-07-07.csv"):
        content = (SHARED / name).read_bytes()
        [table] = read_file(content, name)
        options: Any = {"by": None, "answers": {}, "takes_proposals": True}
        ingest(source=network_source(), table=table, mapping=network_mapping(table), **options)
        export = public_export()
        assert cells(export.csv()) == apply_corrections(cells(content), export)
        counts[name] = len(export.corrections)
        again = ingest(source=network_source(), table=table, mapping=network_mapping(table), **options)
        assert (again.created, again.updated) == (0, 0)
    assert counts == {"bibliotheque-2025-04-18.csv": 6, "bibliotheque-2025-07-07.csv": 13}
    schema = json.loads((SHARED / "schema-38-champs.json").read_text())
    assert set(faults(schema_export().csv(), schema, tmp_path)) <= set(KNOWN_EXCEPTIONS)
    assert schema["fields"][0]["name"] == table_schema()["fields"][0]["name"]
    theirs = {one["name"]: (one["type"], one.get("constraints", {}).get("enum")) for one in schema["fields"]}
    ours = {one["name"]: (one["type"], one.get("constraints", {}).get("enum")) for one in table_schema()["fields"]}
    assert {name: (kind, set(words or ())) for name, (kind, words) in ours.items()} == {
        name: (kind, set(words or ())) for name, (kind, words) in theirs.items()
    }
