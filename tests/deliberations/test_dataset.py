"""What comes in goes out: the seventeen columns of SCDL come back to the letter."""

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from commun.deliberations import actes, datasets
from commun.deliberations.actions.imports import SourceSaid, import_file
from commun.deliberations.columns import COLUMNS, NAMES, named
from commun.deliberations.datasets import DELIBERATIONS
from commun.deliberations.models import DeliberatingBody, Deliberation
from commun.opendata import rows, writers
from tests.deliberations.factories import BodyFactory, DeliberationFactory, SourceFactory
from tests.deliberations.files import SIRETS, csv_file, row

SCHEMA = Path(settings.BASE_DIR).parent / "shared/data/deliberations/scdl-deliberations-schema.json"
SAID = SourceSaid("Essai", publisher="Commune d’essai", url="https://exemple.fr/a.csv", licence="Licence Ouverte 2.0")


def _lines(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.skipif(not SCHEMA.exists(), reason="../shared/data is absent: the schema is not read")
def test_columns_are_those_of_the_schema_of_scdl() -> None:
    fields = json.loads(SCHEMA.read_text("utf-8"))["fields"]

    assert [field["name"] for field in fields] == list(NAMES)
    for field, column in zip(fields, COLUMNS, strict=True):
        rules = field.get("constraints", {})
        assert (rules.get("required", False), rules.get("pattern", "")) == (column.is_required, column.pattern)


def test_every_column_and_its_aliases_are_known_by_their_name() -> None:
    for column in COLUMNS:
        for header in (column.name, column.name.lower(), f" {column.name.replace('_', ' ')} ", *column.aliases):
            assert named(header) == column.name


def test_body_gets_back_the_very_lines_that_it_published(db, tmp_path, client) -> None:
    lines = [row(number) for number in range(1, 6)] + [
        row(7, BUDGET_ANNEE="2024/2025", VOTE_CONTRE="", VOTE_ABSTENTION="", PREF_DATE="", DELIB_OBJET="=1+1 ; « x »")
    ]
    import_file(path=csv_file(tmp_path, [*lines, row(COLL_SIRET=SIRETS[1])]), said=SAID, by=None)
    body = DeliberatingBody.objects.get(siret=SIRETS[0])

    response = client.get(reverse("deliberations:scdl", args=[body.slug]))

    assert response["Content-Disposition"] == f'attachment; filename="deliberations-{SIRETS[0]}.csv"'
    assert _lines(response) == lines


def test_what_a_body_gets_back_comes_in_again_without_a_change(db, tmp_path, client) -> None:
    import_file(path=csv_file(tmp_path, [row(number) for number in range(1, 6)]), said=SAID, by=None)
    path = tmp_path / "again.csv"
    body = DeliberatingBody.objects.get()
    path.write_bytes(b"".join(client.get(reverse("deliberations:scdl", args=[body.slug])).streaming_content))

    outcome = import_file(path=path, said=SAID, by=None, again=True)
    assert (outcome.unchanged, outcome.created, outcome.changed, outcome.faulty) == (5, 0, 0, 0)


def test_dataset_holds_the_columns_under_their_names_and_their_source(db, tmp_path, client) -> None:
    import_file(path=csv_file(tmp_path, [row()]), said=SAID, by=None)
    [line] = _lines(client.get("/donnees/deliberations.csv"))

    assert {name: line[name] for name in NAMES} == row()
    assert (line["source"], line["licence"], line["version"]) == (SAID.title, SAID.licence, "1")
    assert line["url"].endswith(f"/deliberations/{line['identifiant']}/")
    assert line["texte_url"] == ""


def test_invented_decisions_stay_out_of_the_dataset(db, client) -> None:
    DeliberationFactory(body=BodyFactory(is_fictional=True))
    assert _lines(client.get("/donnees/deliberations.csv")) == []


def test_rows_are_counted_once_for_each_import(db, tmp_path, django_assert_num_queries) -> None:
    import_file(path=csv_file(tmp_path, [row()]), said=SAID, by=None)
    count = datasets._count
    assert count() == 1
    with django_assert_num_queries(2):
        assert count() == 1
    import_file(path=csv_file(tmp_path, [row(1), row(2)], "b.csv"), said=SAID, by=None)
    assert count() == 2


def test_no_workbook_is_promised_of_more_rows_than_it_can_hold(db, tmp_path, client, monkeypatch) -> None:
    import_file(path=csv_file(tmp_path, [row(1), row(2)]), said=SAID, by=None)
    assert "/donnees/deliberations.xlsx" in client.get("/donnees/deliberations/").content.decode()
    monkeypatch.setattr(writers, "XLSX_MOST_ROWS", 1)

    assert client.get("/donnees/deliberations.xlsx").status_code == 404
    assert "/donnees/deliberations.xlsx" not in client.get("/donnees/deliberations/?a").content.decode()


def test_file_is_written_as_it_is_read(db) -> None:
    """Twenty thousand rows weigh no more in memory than two thousand."""
    source, body = SourceFactory(), BodyFactory()
    Deliberation.objects.bulk_create(
        DeliberationFactory.build(uid=f"d-{number}", local_id=str(number), body=body, source=source, subject="x" * 500)
        for number in range(20_000)
    )

    def peak(count: int) -> int:
        tracemalloc.start()
        for _block in writers.csv_blocks(DELIBERATIONS, rows.read(DELIBERATIONS, limit=count, cells=writers.CSV_CELLS)):
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(20_000) < 1.6 * peak(4_000)


def test_matters_follow_their_numbers_not_their_letters() -> None:
    assert actes.in_order(["7.10", "7.2", "1.1", "", "10", "7.9"])[:4] == ["1.1", "7.2", "7.9", "7.10"]


def test_matters_are_all_those_that_the_schema_bounds() -> None:
    bounds = {"1": 7, "2": 3, "3": 6, "4": 5, "5": 8, "6": 5, "7": 10, "8": 9, "9": 4}
    assert set(actes.MATTERS) == {f"{theme}.{one}" for theme, most in bounds.items() for one in range(1, most + 1)}
    for code in actes.MATTERS:
        assert actes.code_named(actes.scdl_name(code).upper()) == code
        assert not set(actes.scdl_name(code)) & set("(),")


@pytest.mark.parametrize(
    ("text", "code"), [("7.5", "7.5"), ("7,5", "7.5"), ("7.05", "7.5"), ("7.5.1", "7.5"), ("7", ""), ("VII", "")]
)
def test_codes_of_other_habits_are_read_at_two_levels(text, code) -> None:
    assert actes.read_code(text) == code
