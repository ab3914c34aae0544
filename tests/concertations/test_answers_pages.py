"""Answering and promising from the workspace, without JavaScript."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from commun.concertations.actions import answers, follow_ups
from commun.concertations.enums import Decision, FollowUpState
from commun.concertations.models import Answer, FollowUp
from tests.accounts.factories import contributor, coordinator
from tests.concertations.factories import concertation_awaiting_answer, referent_of


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def concertation(db, travel):
    made = concertation_awaiting_answer(propositions=3)
    travel.move_to("2026-09-15T10:00:00+02:00")
    return made


@pytest.fixture
def signed_in(client, concertation):
    client.force_login(referent_of(concertation))
    return client


def many(concertation):
    return reverse("concertations:answers", args=[concertation.slug])


def typed(action, **rows):
    """What the form sends: the signature, and a decision and a reason by number of proposition."""
    data = {
        "action": action,
        "author_role": "Adjointe au numérique",
        "body": "Conseil municipal",
        "answered_on": "2026-09-15",
    }
    for name, value in rows.items():
        data[name.replace("__", "-")] = value
    return data


def test_one_answer_is_published_and_shown(signed_in, concertation):
    proposition = concertation.takeaways.first()
    url = reverse("concertations:answer", args=[proposition.uid])
    assert 'value="Adjointe au numérique"' in signed_in.get(url).content.decode()
    data = typed("", decision="non_retenue", reason="Trop cher.", after="0")
    page = signed_in.post(url, data, follow=True)
    assert page.redirect_chain == [(proposition.get_absolute_url(), 302)]
    assert "Trop cher." in page.content.decode()


def test_an_answer_without_reason_is_refused_and_what_was_typed_is_kept(signed_in, concertation):
    url = reverse("concertations:answer", args=[concertation.takeaways.first().uid])
    page = signed_in.post(url, typed("", decision="non_retenue", reason="", after="0", decision_reference="2026-12"))
    html = page.content.decode()
    assert "Donnez un motif" in html
    assert 'href="#id_reason"' in html
    assert 'value="2026-12"' in html
    assert not Answer.objects.exists()


def test_the_second_person_is_told_keeps_what_they_typed_and_may_then_add(signed_in, concertation):
    proposition = concertation.takeaways.first()
    answers.answer(
        proposition=proposition,
        decision=Decision.RETAINED,
        reason="",
        author_role="Maire",
        body="",
        answered_on=datetime.date(2026, 9, 15),
        by=referent_of(concertation),
    )
    url = reverse("concertations:answer", args=[proposition.uid])
    data = typed("", decision="partiellement_retenue", reason="Ma version.", after="0")
    page = signed_in.post(url, data)
    html = page.content.decode()
    assert page.status_code == 409
    assert "Ma version." in html
    assert "Quelqu’un d’autre a répondu" in html
    assert 'name="after" value="1"' in html
    assert signed_in.post(url, data | {"after": "1"}).status_code == 302
    assert proposition.answers.count() == 2


def test_many_answers_are_previewed_then_published(signed_in, concertation):
    data = typed(
        "previsualiser",
        p1__decision="retenue",
        p1__after="0",
        p2__decision="non_retenue",
        p2__reason="Non.",
        p2__after="0",
    )
    page = signed_in.post(many(concertation), data)
    html = page.content.decode()
    assert "Publier les 2 réponses" in html
    assert not Answer.objects.exists()
    signed_in.post(many(concertation), dict(page.context["posted"]) | {"action": "publier"})
    concertation.refresh_from_db()
    assert (Answer.objects.count(), concertation.answered_count) == (2, 2)


def test_the_preview_names_each_fault_and_offers_no_publication(signed_in, concertation):
    data = typed("previsualiser", p1__decision="retenue", p2__decision="hors_competence")
    page = signed_in.post(many(concertation), data)
    html = page.content.decode()
    assert page.status_code == 422
    assert html.count("Donnez un motif") == 1
    assert 'value="publier"' not in html
    assert signed_in.post(many(concertation), data | {"action": "publier"}).status_code == 422
    assert not Answer.objects.exists()
    back = signed_in.post(many(concertation), dict(page.context["posted"]) | {"action": "modifier"})
    assert '<option value="hors_competence" selected>' in back.content.decode()


def test_one_answer_is_applied_to_the_propositions_that_are_ticked(signed_in, concertation):
    data = typed(
        "appliquer",
        appliquer__decision="hors_competence",
        appliquer__reason="La proposition {numero} ({theme}) relève de l’État : {texte} {autre}",
        p1__picked="on",
        p2__decision="",
        p3__picked="on",
    )
    batch = signed_in.post(many(concertation), data).context["batch"]
    reasons = {row.proposition.number: row["reason"].value() for row in batch.rows}
    first = concertation.takeaways.get(number=1)
    assert reasons[1] == f"La proposition 1 (Transparence et explication) relève de l’État : {first.text} {{autre}}"
    assert reasons[3].startswith("La proposition 3 ")
    assert not reasons[2]
    assert not Answer.objects.exists()


def test_publishing_nothing_says_what_to_do(signed_in, concertation):
    page = signed_in.post(many(concertation), typed("previsualiser"))
    assert "Choisissez une réponse" in page.content.decode()


def test_only_those_who_may_answer_see_the_form(client, concertation):
    for user in (contributor(concertation.territory), coordinator()):
        client.force_login(user)
        assert client.get(many(concertation)).status_code == 403


def answered(concertation):
    proposition = concertation.takeaways.first()
    answers.answer(
        proposition=proposition,
        decision=Decision.RETAINED,
        reason="",
        author_role="Maire",
        body="",
        answered_on=datetime.date(2026, 9, 15),
        by=referent_of(concertation),
    )
    return proposition


def test_an_action_is_promised_then_moved_from_the_workspace(signed_in, concertation):
    proposition = answered(concertation)
    table = reverse("concertations:follow_ups", args=[concertation.slug])
    promise = reverse("concertations:promise", args=[proposition.uid])
    assert promise in signed_in.get(table).content.decode()
    signed_in.post(promise, {"title": "Publier l’inventaire", "owner_role": "DSI", "due_on": "2026-12-31"})
    action = FollowUp.objects.get()
    url = reverse("concertations:milestone", args=[action.uid])
    assert url in signed_in.get(table).content.decode()
    page = signed_in.post(url, {"state": "abandonne", "on": "2026-09-15", "text": "", "version": "1"})
    assert "Dites pourquoi" in page.content.decode()
    signed_in.post(url, {"state": "abandonne", "on": "15/09/2026", "text": "Faute de moyens.", "version": "1"})
    action.refresh_from_db()
    assert action.state == FollowUpState.ABANDONED
    stale = signed_in.post(url, {"state": "realise", "on": "2026-09-15", "text": "Fait.", "version": "1"})
    assert stale.status_code == 409
    assert "Fait." in stale.content.decode()
    assert 'name="version" value="2"' in stale.content.decode()


def test_late_actions_come_first(client, concertation, travel):
    proposition = answered(concertation)
    by = referent_of(concertation)
    for title, month in (("Plus tard", 12), ("Bientôt", 10), ("D’abord", 9)):
        follow_ups.promise(
            proposition=proposition, title=title, owner_role="DSI", due_on=datetime.date(2026, month, 30), by=by
        )
    travel.move_to("2026-11-15T10:00:00+01:00")
    client.force_login(by)
    page = client.get(reverse("concertations:follow_ups", args=[concertation.slug]))
    assert [line.title for line in page.context["table"].lines] == ["D’abord", "Bientôt", "Plus tard"]
    assert page.context["table"].late == 2


def test_second_person_reads_the_first_answer_then_chooses(signed_in, concertation):
    """The row is not refused for ever: once the other answer has been shown, one's own may be added."""
    proposition = concertation.takeaways.get(number=1)
    answers.answer(
        proposition=proposition,
        decision=Decision.NOT_RETAINED,
        reason="La compétence est ailleurs.",
        author_role="Maire",
        body="",
        answered_on=datetime.date(2026, 9, 15),
        by=referent_of(concertation),
    )
    rows = {"p1__decision": "retenue", "p1__reason": "Bonne idée.", "p1__after": "0"}
    refused = signed_in.post(many(concertation), typed("previsualiser", **rows))
    assert refused.status_code == 422
    assert "La compétence est ailleurs." in refused.content.decode()
    assert 'name="p1-after" value="0"' in refused.content.decode()
    back = signed_in.post(many(concertation), typed("modifier", **rows)).content.decode()
    assert "La compétence est ailleurs." in back
    assert "Bonne idée." in back
    assert 'name="p1-after" value="1"' in back
    known = rows | {"p1__after": "1"}
    assert signed_in.post(many(concertation), typed("previsualiser", **known)).status_code == 200
    assert signed_in.post(many(concertation), typed("publier", **known)).status_code == 302
    assert [one.decision for one in proposition.answers.all()] == [Decision.NOT_RETAINED, Decision.RETAINED]


