"""`/recherche/`, its suggestions, its feed and its file: what is asked, shown, corrected and explained."""

import csv
import io
import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from commun.concertations.models import Concertation, Takeaway
from commun.library.models import PublishedSheet
from commun.search import index, queries, service
from commun.search.asking import LAST_PAGE, Asked, read
from commun.search.documents import sources
from commun.search.payload import search_payload
from commun.search.values import Query
from commun.search.views import results as results_view
from commun.territories.enums import Kind
from tests.concertations.factories import TakeawayFactory, concertation_under_way, restituted_concertation
from tests.library import factories as library
from tests.search.test_sources import answered_concertation
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def town():
    return TerritoryFactory(name="Saint-Brieuc")


@pytest.fixture
def country(town):
    """A debate in a town with its answers, a use elsewhere, and a draft that nobody may find."""
    record = answered_concertation(territory=town, title="L’IA à la cantine")
    texts = ["Trier les déchets de la cantine sans caméra.", "Former les agents avant tout.", "Garder un guichet."]
    for takeaway, text in zip(record.takeaways.order_by("number"), texts, strict=True):
        Takeaway.objects.filter(pk=takeaway.pk).update(text=text)
    library.published(
        TerritoryFactory(name="Quimper"), title="Trier les déchets verts", summary="Des caméras trient les déchets."
    )
    hidden = concertation_under_way(title="Débat fermé sur les déchets")
    TakeawayFactory(concertation=hidden, text="Les déchets, encore.")
    Concertation.objects.filter(pk=hidden.pk).update(published_at=None)
    index.build()
    return record


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def links(page: str, words: str) -> list[str]:
    """The addresses of the links that say so."""
    return [url for url, text in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', page, re.S) if words in text]


# --- What is asked ---------------------------------------------------------------------------------------------------


def test_an_address_says_the_whole_question(town):
    asked = read(QueryDict(f"q=+eau++de+pluie&type=usages,inconnu&theme=autre&annee=2025&dans={town.slug}&tri=date"))
    assert asked.text == "eau de pluie"
    assert asked.choices == {"type": ("usages",), "theme": ("autre",), "annee": ("2025",)}
    assert asked.place is not None
    assert asked.place.value == town.slug
    assert read(QueryDict(asked.parameters)) == asked
    assert asked.without("type", "usages").choices == {"theme": ("autre",), "annee": ("2025",)}


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-3",
        "page=9999999999",
        "page=²",
        "tri=nimporte",
        "type=",
        "q=%00",
        "theme=" + "a," * 200,
        "dans=?",
    ],
)
def test_what_cannot_be_read_is_ignored(client, query):
    asked = read(QueryDict(query))
    assert 1 <= asked.page <= LAST_PAGE
    assert not asked.sort
    assert client.get(f"/recherche/?{query}").status_code in (200, 400)


def test_a_place_that_nobody_bears_narrows_nothing_and_is_told(client, country):
    assert read(QueryDict("q=eau&dans=Atlantide")).unknown_place == "Atlantide"
    assert "Aucune collectivité ne porte ce nom" in body(client, "/recherche/?q=agents&dans=Atlantide")


# --- What is shown ---------------------------------------------------------------------------------------------------


def test_words_alone_show_the_best_of_each_kind(client, country):
    page = body(client, "/recherche/?q=déchets")
    assert "<mark>déchets</mark>" in page
    assert "Trier les <mark>déchets</mark> de la cantine sans caméra." in page
    assert '<h2 id="nature-propositions">Propositions <span class="soft">1</span></h2>' in page
    assert '<h2 id="nature-usages">' in page
    assert "Débat fermé" not in page
    assert "encore" not in page
    assert "Tout <span>2</span>" in page
    assert "2 résultats" in page
    assert 'class="thread-tiny"' in page


def test_a_kind_shows_its_list_and_keeps_the_words(client, country):
    page = body(client, "/recherche/?q=déchets&type=usages")
    assert "1 résultat" in page
    assert "de la cantine" not in page
    assert 'name="type" value="usages"' in page
    assert links(page, "Retirer") == ["/recherche/?q=d%C3%A9chets"]


def test_a_facet_counts_names_and_narrows(client, country, town):
    page = body(client, "/recherche/?q=déchets&tri=pertinence")
    assert f'value="{town.slug}"> <span>Saint-Brieuc (1)</span>' in page
    assert "Transparence et explication (1)" in page
    narrowed = body(client, f"/recherche/?q=déchets&territoire={town.slug}")
    assert "Des caméras" not in narrowed
    assert "Territoire : Saint-Brieuc" in narrowed


def test_a_search_within_a_region_finds_what_its_towns_said(client):
    region = TerritoryFactory(kind=Kind.REGION, name="Bretagne")
    answered_concertation(territory=TerritoryFactory(region=region))
    answered_concertation()
    index.build()
    everywhere, within = (
        queries.total(Asked(text="algorithmes")),
        queries.total(read(QueryDict("q=algorithmes&dans=Bretagne"))),
    )
    assert within * 2 == everywhere > 0
    assert "Dans : Bretagne" in body(client, "/recherche/?q=algorithmes&dans=Bretagne")


