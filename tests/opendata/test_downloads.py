"""How the files are served: names, pages, other origins, HEAD, constant cost."""

import datetime
import json
import tracemalloc

import pytest
import time_machine
from django.test import Client

from commun.concertations.models import Takeaway
from commun.core import datasets as declared
from commun.core import generated
from commun.opendata import rows, writers
from commun.opendata.registry import datasets
from commun.opendata.views import download
from tests.concertations.factories import restituted_concertation
from tests.opendata.test_files import SLUGS, content, read_csv
from tests.opendata.world import country


def many_propositions(number: int) -> None:
    """`number` more frozen propositions of one concertation."""
    concertation = restituted_concertation(propositions=1)
    model = concertation.takeaways.propositions()[0]
    Takeaway.objects.bulk_create(
        (
            Takeaway(
                uid=f"{concertation.uid}-p{n}",
                concertation=concertation,
                kind=model.kind,
                number=n,
                text=f"Proposition {n}. " * 12,
                theme=model.theme,
                frozen_at=model.frozen_at,
                text_sha256=model.text_sha256,
            )
            for n in range(2, number + 2)
        ),
        batch_size=500,
    )


def test_files_bear_their_name_and_their_day(db, client: Client) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC), tick=False):
        csv_file, xlsx_file = client.get("/donnees/suites.csv"), client.get("/donnees/suites.xlsx")
    assert csv_file["Content-Disposition"] == 'attachment; filename="commun-suites-2026-11-22.csv"'
    assert csv_file["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert xlsx_file["Content-Disposition"] == 'attachment; filename="commun-suites-2026-11-22.xlsx"'
    assert content(xlsx_file)[:2] == b"PK"


@pytest.mark.parametrize("address", [".csv", ".json", ".xlsx", "/schema.json", ".json?limite=1"])
def test_another_site_may_read_the_files(db, client: Client, address: str) -> None:
    response = client.get(f"/donnees/suites{address}")
    assert response.status_code == 200 and content(response)
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.once("the headers of what GET gives, which is compared on each database")
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("address", ["/", ".csv", ".json", "/schema.json"])
def test_head_answers_without_a_body(world, client: Client, slug: str, address: str) -> None:
    head, get = client.head(f"/donnees/{slug}{address}"), client.get(f"/donnees/{slug}{address}")
    assert head.status_code == 200
    assert head["Content-Type"] == get["Content-Type"]
    assert content(head) == b""


@pytest.mark.parametrize("address", ["/donnees/inconnu/", "/donnees/inconnu.csv", "/donnees/inconnu/schema.json"])
def test_an_unknown_dataset_is_not_found(db, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("slug", SLUGS)
def test_pages_of_json_make_the_whole(world, client: Client, slug: str) -> None:
    whole = json.loads(content(client.get(f"/donnees/{slug}.json")))["lignes"]
    lines, address = [], f"/donnees/{slug}.json?limite=2"
    while address:
        page = client.get(address).json()
        assert 1 <= len(page["lignes"]) <= 2
        lines += page["lignes"]
        address = page["suivant"] and page["suivant"].replace("http://127.0.0.1:8000", "")
    assert lines == whole


@pytest.mark.parametrize("query", ["limite=0", "limite=1001", "limite=beaucoup", "limite=-1", "limite="])
def test_a_page_of_no_reasonable_size_is_refused(db, client: Client, query: str) -> None:
    response = client.get(f"/donnees/suites.json?{query}")
    assert response.status_code == 400
    assert response.json() == {"erreur": "« limite » est un nombre de 1 à 1000."}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("unknown", ["x", "x-r1", "cta-2020-0001-p1-r999999999999999999999", "-j"])
def test_an_unknown_starting_row_is_said(db, client: Client, slug: str, unknown: str) -> None:
    response = client.get(f"/donnees/{slug}.json?apres={unknown}")
    assert response.status_code == 404
    assert "apres" in response.json()["erreur"]


def test_number_of_queries_does_not_depend_on_the_number_of_rows(
    world, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    before = {}
    for slug, dataset in datasets().items():
        with django_assert_max_num_queries(7) as few:
            before[slug] = (len(list(rows.read(dataset))), len(few))
    country()
    country()
    for slug, (first, queries) in before.items():
        # A version of the manifesto repeats the text of the one before: one, two, then three times the first.
        times = 1 + 2 + 3 if slug == "manifeste" else 3
        with django_assert_num_queries(queries):
            assert len(list(rows.read(datasets()[slug]))) == times * first, slug


def test_batches_neither_lose_nor_repeat_a_row(world, monkeypatch) -> None:
    whole = {slug: list(rows.read(dataset)) for slug, dataset in datasets().items()}
    for size in (1, 2, 3):
        monkeypatch.setattr(rows, "BATCH", size)
        assert {slug: list(rows.read(dataset)) for slug, dataset in datasets().items()} == whole


def test_related_rows_are_the_same_asked_by_their_names_or_by_the_ends_of_a_run(world, monkeypatch) -> None:
    country()
    named = {slug: list(rows.read(dataset)) for slug, dataset in datasets().items()}
    monkeypatch.setattr(declared, "_NAMED", 0)
    assert {slug: list(rows.read(dataset)) for slug, dataset in datasets().items()} == named


def test_memory_does_not_grow_with_the_number_of_rows(db, client: Client) -> None:
    many_propositions(6_000)  # several batches: one is read while another is written
    small = peak_of_csv(client)
    many_propositions(18_000)
    assert peak_of_csv(client) < small * 1.3 + 500_000


def peak_of_csv(client: Client) -> int:
    response = client.get("/donnees/propositions.csv")
    tracemalloc.start()
    size = 0
    for block in response:
        size += len(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 500_000
    return peak


def test_csv_leaves_by_blocks_while_it_is_read(db) -> None:
    many_propositions(2_500)
    dataset = datasets()["propositions"]
    blocks = list(writers.csv_blocks(dataset, rows.read(dataset, cells=writers.CSV_CELLS)))
    assert len(blocks) > 2
    assert max(map(len, blocks)) < 300_000
    assert len(read_csv(b"".join(blocks))) == dataset.rows().count() > 2_500


def test_workbook_is_made_once_for_each_version(world, client: Client, monkeypatch) -> None:
    made = []
    write = download._write_xlsx

    def counted(asked, path) -> None:
        made.append(asked.name)
        write(asked, path)

    monkeypatch.setattr(download, "_write_xlsx", counted)
    first, second = (content(client.get("/donnees/suites.xlsx")) for _time in range(2))
    assert first == second and made == ["suites"]
    restituted_concertation()
    content(client.get("/donnees/suites.xlsx"))
    assert made == ["suites", "suites"]
    assert len(list(generated.folder().glob("suites-xlsx.*"))) == 1


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_whole_file_is_read_once_for_each_version(
    world, client: Client, suffix: str, django_assert_max_num_queries
) -> None:
    address = f"/donnees/propositions.{suffix}"
    first = content(client.get(address))
    with django_assert_max_num_queries(1):  # which version it is
        again = client.get(address)
        assert content(again) == first
    assert again["Content-Length"] == str(len(first))
    late = restituted_concertation(propositions=1)
    assert late.uid.encode() in content(client.get(address))
    assert len(list(generated.folder().glob(f"propositions-{suffix}.*"))) == 1


@pytest.mark.parametrize("query", ["?theme=transparence", "?inconnu=1"])
def test_a_part_of_the_file_or_one_that_says_what_was_asked_is_kept_by_nobody(
    world, client: Client, query: str
) -> None:
    for suffix in ("csv", "json"):
        assert content(client.get(f"/donnees/propositions.{suffix}{query}"))
    assert not generated.folder().exists()


def test_a_file_whose_data_changed_while_it_was_given_is_kept_by_nobody(world, client: Client) -> None:
    response = client.get("/donnees/propositions.csv")
    restituted_concertation(propositions=1)
    assert content(response)
    assert list(generated.folder().iterdir()) == []


def test_a_crowd_is_told_to_come_back(db, client: Client, monkeypatch) -> None:
    def busy(*_args, **_kwargs):
        raise generated.Busy("suites")

    monkeypatch.setattr(generated, "opened", busy)
    response = client.get("/donnees/suites.xlsx")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"


def test_files_leave_the_database_alone_between_batches(world, monkeypatch) -> None:
    """No query is open while a slow client reads: what is published meanwhile is seen by the next batch."""
    monkeypatch.setattr(rows, "BATCH", 5)
    read = rows.read(datasets()["propositions"])
    next(read)
    late = restituted_concertation(propositions=1)
    assert [row for row in read if str(row[0]).startswith(late.uid)]
