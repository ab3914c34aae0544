"""What the public reads of the propositions: the list, one page, its JSON twin."""

import datetime

import pytest
import time_machine
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commun.concertations.actions import answers, documents, follow_ups, participants, takeaways
from commun.concertations.datasets import JALONS
from commun.concertations.enums import Decision, DocumentKind, FollowUpState, Rating
from commun.concertations.queries import propositions
from commun.concertations.queries.proposition_page import proposition_page
from commun.concertations.queries.propositions import PropositionFilter
from commun.opendata import rows
from tests.accounts.factories import coordinator
from tests.concertations.factories import (
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)
from tests.territories.factories import TerritoryFactory

LIST = "/propositions/"
TODAY = datetime.date(2027, 1, 31)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def concertation(db, clock):
    made = concertation_awaiting_answer(
        propositions=4, territory=TerritoryFactory(metropole=True, name="Métropole d’Essai")
    )
    clock.move_to("2027-01-31T10:00:00+01:00")
    return made


def say(proposition, decision=Decision.RETAINED, reason="Le conseil a délibéré.", on=TODAY):
    return answers.answer(
        proposition=proposition,
        decision=decision,
        reason=reason,
        author_role="Adjointe au numérique",
        body="Conseil municipal",
        answered_on=on,
        by=referent_of(proposition.concertation),
    )


def promised(proposition, due_on=TODAY + datetime.timedelta(days=60)):
    return follow_ups.promise(
        proposition=proposition,
        title="Publier l’inventaire",
        owner_role="Direction du numérique",
        due_on=due_on,
        by=referent_of(proposition.concertation),
    )


def listed(client, **query):
    return [line.number for line in client.get(LIST, query).context["found"].lines]


def test_only_what_was_restituted_in_public_is_listed(client, db):
    hidden = concertation_under_way()
    TakeawayFactory(concertation=hidden, text="Encore un brouillon.")
    shown = restituted_concertation(propositions=1, vigilances=1)
    page = client.get(LIST)
    assert [line.uid for line in page.context["found"].lines] == [shown.takeaways.propositions().get().uid]
    assert "brouillon" not in page.content.decode()


def test_the_fictional_example_is_shown_only_on_demand_and_says_so(client, db):
    restituted_concertation(
        propositions=1, territory=TerritoryFactory(is_fictional=True, name="Saint-Exemple-sur-Loire")
    )
    assert not client.get(LIST).context["found"].lines
    page = client.get(LIST, {"exemple": "on"})
    assert len(page.context["found"].lines) == 1
    assert "exemple fictif" in page.content.decode()


def test_the_list_is_filtered_by_answer_and_by_its_absence(client, concertation):
    first, second, third, _fourth = concertation.takeaways.all()
    say(first)
    say(second, Decision.NOT_OURS)
    say(third, Decision.UNDER_STUDY)
    assert listed(client, reponse="retenue") == [1]
    assert listed(client, reponse="hors_competence") == [2]
    assert listed(client, reponse="a_l_etude") == [3]
    assert listed(client, reponse="sans_reponse") == [4]
    assert sorted(listed(client, delai="en_attente")) == [3, 4]


def test_the_list_is_filtered_by_delay(client, concertation, clock):
    say(concertation.takeaways.first())
    recent = restituted_concertation(propositions=1)
    clock.move_to("2027-01-31T12:00:00+01:00")
    assert recent.restituted_on == TODAY
    assert sorted(listed(client, delai="plus_de_90_jours")) == [2, 3, 4]
    assert sorted(listed(client, delai="en_retard")) == [2, 3, 4]


def test_the_list_is_filtered_by_what_became_of_the_promises(client, concertation, clock):
    first, second, third, _fourth = concertation.takeaways.all()
    for row in (first, second, third):
        say(row)
    action = promised(first)
    promised(second)
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.DONE,
        on=TODAY,
        text="En ligne.",
        version=1,
        by=referent_of(concertation),
    )
    assert listed(client, suite="tenue") == [1]
    assert listed(client, suite="en_cours") == [2]
    assert listed(client, suite="sans_promesse") == [3]
    clock.move_to("2027-05-01T10:00:00+02:00")
    assert listed(client, suite="en_retard") == [2]


def test_the_list_is_filtered_by_territory_told_by_name_or_code_and_by_region(client, concertation, db):
    region = TerritoryFactory(region_body=True)
    other = restituted_concertation(propositions=1, territory=TerritoryFactory(region=region))
    territory = concertation.territory
    for told in (territory.uid, territory.slug, territory.siren, "métropole d’essai"):
        assert sorted(listed(client, territoire=told)) == [1, 2, 3, 4]
    assert client.get(LIST, {"region": region.pk}).context["found"].lines[0].place == other.territory.name
    page = client.get(LIST, {"territoire": "Nulle-Part"})
    assert page.status_code == 200
    assert "Aucune collectivité ne porte ce nom" in page.content.decode()