def test_pages_follow_one_another(client):
    restituted_concertation(propositions=45)
    index.build()
    seen = []
    for number in (1, 2, 3):
        page = body(client, f"/recherche/?q=algorithmes&type=propositions&page={number}")
        seen += re.findall(r'href="(/propositions/[^"]+)"', page)
    assert len(set(seen)) == 45
    assert "Page 3 sur 3" in page


def test_a_result_that_is_hidden_since_the_index_was_written_is_not_shown(client, country):
    assert "sans caméra" in body(client, "/recherche/?q=cantine")
    Concertation.objects.filter(pk=country.pk).update(published_at=None)
    page = body(client, "/recherche/?q=cantine")
    assert "sans caméra" not in page
    assert "0 résultats" in page or "0 résultat" in page


def test_the_page_is_never_kept_for_others_nor_for_robots(client, country):
    response = client.get("/recherche/?q=cantine")
    assert "private" in response["Cache-Control"]
    assert b'name="robots" content="noindex' in response.content
    assert "Disallow: /recherche/" in client.get("/robots.txt").content.decode()


def test_what_is_typed_is_shown_as_text(client, country):
    page = client.get("/recherche/?q=<script>alert(1)</script>&dans=<b>").content.decode()
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_asking_too_often_is_refused_politely(client, monkeypatch):
    monkeypatch.setattr(results_view, "A_VISITOR_A_MINUTE", 2)
    assert [client.get("/recherche/").status_code for _turn in range(3)] == [200, 200, 429]


def test_the_number_of_queries_depends_on_kinds_not_on_results(client, country, django_assert_max_num_queries):
    # Four more on PostgreSQL: what the test wrote, never committed, waits for the index at each question.
    with django_assert_max_num_queries(47 if connection.vendor == "postgresql" else 42):
        body(client, "/recherche/?q=déchets")


def test_nothing_typed_says_how_to_search_and_what_there_is(client, country):
    page = body(client, "/recherche/")
    assert "Comment chercher" in page
    assert '<a href="/recherche/?type=propositions">Propositions</a> <span class="meta">3</span>' in page


# --- What is corrected, and why nothing is found ---------------------------------------------------------------------


def test_a_slip_is_corrected_told_and_can_be_undone(client, country):
    page = body(client, "/recherche/?q=cantinne+déchets")
    assert "Aucun résultat pour « cantinne » : voici ceux de « cantine »." in page
    (url,) = links(page, "tel quel")
    as_typed = body(client, url)
    assert "aucun n’a tous les mots" in as_typed
    assert "voici ceux de" not in as_typed


def test_nothing_found_names_the_filter_that_empties_the_search(client, country):
    page = body(client, "/recherche/?q=cantine&annee=1999")
    assert "Rien de public ne répond" in page
    (url,) = links(page, "Sans le filtre « 1999 »")
    assert queries.total(read(QueryDict(url.partition("?")[2]))) > 0


def test_a_word_that_nothing_holds_is_told_and_what_holds_the_others_is_shown(client, country):
    page = body(client, "/recherche/?q=cantine+xylophone")
    assert "Aucun texte public ne contient « xylophone »." in page
    assert "sans caméra" in page


def test_what_holds_a_part_of_the_words_follows_and_is_told(client, country):
    page = body(client, "/recherche/?q=caméra+guichet&tri=pertinence")
    assert "aucun n’a tous les mots" in page
    assert "sans" in page
    assert "Garder un" in page


def test_a_word_alone_that_nothing_holds_is_told(client, country):
    page = body(client, "/recherche/?q=xylophone")
    assert "Rien de public ne répond" in page
    assert "Aucun texte public ne contient « xylophone »." in page


def test_words_too_common_to_be_searched_are_told(client, country):
    assert "trop courants" in body(client, "/recherche/?q=de+la")


def test_a_territory_that_said_nothing_yet_is_reached_by_its_name(client, country):
    TerritoryFactory(name="Plougastel-Daoulas", slug="plougastel-daoulas")
    assert links(body(client, "/recherche/?q=plougastel"), "Plougastel-Daoulas") == ["/territoires/plougastel-daoulas/"]


def test_without_an_index_the_page_says_so_and_answers(client):
    restituted_concertation(propositions=2)
    index.forget()
    page = body(client, "/recherche/?q=algorithmes")
    assert "La recherche fonctionne au ralenti" in page
    assert "Publier la liste des" in page
    assert "/propositions/" in page


# --- Suggestions, feed, file, description ----------------------------------------------------------------------------


def test_suggestions_are_words_then_places_then_titles(client, country):
    TerritoryFactory(name="Cantin")
    found = client.get("/recherche/suggestions?q=canti").json()["resultats"]
    assert [one["libelle"] for one in found] == ["cantine", "Cantin", "L’IA à la cantine"]
    assert found[1]["url"].startswith("/territoires/")
    browser = client.get("/recherche/suggestions?q=canti&forme=navigateur")
    assert browser["Content-Type"] == "application/x-suggestions+json"
    assert browser.json() == ["canti", ["cantine", "Cantin", "L’IA à la cantine"]]
    assert [one["groupe"] for one in found] == ["Mots", "Territoires", "Concertations"]
    assert found[2]["url"].startswith("/concertations/"), "a title leads to its page"
    assert client.get("/recherche/suggestions?q=c").json() == {"resultats": []}


