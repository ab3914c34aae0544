"""The pages of council decisions, read as anyone reads them."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from commun.deliberations.enums import TakedownReason, TextSource
from commun.deliberations.models import Takedown
from commun.deliberations.presenters.decision import EXTRACT, told, vote_of
from commun.deliberations.queries.decisions import PAGE_SIZE, newest
from commun.search.indexer import catch_up
from tests.deliberations.factories import BodyFactory, DeliberationFactory, decision_of, with_text
from tests.territories.factories import TerritoryFactory


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


# --- One decision ---------------------------------------------------------------------------------------------------


def test_page_of_a_decision_says_what_by_whom_when_how_and_where_it_was_read(db, client) -> None:
    territory = TerritoryFactory(name="Villeneuve")
    one = decision_of(
        territory,
        subject="Charte de l’agent conversationnel",
        vote_for=31,
        vote_against=2,
        vote_abstained=1,
        vote_present=34,
        vote_members=39,
        received_on=datetime.date(2026, 6, 30),
        url="https://villeneuve.exemple/2026-12.pdf",
    )
    text = page(client, one.get_absolute_url())
    for said in (
        "Charte de l’agent conversationnel",
        "Villeneuve",
        "24 juin 2026",
        "Les voix se sont partagées",
        "31 pour, 2 contre, 1 abstention, 34 votants, 39 membres en exercice",
        "30 juin 2026",
        "https://villeneuve.exemple/2026-12.pdf",
        "Délibérations d’essai",
        "Licence Ouverte 2.0",
        one.uid,
    ):
        assert said in text, said
    assert territory.get_absolute_url() in text


def test_what_the_body_does_not_publish_is_said_unknown(db, client) -> None:
    text = page(client, DeliberationFactory().get_absolute_url())
    assert text.count("non renseigné") >= 3
    assert "Le texte n’est pas donné" in text
    assert "ne la cite encore" in text


def test_vote_is_unanimous_only_when_nobody_was_against_or_abstained(db) -> None:
    assert vote_of(DeliberationFactory(vote_for=12, vote_against=0)).words == "À l’unanimité"
    assert vote_of(DeliberationFactory(vote_for=12, vote_against=0, vote_abstained=1)).words != "À l’unanimité"
    assert vote_of(DeliberationFactory(vote_for=12)).words == ""
    assert vote_of(DeliberationFactory()).figures == ""


def test_long_text_shows_its_beginning_and_folds_the_rest(db, client) -> None:
    text = "Le conseil décide. " * 200
    one = with_text(DeliberationFactory(), text, TextSource.PDF)
    shown = page(client, one.get_absolute_url())
    assert "<details><summary>Lire la suite" in shown
    assert "couche de texte du PDF" in shown


@pytest.mark.parametrize("text", ["", "Court.", "mot " * 1000, "x" * 5000, "Une phrase. " * 500])
def test_extract_and_rest_hold_the_whole_text(text: str) -> None:
    parts = told(text)
    assert "".join((parts.extract + parts.rest).split()) == "".join(text.split())
    assert len(parts.extract) <= EXTRACT * 4 // 3


def test_decision_taken_down_leaves_a_tombstone_that_repeats_nothing(db, client) -> None:
    one = with_text(DeliberationFactory(is_taken_down=True, matter_name="Untel"), "Madame Untel habite ici.")
    text = page(client, one.get_absolute_url(), 410)
    assert "a été retirée" in text
    Takedown.objects.create(deliberation=one, reason=TakedownReason.SENSITIVE_DATA, by_role="Coordination", seal="0")
    assert "une donnée sensible y figurait" in page(client, one.get_absolute_url(), 410)
    assert "Untel" not in text
    assert "Untel" not in page(client, reverse("deliberations:list"))
    assert "Untel" not in page(client, reverse("deliberations:body", args=[one.body.slug]))


def test_page_of_a_decision_costs_one_query_and_those_of_what_cites_it(
    db, client, django_assert_max_num_queries
) -> None:
    one = with_text(DeliberationFactory(), "Le conseil décide. " * 200)
    page(client, one.get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get(one.get_absolute_url() + "?frais=1")


# --- Lists ----------------------------------------------------------------------------------------------------------


def test_newest_decisions_follow_one_another_and_each_is_read_once(db) -> None:
    made = [
        DeliberationFactory(decided_on=datetime.date(2026, 1, 1) + datetime.timedelta(days=number // 3)).pk
        for number in range(PAGE_SIZE * 2 + 5)
    ]
    seen, mark = [], ""
    while True:
        read = newest(after=mark)
        seen += [line.pk for line in read.lines]
        mark = read.following
        if not mark:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize("mark", ["x", "2026-13-45.1", "2026-01-01", "2026-01-01.-1", "9" * 40])
def test_mark_that_says_nothing_is_the_beginning(db, client, mark: str) -> None:
    one = DeliberationFactory()
    assert [line.pk for line in newest(after=mark).lines] == [one.pk]


def test_list_costs_one_query_whatever_the_number(db, django_assert_num_queries) -> None:
    for _number in range(30):
        DeliberationFactory()
    with django_assert_num_queries(1):
        newest()


def test_body_shows_its_decisions_by_year(db, client) -> None:
    body = BodyFactory()
    DeliberationFactory(body=body, subject="Ancienne", decided_on=datetime.date(2024, 5, 2))
    DeliberationFactory(body=body, subject="Nouvelle", decided_on=datetime.date(2026, 5, 2))
    DeliberationFactory(subject="D’ailleurs")
    url = reverse("deliberations:body", args=[body.slug])
    text = page(client, url)
    assert "2024 (1)" in text
    assert "2026 (1)" in text
    assert "D’ailleurs" not in text
    older = page(client, url + "?annee=2024")
    assert "Ancienne" in older
    assert "Nouvelle" not in older
    assert "Nouvelle" in page(client, url + "?annee=1789")


def test_territory_shows_how_many_decisions_of_it_are_here(db, client) -> None:
    territory = TerritoryFactory()
    decision_of(territory)
    decision_of(territory, is_taken_down=True)
    assert "1 délibération lue ici" in page(client, territory.get_absolute_url())
    assert 'id="deliberations"' not in page(client, TerritoryFactory().get_absolute_url())


def test_an_empty_country_says_what_will_come(db, client) -> None:
    assert "Aucune délibération n’est encore lue ici" in page(client, reverse("deliberations:list"))


# --- The list, searched by the index --------------------------------------------------------------------------------


@pytest.fixture
def indexed(db, settings):
    """Seven decisions of two bodies, in an index."""
    villeneuve, other = BodyFactory(name="Villeneuve", kind="commune"), BodyFactory(name="Grand Lac", kind="epci")
    for number, code in enumerate(("7.10", "7.2", "7.2", "1.1")):
        DeliberationFactory(body=villeneuve, matter_code=code, subject=f"Piscine municipale {number}")
    DeliberationFactory(body=other, matter_code="8.8", subject="Caméras", decided_on=datetime.date(2024, 3, 1))
    with_text(DeliberationFactory(body=other, matter_code="8.8", vote_for=9, vote_against=0), "Une piscine à vagues.")
    DeliberationFactory(body=other, is_taken_down=True)
    catch_up()
    return villeneuve


def listed(client, query: str = "") -> str:
    return page(client, reverse("deliberations:list") + query)


def test_list_counts_by_body_kind_matter_year_and_vote(client, indexed) -> None:
    text = listed(client)
    assert "6 délibérations" in text
    for said in ("Villeneuve (4)", "Grand Lac (2)", "Commune (4)", "Intercommunalité (2)", "2024 (1)", "2026 (5)"):
        assert said in text, said
    assert "Finances locales (3)" in text
    assert text.index("Fiscalité (2)") < text.index("Divers (1)"), "7.2 comes before 7.10"


def test_address_is_the_question(client, indexed) -> None:
    assert "5 délibérations" in listed(client, "?q=piscine")
    assert "3 délibérations" in listed(client, "?matiere=7")
    assert "2 délibérations" in listed(client, "?matiere=7.2")
    assert "4 délibérations" in listed(client, f"?territoire={indexed.siret}")
    assert "1 délibération<" in listed(client, "?vote=unanime&q=piscine").replace("\n", "")
    assert "1 délibération<" in listed(client, "?annee=2024").replace("\n", "")
    assert "Aucune délibération ne répond" in listed(client, "?q=dirigeable")
    assert "6 délibérations" in listed(client, "?type=usages"), "the kind of record is that of the page"


def test_results_show_what_was_looked_for_in_the_text(client, indexed) -> None:
    assert "Une <mark>piscine</mark> à vagues" in listed(client, "?q=piscine")


def test_feed_and_file_hold_the_same_decisions(client, indexed) -> None:
    text = listed(client, "?matiere=7&q=piscine")
    file = re.search(r'href="(/recherche/resultats\.csv[^"]*)"', text)
    assert file is not None
    answer = client.get(html.unescape(file[1]))
    assert answer.headers["Commun-Total"] == "3"


@pytest.mark.parametrize("query", ["?matiere=99", "?matiere=x.y", "?annee=abc", "?page=99999999", "?q=%22", "?vote=,"])
def test_what_cannot_be_read_is_no_error(client, indexed, query: str) -> None:
    assert client.get(reverse("deliberations:list") + query).status_code == 200


def test_without_an_index_the_newest_are_listed_by_the_database(client, db) -> None:
    for _number in range(PAGE_SIZE + 3):
        DeliberationFactory()
    text = listed(client)
    assert "L’index de recherche se construit" in text
    following = re.search(r'href="\?(apres=[^"]+)"', text)
    assert following is not None
    assert listed(client, "?" + following[1]).count('class="row-title"') == 3