def test_a_concertation_led_by_two_is_found_under_each_and_listed_once(client, concertation):
    partner = TerritoryFactory()
    concertation.co_leads.add(partner, TerritoryFactory())
    assert sorted(listed(client, territoire=partner.slug)) == [1, 2, 3, 4]
    assert sorted(listed(client, territoire=concertation.territory.slug)) == [1, 2, 3, 4]


def test_the_text_is_searched_whatever_the_case(client, concertation):
    assert listed(client, texte="VERSION 3") == [3]
    assert listed(client, texte="licorne") == []


def test_each_choice_says_how_many_propositions_it_would_show(concertation):
    rows = list(concertation.takeaways.all())
    say(rows[0])
    say(rows[1], Decision.UNDER_STUDY)
    for wanted in (PropositionFilter(), PropositionFilter(answer="retenue")):
        found = propositions.proposition_list(wanted=wanted, page=1, on=TODAY)
        assert found.answers == {"retenue": 1, "a_l_etude": 1, "sans_reponse": 2}
    for answer, count in found.answers.items():
        only = propositions.proposition_list(wanted=PropositionFilter(answer=answer), page=1, on=TODAY)
        assert (only.total, len(only.lines)) == (count, count)


@pytest.mark.parametrize("number", ["0", "-1", "2", "999999999999", "abc", "²", "1e3"])
def test_any_page_number_leads_to_a_page(client, concertation, number):
    page = client.get(LIST, {"page": number})
    assert page.status_code == 200
    assert page.context["found"].number == 1


def test_the_list_costs_the_same_number_of_queries_whatever_its_length(db):
    def cost():
        caches["pages"].clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            propositions.proposition_list(wanted=PropositionFilter(), page=1, on=TODAY)
        return len(queries)

    restituted_concertation(propositions=1)
    one = cost()
    for _time in range(3):
        restituted_concertation(propositions=8)
    assert cost() == one == 6


def test_a_list_already_made_costs_one_query_until_something_changes(concertation, django_assert_num_queries):
    def read():
        return propositions.proposition_list(wanted=PropositionFilter(answer="retenue"), page=1, on=TODAY)

    assert read().total == 0
    with django_assert_num_queries(1):
        read()
    say(concertation.takeaways.first())
    assert read().total == 1


def test_the_page_of_a_proposition_tells_the_whole_chain(client, concertation):
    proposition = concertation.takeaways.first()
    say(proposition, Decision.NOT_RETAINED, "Trop cher cette année.")
    say(proposition, Decision.RETAINED, "Le budget est voté.")
    action = promised(proposition)
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.UNDER_WAY,
        on=TODAY,
        text="Le recensement prend plus de temps.",
        due_on=TODAY + datetime.timedelta(days=120),
        proof_url="https://exemple.fr/preuve",
        version=1,
        by=referent_of(concertation),
    )
    follow_ups.report_nothing_new(follow_up=action, on=TODAY, by=referent_of(concertation))
    view = participants.give_view(proposition=proposition, rating=Rating.PARTIAL, text="C’est un début.")
    participants.publish_view(view=view, by=coordinator())
    takeaways.correct(
        takeaway=proposition, text="Publier la liste des algorithmes.", reason="Coquille", by=referent_of(concertation)
    )
    page = client.get(proposition.get_absolute_url())
    html = page.content.decode()
    for words in (
        "Publier la liste des algorithmes.",
        "version 1",
        "Trop cher cette année.",
        "Le budget est voté.",
        "Adjointe au numérique",
        "Publier l’inventaire",
        "échéance reportée du 1er avril 2027 au 31 mai 2027",
        "https://exemple.fr/preuve",
        "rien de neuf",
        "C’est un début.",
        "Coquille",
        "à venir",
        'type="application/json"',
    ):
        assert words in html, words
    assert "@" not in html
    assert "Personne" not in html


def test_a_proposition_that_waits_says_since_when_and_how_late(client, concertation):
    html = client.get(concertation.takeaways.first().get_absolute_url()).content.decode()
    assert "sans réponse depuis 214 jours, en retard de 30 jours" in html.replace("\xa0", " ").replace("\u202f", " ")


def test_a_refused_proposition_waits_for_no_action(client, concertation):
    proposition = concertation.takeaways.first()
    say(proposition, Decision.NOT_RETAINED)
    knots = client.get(proposition.get_absolute_url()).context["page"].knots
    assert [knot.name for knot in knots] == ["Proposition", "Réponse", "Constat", "Manifeste"]


def test_a_retained_proposition_without_promise_shows_what_is_missing(client, concertation):
    proposition = concertation.takeaways.first()
    say(proposition)
    knots = {knot.name: knot for knot in client.get(proposition.get_absolute_url()).context["page"].knots}
    assert (knots["Suite"].state, knots["Suite"].detail) == ("missing", "aucune action promise")