def test_a_theme_is_suggested_by_the_beginning_of_its_words_with_what_it_holds(client, country):
    held = service.search(Query(size=0, counted=("theme",))).counts["theme"]
    value, count = held[0].value, held[0].count
    label = queries.labels_of("theme", [value])[value]
    told = client.get("/recherche/suggestions", {"q": label[:5]}).json()["resultats"]
    (theme,) = [one for one in told if one["groupe"] == "Thèmes" and one["libelle"] == label]
    page = body(client, theme["url"])
    assert f"{count} résultat" in page
    assert theme["detail"].startswith(str(count))


def test_suggestions_never_tell_a_word_of_a_draft(client, country):
    assert client.get("/recherche/suggestions?q=ferm").json() == {"resultats": []}


def test_the_feed_gives_the_last_dated_results_first(client, country):
    response = client.get("/recherche/flux.atom?q=cantine")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert dates == sorted(dates, reverse=True)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert any("Trier les déchets de la cantine" in (entry.findtext(f"{ATOM}summary") or "") for entry in entries)


def test_the_file_gives_each_result_with_its_identifier(client, country):
    response = client.get("/recherche/resultats.csv?q=déchets")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert list(rows[0]) == ["identifiant", "nature", "titre", "url", "contexte", "date", "extrait"]
    assert (response["Commun-Total"], response["Commun-Lignes"]) == ("2", "2")
    assert {row["nature"] for row in rows} == {"propositions", "usages"}
    assert all(row["identifiant"] and row["url"].startswith("http") for row in rows)


def test_the_file_stops_where_pages_do_and_says_so(client, country, monkeypatch):
    monkeypatch.setattr(queries, "DEEPEST", 1)
    asked = Asked(text="déchets")
    assert len(list(queries.rows(asked, most=1))) == 1
    assert len(list(queries.rows(asked, most=50, block=1))) == queries.total(asked) == 2


def test_invented_records_are_marked_on_the_page_and_left_out_of_files(client):
    restituted_concertation(territory=TerritoryFactory(is_fictional=True, name="Saint-Exemple"))
    index.build()
    assert "exemple fictif" in body(client, "/recherche/?q=algorithmes")
    assert client.get("/recherche/resultats.csv?q=algorithmes").getvalue().decode().count("\r\n") == 1
    assert client.get("/recherche/flux.atom?q=algorithmes").content.decode().count("<entry>") == 0


def test_a_browser_is_told_how_to_search(client):
    described = ElementTree.fromstring(client.get("/recherche/opensearch.xml").content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {one.get("type"): one.get("template", "") for one in described.findall(f"{space}Url")}
    assert urls["text/html"].endswith("/recherche/?q={searchTerms}")
    assert "forme=navigateur" in urls["application/x-suggestions+json"]
    assert '<link rel="search" href="/recherche/opensearch.xml"' in client.get("/recherche/").content.decode()


def test_every_page_leads_to_the_search_and_a_lost_one_offers_it(client):
    assert links(client.get("/aide/").content.decode(), "Rechercher") == ["/recherche/"]
    lost = client.get("/nulle-part/").content.decode()
    assert 'action="/recherche/" role="search"' in lost


def test_the_same_question_is_answered_as_data_in_one_call(client, country):
    told = search_payload(QueryDict("q=déchets&type=propositions"))
    assert (told["total"], told["premier"], told["lacunaire"]) == (1, 0, False)
    assert {"valeur": "usages", "nombre": 1} in told["facettes"]["type"]
    (one,) = told["resultats"]
    assert one["identifiant"].startswith(country.uid)
    assert one["extrait"] == "Trier les déchets de la cantine sans caméra."
    assert client.get(one["url"]).status_code == 200
    assert json.loads(json.dumps(told)) == told
    assert search_payload(QueryDict("q=déchets"), size=0)["resultats"] == []


# --- Beside a record -------------------------------------------------------------------------------------------------


def test_a_page_leads_to_what_says_alike_and_never_to_what_is_public_no_more(country, client):
    one = country.takeaways.get(text__startswith="Trier les déchets")
    address = f"/propositions/{one.uid}/"
    assert links(body(client, address), "Trier les déchets verts")
    assert queries.see_also("propositions", one.pk)
    index.forget()
    assert queries.see_also("propositions", one.pk) == ()
    assert "Voir aussi" not in body(client, f"{address}?")


def test_what_was_hidden_since_the_index_was_written_is_near_nothing(country):
    one = country.takeaways.get(text__startswith="Trier les déchets")
    used = PublishedSheet.objects.get(title="Trier les déchets verts")
    document = next(iter(sources()["propositions"].documents([one.pk])))

    def near():
        return [(near.source.kind, near.document.key) for near in service.like("propositions", document)]

    assert ("usages", used.pk) in near()
    PublishedSheet.objects.filter(pk=used.pk).update(is_template=True)
    assert ("usages", used.pk) not in near()
