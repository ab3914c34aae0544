"""The pages of territories: map, list, one territory, suggestions."""

import datetime
import html
import re

import pytest
from django.core.cache import caches
from django.urls import reverse

from commun.territories import panels, queries
from commun.territories.panels import Panel, TerritoryLink
from tests.territories.conftest import EngagedByUid
from tests.territories.factories import TerritoryFactory

LIST = "/territoires/"


@pytest.fixture
def engaged(db):
    """Three in two départements, a région and a foreign city engaged; one that is not; one that does not exist."""
    region = TerritoryFactory(region_body=True, name="Bretagne", code_insee="53")
    ille = TerritoryFactory(departement_body=True, name="Ille-et-Vilaine", code_insee="35", region=region)
    loire = TerritoryFactory(departement_body=True, name="Loire-Atlantique", code_insee="44")
    here = {"departement": ille, "region": region}
    rennes = TerritoryFactory(metropole=True, name="Rennes Métropole", population=473_973, **here)
    some = [
        rennes,
        TerritoryFactory(name="Cesson", epci=rennes, **here),
        TerritoryFactory(name="Rezé", departement=loire),
        TerritoryFactory(abroad=True, name="Namur"),
        region,
    ]
    TerritoryFactory(name="Ailleurs", **here)
    fictional = TerritoryFactory(name="Saint-Exemple", is_fictional=True, departement=loire)
    panels.register_engagement(EngagedByUid(*(one.uid for one in [*some, fictional])))
    return {one.name: one for one in [*some, fictional]}


def test_pages_work_with_nothing_registered(client, db) -> None:
    TerritoryFactory(name="Nantes", slug="nantes")
    page = client.get(LIST)
    assert page.status_code == 200
    assert "Le vôtre peut être le premier" in page.content.decode()
    assert "Rien n’est encore publié ici" in client.get("/territoires/nantes/").content.decode()


def test_list_shows_the_engaged_by_default_and_all_when_asked(client, engaged) -> None:
    names = lambda query: [row.name for row in client.get(LIST, query).context["found"].rows]  # noqa: E731
    assert names({}) == ["Bretagne", "Cesson", "Namur", "Rennes Métropole", "Rezé", "Saint-Exemple"]
    assert "Ailleurs" in names({"etape": "tous"})
    assert names({"etape": "retard"}) == ["Rennes Métropole"]
    assert names({"q": "reze"}) == ["Rezé"]
    assert names({"type": "metropole"}) == ["Rennes Métropole"]
    assert names({"departement": "35"}) == ["Cesson", "Rennes Métropole"]
    assert names({"region": "53"}) == ["Bretagne", "Cesson", "Rennes Métropole"]


@pytest.mark.parametrize("typed", ["35", " 35 ", "Ille-et-Vilaine", "ille et vilaine"])
def test_departement_is_typed_by_its_number_or_its_name(client, engaged, typed) -> None:
    page = client.get(LIST, {"departement": typed})
    assert [row.name for row in page.context["found"].rows] == ["Cesson", "Rennes Métropole"]
    assert "Département : Ille-et-Vilaine" in page.content.decode()


def test_departement_that_does_not_exist_is_said_and_what_was_typed_is_kept(client, engaged) -> None:
    text = client.get(LIST, {"departement": "Loire-Pacifique"}).content.decode()
    assert "Aucun département ne s’appelle « Loire-Pacifique »" in text
    assert 'value="Loire-Pacifique"' in text


def test_what_lies_in_an_intercommunalite_is_a_list(client, engaged) -> None:
    detail = client.get(engaged["Rennes Métropole"].get_absolute_url()).context["detail"]
    page = client.get(detail.engaged_url)
    assert [row.name for row in page.context["found"].rows] == ["Cesson", "Rennes Métropole"]
    assert "Intercommunalité : Rennes Métropole" in page.content.decode()
    assert f'name="intercommunalite" value="{engaged["Rennes Métropole"].slug}"' in page.content.decode()


def test_territory_with_many_engaged_within_shows_some_and_leads_to_all(client, engaged) -> None:
    many = [TerritoryFactory(epci=engaged["Rennes Métropole"]) for _ in range(12)]
    panels.register_engagement(EngagedByUid(*(one.uid for one in many)))
    page = client.get(engaged["Rennes Métropole"].get_absolute_url())
    detail = page.context["detail"]
    assert (len(detail.engaged_within), detail.engaged_within_count) == (queries.ENGAGED_WITHIN_SHOWN, 12)
    assert "Lire les 12 territoires engagés" in page.content.decode()
    assert client.get(detail.engaged_url).context["found"].total == 12


@pytest.mark.parametrize(
    "query", [{"etape": "x"}, {"type": "x"}, {"departement": "999"}, {"page": "0"}, {"page": "zz"}]
)
def test_a_filter_that_does_not_exist_narrows_nothing(client, engaged, query) -> None:
    page = client.get(LIST, query)
    assert page.status_code == 200
    assert page.context["found"].total == 6


def test_search_among_the_engaged_offers_to_search_everywhere(client, engaged) -> None:
    text = client.get(LIST, {"q": "ailleurs"}).content.decode()
    assert "Aucun territoire engagé ne correspond" in text
    assert re.search(r'href="\?[^"]*q=ailleurs[^"]*etape=tous', html.unescape(text))


