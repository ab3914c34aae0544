"""The dataset of sheets: each public value in its column, whatever way it is read."""

import datetime
import json

import pytest
from django.test import Client

from commun.library import fields
from commun.library.actions.publication import publish
from commun.library.datasets import HEADERS, USAGES
from commun.library.models import PublishedSheet
from commun.opendata import rows
from tests.library.factories import published, whole_sheet

pytestmark = pytest.mark.django_db


def slow_cell(one: fields.Field, shown: PublishedSheet):
    """A column looked for in the public copy, by its name, as one would by hand."""
    value = shown.values.get(one.name)
    if one.kind in ("choices", "list", "practices"):
        return [" ".join(str(item).split()).replace("|", "/") for item in value or []]
    if value is None or value == "":
        return None
    if one.kind in ("number", "money"):
        return float(value)
    return datetime.date.fromisoformat(value) if one.kind == "date" else value


def test_each_public_value_stands_in_its_column_and_no_other() -> None:
    publish(sheet=whole_sheet(), by=None)
    published()
    copies = PublishedSheet.objects.order_by("pk")
    read = list(rows.read(USAGES))
    assert len(read) == copies.count() == 2
    for row, shown in zip(read, copies, strict=True):
        cells = dict(zip(USAGES.headers, row, strict=True))
        for one in fields.FIELDS:
            if not one.never_public:
                assert cells[HEADERS[one.name]] == slow_cell(one, shown), one.name
        assert cells["champs_reserves"] == [HEADERS[name] for name in shown.values["_held"]]
    assert sum(cell not in (None, []) for cell in read[0]) > sum(cell not in (None, []) for cell in read[1]) > 15


def test_a_page_of_sheets_costs_the_same_queries_whatever_its_length(client: Client, django_assert_num_queries) -> None:
    for _sheet in range(4):
        published()
    client.get("/donnees/usages-ia.json?limite=1")
    for limit in (1, 3):
        with django_assert_num_queries(8):  # the date, the rows, and one for each of six lists
            response = client.get(f"/donnees/usages-ia.json?limite={limit}")
        assert len(json.loads(response.content)["lignes"]) == limit