def test_neighbours_lead_through_the_concertation(client, concertation):
    second = concertation.takeaways.get(number=2)
    page = client.get(second.get_absolute_url()).context["page"]
    assert (page.previous.number, page.next.number) == (1, 3)
    assert client.get(concertation.takeaways.get(number=4).get_absolute_url()).context["page"].next is None


def test_a_draft_or_a_point_de_vigilance_has_no_page(client, db):
    draft = TakeawayFactory(concertation=concertation_under_way())
    alert = restituted_concertation(propositions=0, vigilances=1).takeaways.get()
    for takeaway in (draft, alert):
        for name in ("proposition", "proposition_json"):
            assert client.get(reverse(f"concertations:{name}", args=[takeaway.uid])).status_code == 404


def test_the_page_costs_the_same_number_of_queries_whatever_happened(concertation):
    proposition = concertation.takeaways.first()

    def cost():
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            proposition_page(uid=proposition.uid, on=TODAY)
        return len(queries)

    cost()  # what a process asks once
    bare = cost()
    say(proposition, Decision.UNDER_STUDY)
    say(proposition)
    for number in range(3):
        promised(proposition, due_on=TODAY + datetime.timedelta(days=number))
    assert cost() == bare <= 13


def test_the_json_twin_says_what_the_page_says(client, concertation):
    proposition = concertation.takeaways.first()
    say(proposition)
    promised(proposition)
    answer = client.get(f"/propositions/{proposition.uid}.json")
    body = answer.json()
    assert (body["identifiant"], body["texte"], body["reponse"]) == (proposition.uid, proposition.text, "retenue")
    assert body["suites"][0]["etat"] == "annonce"
    assert "@" not in answer.content.decode()


def test_a_script_in_a_text_is_shown_as_text(client, concertation):
    proposition = concertation.takeaways.first()
    say(proposition, reason="<script>alert(1)</script>")
    html = client.get(proposition.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_country_without_proposition_says_so_and_leads_to_the_example(client, db, settings):
    settings.DEMO = True
    restituted_concertation(propositions=1, territory=TerritoryFactory(is_fictional=True))
    page = client.get(LIST).content.decode()
    assert "Aucun territoire n’a encore publié de proposition" in page
    assert 'href="?exemple=on"' in page
    assert 'class="filters"' not in page, "there is nothing to filter"


def test_other_scope_keeps_the_filters_in_place(client, concertation, settings):
    settings.DEMO = True
    page = client.get(LIST, {"reponse": "sans_reponse"}).content.decode()
    assert 'href="?reponse=sans_reponse&amp;exemple=on"' in page


def test_territory_is_read_as_the_suggestions_write_it(client, concertation):
    territory = concertation.territory
    other = restituted_concertation(propositions=1)
    assert other.territory != territory
    assert len(listed(client, territoire=f"{territory.name} ({territory.uid})")) == 4
    assert len(listed(client, territoire=territory.slug)) == 4


def test_a_proof_kept_here_is_a_link_wherever_it_is_named(client, concertation, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by, proposition = referent_of(concertation), concertation.takeaways.first()
    say(proposition, Decision.RETAINED, "Le budget est voté.")
    action = promised(proposition)
    sent = SimpleUploadedFile("Procès-verbal.txt", "Reçu le 3.".encode(), content_type="text/plain")
    document = documents.attach(
        concertation=concertation, kind=DocumentKind.REPORT, title="Procès-verbal", file=sent, by=by
    )
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.DONE,
        on=TODAY,
        text="Reçu.",
        proof_url="https://exemple.fr/preuve",
        proof_document=document,
        version=1,
        by=by,
    )
    assert document.get_absolute_url().endswith(".txt")
    link = f'<a href="{document.get_absolute_url()}"'
    page = client.get(proposition.get_absolute_url()).content.decode()
    assert link in page and '<a href="https://exemple.fr/preuve"' in page
    twin = client.get(f"{proposition.get_absolute_url().rstrip('/')}.json").json()
    address = f"{settings.SITE_URL}{document.get_absolute_url()}"
    assert {"titre": "Procès-verbal", "adresse": address} in twin["suites"][0]["jalons"][0]["preuves"]
    assert b"".join(client.get(address)) == "Reçu le 3.".encode()
    (row,) = rows.read(JALONS)
    assert dict(zip(JALONS.headers, row, strict=True))["preuve_document_url"] == address
    client.force_login(by)
    assert link in client.get(reverse("concertations:milestone", args=[action.uid])).content.decode()


@pytest.mark.parametrize("query", ["theme=inconnu", "territoire=nulle-part", "region=99&reponse=x"])
def test_an_address_that_asks_the_impossible_shows_the_rest_and_says_what_it_ignores(client, concertation, query):
    page = client.get(LIST, dict(part.split("=") for part in query.split("&")))
    html = page.content.decode()
    assert page.status_code == 200
    assert "ignoré" in html
    assert "enregistré" not in html.split("<footer")[0]
    assert concertation.takeaways.first().text in html
