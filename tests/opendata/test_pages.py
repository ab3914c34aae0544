"""The pages about the datasets."""

import html

import pytest
from django.test import Client

from commun.opendata import queries
from commun.opendata.registry import datasets
from tests.concertations.factories import restituted_concertation
from tests.opendata.test_files import SLUGS


def test_list_says_what_each_dataset_holds_and_in_which_files(world, client: Client) -> None:
    page = html.unescape(client.get("/donnees/").content.decode())
    assert "Licence Ouverte 2.0" in page
    for slug, dataset in datasets().items():
        assert str(dataset.title) in page and f'href="/donnees/{slug}/"' in page
        for suffix in (".csv", ".json", ".xlsx", "/schema.json"):
            assert f'href="/donnees/{slug}{suffix}"' in page
    assert "dernier changement le" in page
    assert "apostrophe" in page, "the guard alters texts: the notice must say it"


@pytest.mark.parametrize("slug", SLUGS)
def test_page_of_a_dataset_documents_each_column_and_shows_rows(world, client: Client, slug: str) -> None:
    page = html.unescape(client.get(f"/donnees/{slug}/").content.decode())
    dataset = datasets()[slug]
    for column in dataset.columns:
        assert f'<dt class="code">{column.name}</dt>' in page and str(column.description) in page
        for value, label in column.choices.choices if column.choices else ():
            assert f"{value} : {label}" in page
        if column.refers_to:
            assert f'href="/donnees/{column.refers_to}/"' in page
    assert str(queries.sample(dataset)[0][0]) in page
    assert "Citez ainsi" in page and f"/donnees/{slug}/, Licence Ouverte 2.0." in page
    assert '<link rel="alternate" type="text/csv"' in page


def test_what_was_said_is_escaped_in_the_sample(world, client: Client) -> None:
    world.takeaways.update(text="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/donnees/propositions/").content.decode()


def test_datasets_are_counted_once_for_each_version_of_the_data(world, django_assert_num_queries) -> None:
    first = queries.summaries(datasets().values())
    with django_assert_num_queries(1):
        assert queries.summaries(datasets().values()) == first
    for one in first:
        assert one.rows == datasets()[one.slug].rows().count() and one.changed_at
    restituted_concertation(propositions=1)
    assert [one.rows for one in queries.summaries(datasets().values())] != [one.rows for one in first]
