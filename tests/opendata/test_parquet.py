"""Parquet holds the rows of the JSON, typed; an independent reader opens it."""

import datetime
import io
import json

import pyarrow.parquet as pq
import pytest
from django.test import Client

from commun.concertations.models import FollowUp, Milestone
from commun.core.datasets import Type
from commun.opendata import parquet, rows, writers
from commun.opendata.registry import datasets
from tests.opendata.test_files import content

pytestmark = pytest.mark.once("a file made of the rows of the JSON, which both databases give")

SLUGS = tuple(datasets())


def as_json(cell, kind: Type):
    if isinstance(cell, datetime.datetime):
        return writers.instant(cell)
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return [] if cell is None and kind is Type.LIST else cell


@pytest.mark.parametrize("slug", SLUGS)
def test_parquet_holds_the_rows_of_the_json(world, client: Client, slug: str) -> None:
    table = pq.read_table(io.BytesIO(content(client.get(f"/donnees/{slug}.parquet"))))
    lines = json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"]
    kinds = {column.name: column.type for column in datasets()[slug].columns}
    found = [{name: as_json(cell, kinds[name]) for name, cell in row.items()} for row in table.to_pylist()]
    assert lines and found == lines
    assert json.loads(table.schema.metadata[b"table_schema"])["name"] == slug


def test_an_empty_dataset_has_its_columns(world, client: Client) -> None:
    Milestone.objects.all().delete()
    FollowUp.objects.all().delete()
    table = pq.read_table(io.BytesIO(content(client.get("/donnees/suites.parquet"))))
    assert table.num_rows == 0 and table.column_names == datasets()["suites"].headers


def test_what_the_process_complains_of_is_told_and_leaves_no_file(world, tmp_path, monkeypatch) -> None:
    dataset = datasets()["propositions"]
    given = list(rows.read(dataset, cells=writers.JSON_CELLS))
    given[0][0] = ["not a text"]
    with pytest.raises(parquet.ParquetFailed, match="Expected bytes, got a 'list'"):
        parquet.write_parquet(dataset, given, to=tmp_path / "x.parquet")


def test_the_rows_shown_by_a_list_are_those_of_its_parquet(world, client: Client) -> None:
    query = "?statut=repondue"
    csv = content(client.get(f"/donnees/propositions.json{query}"))
    table = pq.read_table(io.BytesIO(content(client.get(f"/donnees/propositions.parquet{query}"))))
    assert [one["identifiant"] for one in json.loads(csv)["lignes"]] == table.column("identifiant").to_pylist()