def test_a_long_list_is_answered_page_by_page_those_that_wait_first(client, db, travel):
    record = concertation_awaiting_answer(propositions=120)
    travel.move_to("2026-09-15T10:00:00+02:00")
    client.force_login(referent_of(record))
    first = client.get(many(record)).content.decode()
    assert first.count("-decision") >= 50
    assert 'name="p50-decision"' in first
    assert 'name="p51-decision"' not in first
    assert "Page 1 sur 3" in first
    assert "120 propositions attendent" in first
    rows = {f"p{number}__decision": "retenue" for number in range(51, 101)}
    preview = client.post(f"{many(record)}?page=2", typed("previsualiser", **rows)).content.decode()
    assert "Publier les 50 réponses" in preview
    client.post(many(record), typed("publier", **rows))
    assert set(record.takeaways.exclude(answered_on=None).values_list("number", flat=True)) == set(range(51, 101))
    assert "70 propositions attendent" in client.get(many(record)).content.decode()
    # What others answered meanwhile moves the pages; a page sent keeps the propositions that it was made of.
    kept = client.post(
        many(record), typed("modifier", p60__decision="retenue", p110__decision="non_retenue")
    ).content.decode()
    assert 'name="p60-decision"' in kept
    assert 'name="p110-decision"' in kept
    assert 'name="p1-decision"' not in kept


def test_a_long_list_of_takeaways_is_read_page_by_page(client, db, monkeypatch):
    monkeypatch.setattr("commun.concertations.queries.workspace.TAKEAWAYS_A_PAGE", 4)
    record = concertation_awaiting_answer(propositions=6, vigilances=1)
    client.force_login(referent_of(record))
    url = reverse("concertations:workspace_takeaways", args=[record.slug])
    first, last = client.get(url).content.decode(), client.get(f"{url}?page=2").content.decode()
    uids = list(record.takeaways.order_by("kind", "number").values_list("uid", flat=True))
    shown = [[uid for uid in uids if f'id="{uid}"' in page] for page in (first, last)]
    assert [len(one) for one in shown] == [4, 3]
    assert sorted(shown[0] + shown[1]) == sorted(uids)
    assert "(6)" in first
    assert "Page 2 sur 2" in last
    # A nature that stands on another page is no empty one.
    assert "Points de vigilance" not in first
    assert "Freins" in first