def test_map_and_its_table_say_the_same(client, engaged) -> None:
    (drawing,) = re.findall(r"<svg viewBox.*?</svg>", client.get(LIST).content.decode(), re.S)
    (table,) = re.findall(r"<table>.*?</table>", client.get("/territoires/tableau/").content.decode(), re.S)
    drawn = re.findall(r'<a href="([^"]+)" aria-label="([^"]+?) : (\d+) territoires? engagés?"', drawing)
    told = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td class="number">(\d+)</td>', table)
    assert drawn == [
        ("/territoires/?departement=35", "Ille-et-Vilaine (35)", "2"),
        ("/territoires/?departement=44", "Loire-Atlantique (44)", "1"),
    ]
    assert set(drawn) <= set(told)
    assert {name for _, name, _ in told} - {name for _, name, _ in drawn} == {"Région Bretagne", "Namur (Belgique)"}
    assert re.search(r"Total</th><td class=\"number\">5<", table)
    assert sum(int(count) for _, _, count in told) == 5


def test_table_of_the_map_is_read_page_by_page_and_ends_with_the_total(client, engaged, monkeypatch) -> None:
    monkeypatch.setattr("commun.territories.views.map_table.ROWS_A_PAGE", 3)
    pages = [client.get("/territoires/tableau/", {"page": number}).content.decode() for number in (1, 2)]
    found = [re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', page) for page in pages]
    assert found == [
        ["Ille-et-Vilaine (35)", "Loire-Atlantique (44)", "Région Bretagne"],
        ["Namur (Belgique)", "Total"],
    ]


def test_table_of_an_empty_map_says_what_will_come(client, db) -> None:
    assert "Aucun territoire engagé pour l’instant" in client.get("/territoires/tableau/").content.decode()


def test_map_leads_to_its_table(client, engaged) -> None:
    assert 'href="/territoires/tableau/"' in client.get(LIST).content.decode()


def test_invented_territory_is_marked_and_not_counted(client, engaged) -> None:
    assert queries.engaged_counts().total == 5
    text = client.get("/territoires/" + engaged["Saint-Exemple"].slug + "/").content.decode()
    assert "exemple fictif" in text


def test_page_with_the_map_stays_light(client, engaged) -> None:
    assert len(client.get(LIST).content) < 90_000


def test_list_costs_the_same_queries_whatever_its_length(client, engaged, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8) as few:
        client.get(LIST)
    more = [TerritoryFactory(name=f"Commune {n}") for n in range(60)]
    panels.register_engagement(EngagedByUid(*(one.uid for one in more)))
    caches["pages"].clear()
    with django_assert_max_num_queries(len(few)):
        page = client.get(LIST)
    assert page.context["found"].total == 60
    assert len(page.context["found"].rows) == 20


def test_detail_costs_the_same_queries_whatever_it_holds(client, engaged, django_assert_max_num_queries) -> None:
    address = engaged["Rennes Métropole"].get_absolute_url()
    with django_assert_max_num_queries(10) as few:
        client.get(address)
    for _ in range(40):
        TerritoryFactory(epci=engaged["Rennes Métropole"])
    caches["pages"].clear()
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_detail_says_who_it_is_and_who_is_engaged_within(client, engaged) -> None:
    text = client.get(engaged["Rennes Métropole"].get_absolute_url()).content.decode()
    for words in ("Métropole · Ille-et-Vilaine (35)", "473\u202f973 habitants", "Cesson", "1 engagé sur 1", "Bretagne"):
        assert words in text


def test_panels_and_links_of_higher_apps_are_shown_in_order(client, engaged) -> None:
    @panels.register_panel
    def late(territory):
        return Panel("Deuxième", "territories/_row.html", {}, order=20, anchor="deux")

    @panels.register_panel
    def early(territory):
        return Panel("Premier", "territories/_row.html", {}, order=10) if territory.name == "Rezé" else None

    @panels.register_link
    def feed(territory):
        return TerritoryLink("Suivre", f"/flux/{territory.slug}", feed_type="application/atom+xml")

    text = client.get(engaged["Rezé"].get_absolute_url()).content.decode()
    assert text.index("Premier") < text.index("Deuxième")
    assert "Rien n’est encore publié" not in text
    assert 'rel="alternate" type="application/atom+xml"' in text
    assert "Premier" not in client.get(engaged["Cesson"].get_absolute_url()).content.decode()


def test_successor_and_predecessor_lead_to_each_other(client, db) -> None:
    heir = TerritoryFactory(name="Alsace")
    gone = TerritoryFactory(name="Bas-Rhin", ended_on=datetime.date(2021, 1, 1), successor=heir)
    text = client.get(gone.get_absolute_url()).content.decode()
    assert "1er janvier 2021" in text
    assert heir.get_absolute_url() in text
    assert gone.get_absolute_url() in client.get(heir.get_absolute_url()).content.decode()


def test_unknown_territory_is_not_found(client, db) -> None:
    assert client.get("/territoires/nulle-part/").status_code == 404


def test_hostile_name_is_only_text(client, db) -> None:
    territory = TerritoryFactory(name="<script>alert(1)</script>", slug="x")
    panels.register_engagement(EngagedByUid(territory.uid))
    for address in (LIST, "/territoires/x/"):
        assert b"<script>alert" not in client.get(address).content


def test_suggestions_are_json_that_may_be_kept_ten_minutes(client, engaged) -> None:
    answer = client.get(reverse("territories:suggestions"), {"q": "rez"})
    assert answer.json() == {
        "resultats": [
            {
                "valeur": engaged["Rezé"].uid,
                "libelle": "Rezé",
                "saisie": f"Rezé ({engaged['Rezé'].uid})",
                "detail": "Commune · Loire-Atlantique (44)",
                "url": engaged["Rezé"].get_absolute_url(),
            }
        ]
    }
    assert "max-age=600" in answer.headers["Cache-Control"]
    assert client.get("/territoires/suggestions", {"q": "x" * 5000}).json() == {"resultats": []}
    assert client.get("/territoires/suggestions").json() == {"resultats": []}
