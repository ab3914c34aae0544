"""The files of a list give exactly the rows that the list shows, whatever its filters."""

import datetime
import io
import json
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from python_calamine import CalamineWorkbook

from commun.concertations.enums import Decision, State, Theme
from commun.concertations.models import Concertation, Takeaway
from commun.core.freshness import touch
from commun.opendata import extract, rows
from commun.opendata.registry import datasets
from tests.concertations.factories import concertation_awaiting_answer
from tests.opendata.test_downloads import many_propositions
from tests.opendata.test_files import content, read_csv

PAGES = {
    "propositions": "/propositions/",
    "concertations": "/concertations/",
    "territoires-engages": "/territoires/",
}


@pytest.fixture(autouse=True)
def each_page_is_made_anew(settings):
    settings.PAGE_CACHE = False


def listed(client: Client, slug: str, query: str) -> list[str]:
    """The address of each real row that the list shows, over all its pages."""
    found, number, pages = [], 1, 1
    while number <= pages:
        context = client.get(f"{PAGES[slug]}?{query}&page={number}").context
        shown = context["found"]
        lines = shown.rows if slug == "territoires-engages" else shown.lines
        found += [line.url for line in lines if not line.is_fictional]
        pages = shown.pages if slug == "propositions" else shown.page.paginator.num_pages
        number += 1
    return found


def told(client: Client, slug: str, query: str) -> list[str]:
    """The address of each row of the file."""
    lines = read_csv(content(client.get(f"/donnees/{slug}.csv?{query}")))
    return [urlsplit(line["url"]).path for line in lines]


def a_country(world: Concertation) -> Concertation:
    """Enough rows for three pages, of several states, themes and places."""
    many_propositions(45)
    Takeaway.objects.filter(pk__in=Takeaway.objects.propositions().order_by("-pk").values("pk")[:25]).update(
        decision=Decision.NOT_RETAINED, answered_on=datetime.date(2026, 9, 1), theme=Theme.JOBS
    )
    concertation_awaiting_answer(propositions=2, answer_due_on=datetime.date(2031, 1, 1))
    touch("test")
    return world


QUERIES = {
    "propositions": [
        "",
        "reponse=non_retenue",
        "reponse=sans_reponse&theme=emploi",
        "suite=en_cours",
        "suite=sans_promesse",
        "suite=tenue",
        "delai=en_attente",
        "delai=plus_de_90_jours",
        "delai=en_retard",
        "texte=registre",
        "territoire={slug}",
        "territoire={slug}&reponse=retenue",
        "region=0",
        "reponse=inconnue",
        "tri=attente&reponse=non_retenue",
    ],
    "concertations": [
        "",
        "etat=restitution",
        "etat=reponse_due",
        "type=metropole",
        "public=agents",
        "recrutement=tirage_au_sort",
        "retard=on",
        "texte=essai",
        "etat=nimporte",
        "tri=titre&etat=restitution",
    ],
    "territoires-engages": ["", "etape=signee", "etape=intention", "etape=concertation", "type=metropole", "q=essai"],
}


def test_files_give_the_rows_of_the_list_over_all_its_pages(world, client) -> None:
    a_country(world)
    narrowed = set()
    for slug, queries in QUERIES.items():
        whole = sorted(told(client, slug, ""))
        for query in queries:
            asked = query.format(slug=world.territory.slug)
            expected = sorted(listed(client, slug, asked))
            assert sorted(told(client, slug, asked)) == expected, (slug, asked)
            if expected and expected != whole:
                narrowed.add((slug, query))
    # The comparison says something: most filters kept some rows and not all.
    assert len(narrowed) >= 12, narrowed


@pytest.mark.parametrize("slug", list(PAGES))
def test_every_parameter_of_a_list_is_declared_and_none_other(world, client, slug) -> None:
    page = datasets()[slug].page
    assert page is not None
    form = client.get(PAGES[slug]).context["form"]
    assert set(form.fields) - {"page"} == set(page.parameters) | (page.beside - {"page"} & set(form.fields))


def test_the_list_links_to_the_files_of_what_it_shows(world, client) -> None:
    html = client.get("/propositions/?reponse=retenue&theme=&page=1&etranger=1").content.decode()
    for suffix in ("csv", "json", "xlsx"):
        assert f'href="/donnees/propositions.{suffix}?reponse=retenue"' in html
    assert "/donnees/propositions.csv?etat" not in html
    assert (
        'href="/donnees/concertations.csv?etat=restitution"'
        in client.get("/concertations/?etat=restitution").content.decode()
    )
    assert (
        'href="/donnees/territoires-engages.csv?type=metropole"'
        in client.get("/territoires/?type=metropole").content.decode()
    )
    assert 'href="/donnees/propositions.csv"' in client.get("/propositions/").content.decode()


