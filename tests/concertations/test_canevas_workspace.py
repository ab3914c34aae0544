"""The doors of the workspace: what is due, one territory; the versions that anyone may compare; what stays private."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from commun.accounts import desk
from commun.concertations import lifecycle
from commun.concertations.actions import takeaways
from commun.concertations.actions.records import lock
from commun.concertations.actions.takeaways import NewTakeaway
from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Concertation, FollowUp, ParticipantView, Sequence
from commun.core.errors import Gone
from commun.core.models import Revision
from tests.accounts.factories import JoinRequestFactory, UserFactory, contributor, coordinator, elected, referent
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    prepared_concertation,
    published_concertation,
    referent_of,
    restituted_concertation,
    signed_pledge,
)
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

PRIVATE = "referente.privee@exemple.fr"


def titles(user, on=datetime.date(2026, 11, 22)) -> list[str]:
    return [task.title for task in desk.tasks_of(desk.desk_of(user=user, on=on))]


def test_someone_new_is_told_how_to_begin(client) -> None:
    client.force_login(UserFactory())
    assert "membre d’aucun territoire" in client.get("/espace/").content.decode()


def test_a_territory_without_charter_is_asked_to_sign_it() -> None:
    territory = TerritoryFactory()
    by, hand = referent(territory), contributor(territory)
    assert titles(by) == ["Signer la charte"]
    assert titles(hand) == []
    signed_pledge(territory)
    assert titles(by) == []


def test_a_step_that_nothing_prevents_is_offered_to_whoever_may_take_it() -> None:
    record = ConcertationFactory(territory=signed_pledge().territory)
    assert "Prêt : La charte est signée" in titles(referent_of(record))
    assert not [one for one in titles(contributor(record.territory)) if one.startswith("Prêt")]


def test_what_the_canevas_lacks_is_due_to_whoever_may_fill_it() -> None:
    record = prepared_concertation()
    assert any("Compléter « Objectifs et méthodologie »" in one for one in titles(contributor(record.territory)))
    assert not any("Compléter" in one for one in titles(elected(record.territory)))


def test_answers_are_due_then_late() -> None:
    record = concertation_awaiting_answer(propositions=2, answer_due_on=datetime.date(2099, 6, 1))
    by = referent_of(record)

    def level(on) -> str:
        return next(
            task.level for task in desk.tasks_of(desk.desk_of(user=by, on=on)) if "attendent leur réponse" in task.title
        )

    assert level(datetime.date(2099, 1, 1)) == "normal"
    assert level(datetime.date(2099, 5, 15)) == "soon"
    assert level(datetime.date(2099, 6, 1)) == "soon"
    assert level(datetime.date(2099, 6, 2)) == "late"


def test_the_late_comes_first() -> None:
    record = concertation_awaiting_answer(propositions=1, answer_due_on=datetime.date(2099, 6, 1))
    first = desk.tasks_of(desk.desk_of(user=referent_of(record), on=datetime.date(2099, 7, 1)))[0]
    assert (first.level, first.due_on) == ("late", datetime.date(2099, 6, 1))


def test_a_promise_that_comes_due_is_on_the_desk() -> None:
    record = concertation_awaiting_answer(propositions=1)
    FollowUp.objects.create(
        uid="s9", proposition=record.takeaways.get(), number=1, title="Publier", owner_role="DGS", due_on="2026-12-01"
    )
    assert "1 promesse en retard ou bientôt échue" in titles(referent_of(record))
    assert not any("promesse" in one for one in titles(referent_of(record), on=datetime.date(2026, 6, 1)))


def test_a_request_to_join_waits_for_whoever_manages_the_team() -> None:
    territory = signed_pledge().territory
    JoinRequestFactory(territory=territory)
    assert titles(referent(territory)) == ["1 personne demande à rejoindre l’équipe"]
    assert titles(contributor(territory)) == []


def test_views_of_participants_wait_for_the_coordination() -> None:
    proposition = concertation_awaiting_answer(propositions=1).takeaways.get()
    ParticipantView.objects.create(proposition=proposition, rating="partiel", text="À préciser")
    assert titles(coordinator()) == ["1 avis de participant à relire"]
    assert not any("avis" in one for one in titles(referent_of(proposition.concertation)))


def test_nothing_of_another_territory_is_on_the_desk(client) -> None:
    prepared_concertation()
    assert titles(referent(signed_pledge().territory)) == []


@pytest.mark.parametrize("address", ["workspace_todo", "workspace_territory"])
def test_the_doors_of_the_workspace_cost_the_same_for_two_records_and_for_twenty(client, address) -> None:
    territory = signed_pledge().territory
    client.force_login(referent(territory))
    url = reverse(f"concertations:{address}", args=[territory.slug] if address == "workspace_territory" else [])

    def queries(records: int) -> int:
        for _number in range(records):
            for state in ("en_cours", "reponse_due", "reponse_publiee", "suivi"):
                ConcertationFactory(
                    territory=territory, state=state, answer_due_on=datetime.date(2027, 1, 1), propositions_count=1
                )
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    queries(1)  # what is read once and kept
    assert queries(1) == queries(18)


def test_what_is_counted_for_a_list_is_what_the_guards_find_one_by_one() -> None:
    records = [concertation_awaiting_answer(propositions=2), concertation_under_way(), restituted_concertation()]
    alone = [[step.missing(one) for step in lifecycle.STEPS] for one in records]
    lifecycle.count_around(records)
    assert [[step.missing(one) for step in lifecycle.STEPS] for one in records] == alone
    assert records[0].counted_around == lifecycle.Around(takeaways=2, unanswered=2)


def test_the_home_of_a_territory_says_where_each_concertation_stands(client) -> None:
    record = concertation_awaiting_answer(propositions=3)
    client.force_login(elected(record.territory))
    text = client.get(reverse("concertations:workspace_territory", args=[record.territory.slug])).content.decode()
    assert record.title in text
    assert "étape 6 sur 9" in text
    assert "3 propositions sans réponse" in text
    assert "nouvelle/" not in text  # an élu opens none


def test_versions_are_listed_read_and_compared_by_anyone(client) -> None:
    record = published_concertation()
    Concertation.objects.filter(pk=record.pk).update(tools="Café IA")
    record = Concertation.objects.get(pk=record.pk)
    from_first = Revision.objects.of(record).get()
    takeaways_url = reverse("concertations:versions", args=[record.slug])
    concertation = restituted_concertation(propositions=1)
    listed = client.get(reverse("concertations:versions", args=[concertation.slug])).content.decode()
    for revision in Revision.objects.of(concertation):
        assert revision.sha256[:12] in listed
    one = client.get(reverse("concertations:version", args=[record.slug, 1])).content.decode()
    assert from_first.sha256 in one
    assert "Version 1" in one
    assert client.get(takeaways_url).status_code == 200


def test_the_difference_between_two_versions_is_told_by_words(client) -> None:
    record = restituted_concertation(propositions=1)
    by = referent_of(record)
    takeaways.correct(
        takeaway=record.takeaways.get(), text="Publier la liste entière des algorithmes.", reason="Un mot", by=by
    )
    last = Revision.objects.of(record)[0].number
    url = reverse("concertations:versions", args=[record.slug])
    for query in ({"de": last - 1, "a": last}, {"de": last, "a": last - 1}):
        text = client.get(url, query).content.decode()
        assert re.search(r"<ins>.*entière", text)
        assert f"De la version {last - 1} à la version {last}" in text


@pytest.mark.parametrize("query", [{"de": "1", "a": "99"}, {"de": "0", "a": "1"}])
def test_a_version_that_does_not_exist_is_not_found(client, query) -> None:
    record = published_concertation()
    assert client.get(reverse("concertations:versions", args=[record.slug]), query).status_code == 404


@pytest.mark.parametrize(
    "query", [{"de": "x", "a": "1"}, {"de": "1"}, {"de": "1", "a": "9" * 30}, {"de": "²", "a": "1"}]
)
def test_a_comparison_badly_asked_shows_the_list(client, query) -> None:
    record = published_concertation()
    assert client.get(reverse("concertations:versions", args=[record.slug]), query).status_code == 200


def test_the_versions_of_a_draft_do_not_exist(client) -> None:
    record = ConcertationFactory()
    assert client.get(reverse("concertations:versions", args=[record.slug])).status_code == 404


def test_the_private_address_reaches_no_public_page(client) -> None:
    record = restituted_concertation(propositions=1, referent_email=PRIVATE)
    proposition = record.takeaways.get()
    arguments = {
        "slug": record.slug,
        "uid": proposition.uid,
        "number": 1,
    }
    tried = 0
    for name in ("detail", "versions", "version", "proposition", "proposition_json", "contact", "list", "propositions"):
        for possible in get_resolver("commun.concertations.urls").reverse_dict.getlist(name):
            names = possible[0][0][1]
            address = reverse(f"concertations:{name}", kwargs={one: arguments[one] for one in names})
            assert PRIVATE not in client.get(address).content.decode(), name
            tried += 1
    assert tried >= 6


# The pages of takeaways


def list_url(record) -> str:
    return reverse("concertations:workspace_takeaways", args=[record.slug])


def test_several_lines_are_pasted_at_once_and_twice_changes_nothing(client) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    data = {"kind": "vigilance", "lines": "Qui décide ?\n\n  Qui répond ?\r\nQui paie ?"}
    page = client.post(list_url(record), data, follow=True).content.decode()
    assert "3 lignes ajoutées." in page
    page = client.post(list_url(record), data, follow=True).content.decode()
    assert "Rien de nouveau : 3 lignes étaient déjà là." in page
    assert record.takeaways.count() == 3


def test_a_text_is_added_then_changed_with_all_that_is_known_of_it(client) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    data = {
        "kind": "proposition",
        "text": "Former les agents",
        "theme": "formation",
        "audiences": ["agents"],
        "recipient": "collectivite",
        "support": "consensus",
    }
    client.post(reverse("concertations:workspace_takeaway_new", args=[record.slug]), data)
    row = record.takeaways.get()
    assert (row.theme, row.audiences, row.recipient, row.support) == (
        "formation",
        ["agents"],
        "collectivite",
        "consensus",
    )
    url = reverse("concertations:workspace_takeaway", args=[record.slug, row.uid])
    version = client.get(url).context["version"]
    client.post(url, data | {"text": "Former tous les agents", "number": "4", "version": version})
    row.refresh_from_db()
    assert (row.text, row.number, row.uid) == ("Former tous les agents", 4, f"{record.uid}-p4")
    page = client.post(url.replace("-p1/", "-p4/"), data | {"text": "Perdu ?", "version": version})
    text = page.content.decode()
    assert "avant vous" in text
    assert "Perdu ?" in text
    assert "Former tous les agents" in text


def test_a_frozen_text_leads_to_its_erratum(client) -> None:
    record = restituted_concertation(propositions=1)
    row = record.takeaways.get()
    client.force_login(referent_of(record))
    edit = reverse("concertations:workspace_takeaway", args=[record.slug, row.uid])
    erratum = reverse("concertations:workspace_erratum", args=[record.slug, row.uid])
    assert client.post(edit, {"kind": "proposition", "text": "Autre"}).url == erratum
    removed = client.post(reverse("concertations:workspace_takeaway_remove", args=[record.slug, row.uid]), follow=True)
    assert "figé" in removed.content.decode()
    assert "motif" in client.post(erratum, {"text": "Autre", "reason": ""}).content.decode()
    version = client.get(erratum).context["version"]
    client.post(erratum, {"text": "Publier tout", "reason": "Une coupe à la saisie", "version": version})
    text = client.get(list_url(record)).content.decode()
    assert "Publier tout" in text
    assert row.text in text
    assert "Une coupe à la saisie" in text


def test_the_order_is_changed_by_ranks(client) -> None:
    record = ConcertationFactory()
    first, second = (TakeawayFactory(concertation=record) for _number in range(2))
    client.force_login(referent_of(record))
    url = reverse("concertations:workspace_takeaway_order", args=[record.slug, "proposition"])
    version = client.get(url).context["version"]
    client.post(url, {f"rank_{first.pk}": "9", f"rank_{second.pk}": "3", "version": version})
    assert [one.pk for one in record.takeaways.order_by("number")] == [second.pk, first.pk]
    assert "rang à chaque ligne" in client.post(url, {f"rank_{first.pk}": "1"}).content.decode()


def test_a_script_in_a_text_is_shown_as_text(client) -> None:
    record = concertation_under_way()
    by = referent_of(record)
    script = "<script>alert(1)</script>"
    takeaways.add(concertation=record, item=NewTakeaway(TakeawayKind.PROPOSITION, script), by=by)
    client.force_login(by)
    text = client.get(list_url(record)).content.decode()
    assert script not in text
    assert "&lt;script&gt;" in text


def test_an_addition_after_the_restitution_warns_before_it_is_made(client) -> None:
    with time_machine.travel("2026-07-01"):
        record = restituted_concertation(propositions=1)
    client.force_login(referent_of(record))
    page = client.get(reverse("concertations:workspace_takeaway_new", args=[record.slug])).content.decode()
    assert "figé dès son ajout" in page


def test_control_signs_of_what_was_pasted_never_reach_the_record_nor_its_files(client) -> None:
    record = prepared_concertation()
    client.force_login(referent_of(record))
    section = reverse("concertations:workspace_section", args=[record.slug, "informations"])
    page = client.get(section)
    form = {"version": page.context["version"], "title": "L’IA\x08 au\x00 guichet", "referent_email": ""}
    assert client.post(section, form).status_code == 302
    record.refresh_from_db()
    assert record.title == "L’IA au guichet"
    Concertation.objects.filter(pk=record.pk).update(title="Un titre d’avant\x08")
    for extension in ("docx", "xlsx", "ods", "csv"):
        assert client.get(reverse("concertations:canevas_file", args=[record.slug, extension])).status_code == 200


@pytest.mark.parametrize("reason", ["", "a" * 2_001])
def test_a_reason_that_cannot_be_kept_is_told(client, reason) -> None:
    record = concertation_under_way()
    client.force_login(referent_of(record))
    client.post(reverse("concertations:workspace_interrupt", args=[record.slug]), {"reason": reason})
    record.refresh_from_db()
    assert record.state == "en_cours" or not record.interrupted_from


def test_a_line_removed_meanwhile_is_said_and_what_was_typed_stays(client, monkeypatch) -> None:
    record = concertation_under_way()
    client.force_login(referent_of(record))
    row = SequenceFactory(concertation=record)
    url = reverse("concertations:workspace_row", args=[record.slug, "resultats", "sequences", row.pk])
    page = client.get(url)

    def removed_by_another(concertation):
        Sequence.objects.filter(pk=row.pk).delete()
        return lock(concertation)

    monkeypatch.setattr("commun.concertations.actions.rows.lock", removed_by_another)
    response = client.post(url, {"version": page.context["version"], "title": "Atelier des agents"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Quelqu’un vient de retirer cette ligne" in html
    assert "Atelier des agents" in html


def test_a_text_removed_meanwhile_is_said(client) -> None:
    takeaway = TakeawayFactory()
    by = referent_of(takeaway.concertation)
    seen = takeaways.takeaway_digest(takeaway)
    type(takeaway).objects.filter(pk=takeaway.pk).delete()
    item = NewTakeaway(TakeawayKind.PROPOSITION, "Un autre texte")
    with pytest.raises(Gone, match="vient de retirer"):
        takeaways.change(takeaway=takeaway, item=item, seen=seen, by=by)
    with pytest.raises(Gone):
        takeaways.remove(takeaway=takeaway, by=by)