def test_three_formats_say_the_same_rows_with_the_same_columns(world, client) -> None:
    query = "reponse=retenue"
    from_csv = read_csv(content(client.get(f"/donnees/propositions.csv?{query}")))
    from_json = json.loads(content(client.get(f"/donnees/propositions.json?{query}")))
    book = CalamineWorkbook.from_filelike(_file(client.get(f"/donnees/propositions.xlsx?{query}")))
    sheet = book.get_sheet_by_name("propositions").to_python()
    assert list(from_csv[0]) == sheet[0] == datasets()["propositions"].headers == list(from_json["lignes"][0])
    identifiers = [line["identifiant"] for line in from_csv]
    assert identifiers == [line["identifiant"] for line in from_json["lignes"]] == [line[0] for line in sheet[1:]]
    assert 0 < len(identifiers) < Takeaway.objects.public().real().propositions().count()
    assert from_json["filtres"] == {"reponse": "retenue"}
    assert ["Filtre", "reponse = retenue"] in [line[:2] for line in book.get_sheet_by_name("notice").to_python()]


def _file(response):
    return io.BytesIO(content(response))


def test_whole_files_are_what_they_were(world, client) -> None:
    head = json.loads(content(client.get("/donnees/propositions.json")))
    assert set(head) == {"jeu", "titre", "source", "page", "schema", "licence", "modifie_le", "lignes"}
    whole, empty = client.get("/donnees/propositions.csv"), client.get("/donnees/propositions.csv?reponse=&page=3")
    assert content(whole) == content(empty)
    assert whole["Content-Disposition"] == empty["Content-Disposition"]
    assert "X-Parametres-Ignores" not in empty.headers
    assert "-extrait-" in client.get("/donnees/propositions.csv?reponse=retenue")["Content-Disposition"]


def test_what_the_list_ignores_is_ignored_and_said(world, client) -> None:
    response = client.get("/donnees/propositions.csv?reponse=nimporte&couleur=bleu&utm%0d%0ax=1")
    assert response["X-Parametres-Ignores"] == "reponse, couleur, utm%0D%0Ax"
    assert content(response) == content(client.get("/donnees/propositions.csv"))
    said = json.loads(content(client.get("/donnees/propositions.json?reponse=retenue&theme=nimporte")))
    assert said["filtres"] == {"reponse": "retenue"}
    assert said["parametres_ignores"] == ["theme"]
    assert json.loads(content(client.get("/donnees/reponses.json?reponse=x")))["parametres_ignores"] == ["reponse"]


def test_json_page_after_page_keeps_the_filter(world, client) -> None:
    a_country(world)
    address, seen = "/donnees/propositions.json?reponse=non_retenue&limite=10", []
    while address:
        page = json.loads(content(client.get(address)))
        seen += [line["identifiant"] for line in page["lignes"]]
        following = page["suivant"]
        if following:
            assert dict(parse_qsl(urlsplit(following).query))["reponse"] == "non_retenue"
        address = following and urlsplit(following)._replace(scheme="", netloc="").geturl()
    assert len(seen) == len(set(seen)) == Takeaway.objects.filter(decision=Decision.NOT_RETAINED).count() == 25


def test_a_row_that_left_the_filter_still_tells_where_the_next_page_begins(world) -> None:
    last = Takeaway.objects.public().real().propositions().order_by("pk")[3]
    asked = extract.of(datasets()["propositions"], QueryDict("reponse=sans_reponse"))
    assert last.uid not in [row[0] for row in asked.rows(after=last.uid)]


def test_the_invented_territory_is_in_no_extract(world, client) -> None:
    invented = Concertation.objects.get(territory__is_fictional=True)
    assert invented.state == State.RESTITUTION
    query = urlencode({"territoire": invented.territory.slug})
    assert told(client, "propositions", query) == []
    assert "/propositions/" + invented.takeaways.propositions()[0].uid + "/" not in told(
        client, "propositions", "exemple=on&suite=sans_promesse"
    )
    html = client.get("/propositions/?exemple=on&suite=sans_promesse").content.decode()
    assert "sans l’exemple fictif" in html


def test_an_extract_costs_a_few_queries_whatever_its_length(world, django_assert_num_queries) -> None:
    dataset = datasets()["propositions"]
    list(extract.of(dataset, QueryDict("reponse=sans_reponse")).rows())  # what is kept for all is made
    with django_assert_num_queries(2) as few:
        list(extract.of(dataset, QueryDict("reponse=sans_reponse")).rows())
    many_propositions(60)
    touch("test")
    list(extract.of(dataset, QueryDict("reponse=sans_reponse")).rows())
    with django_assert_num_queries(len(few)):
        found = list(extract.of(dataset, QueryDict("reponse=sans_reponse")).rows())
    assert len(found) > 60
    assert len(found) < rows.BATCH


def test_the_page_of_a_dataset_tells_its_parameters(world, client) -> None:
    html = client.get("/donnees/propositions/").content.decode()
    assert "<code>reponse</code>" in html
    assert 'href="/propositions/"' in html
    assert "X-Parametres-Ignores" not in client.get("/donnees/reponses/").content.decode()
