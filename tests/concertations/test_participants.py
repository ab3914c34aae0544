"""The participants' own view of an answer: anonymous, read by the network, shown apart."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from commun.concertations.actions import answers, participants
from commun.concertations.enums import Decision, Moderation, Rating
from commun.concertations.models import ParticipantView
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from tests.accounts.factories import MembershipFactory, coordinator, referent
from tests.concertations.factories import concertation_awaiting_answer, referent_of


@pytest.fixture
def proposition(db):
    cache.clear()
    row = concertation_awaiting_answer(propositions=1).takeaways.get()
    answers.answer(
        proposition=row,
        decision=Decision.RETAINED,
        reason="",
        author_role="Maire",
        body="",
        answered_on=timezone.localdate(),
        by=referent_of(row.concertation),
    )
    return row


@pytest.fixture
def view(proposition):
    return participants.give_view(proposition=proposition, rating=Rating.PARTIAL, text="C’est un début.")


def address(proposition):
    return reverse("concertations:participant_view", args=[proposition.uid])


def test_anyone_gives_a_view_without_a_name_and_it_waits(client, proposition):
    page = client.post(address(proposition), {"rating": Rating.INSUFFICIENT, "text": "Ce n’est pas ce qui était dit."})
    assert page.status_code == 302
    view = ParticipantView.objects.get()
    assert (view.moderation, view.rating) == (Moderation.PENDING, Rating.INSUFFICIENT)
    assert "pas ce qui était dit" not in client.get(proposition.get_absolute_url()).content.decode()


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_ignored(client, proposition):
    page = client.post(address(proposition), {"rating": Rating.PARTIAL, "text": "Achetez", "site": "https://x.example"})
    assert (page.status_code, ParticipantView.objects.count()) == (302, 0)


def test_too_many_views_from_one_place_are_refused_and_the_text_is_kept(client, proposition):
    for number in range(10):
        client.post(address(proposition), {"rating": Rating.PARTIAL, "text": f"Avis {number}"})
    page = client.post(address(proposition), {"rating": Rating.PARTIAL, "text": "Un de trop"})
    assert page.status_code == 429
    assert "Un de trop" in page.content.decode()
    assert ParticipantView.objects.count() == 10
    elsewhere = client.post(
        address(proposition), {"rating": Rating.PARTIAL, "text": "D’ailleurs"}, REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(
    "typed", [{"text": "Sans note"}, {"rating": "superbe"}, {"rating": "partiel", "text": "x" * 1501}]
)
def test_a_view_that_cannot_be_read_is_shown_again(client, proposition, typed):
    page = client.post(address(proposition), typed)
    assert page.status_code == 200
    assert "à corriger" in page.content.decode()
    assert not ParticipantView.objects.exists()


def test_there_is_nothing_to_appreciate_before_an_answer(client, db):
    row = concertation_awaiting_answer(propositions=1).takeaways.get()
    assert client.get(address(row)).status_code == 404
    with pytest.raises(DomainError):
        participants.give_view(proposition=row, rating=Rating.PARTIAL, text="")


def test_the_network_publishes_word_for_word(client, proposition, view):
    client.force_login(coordinator())
    url = reverse("concertations:moderate_view", args=[view.pk])
    assert client.post(url, {"decision": "publier"}).status_code == 302
    html = client.get(proposition.get_absolute_url()).content.decode()
    assert "C’est un début." in html
    assert "La réponse nous paraît partielle" in html


def test_a_refusal_gives_its_reason_and_stays_out_of_the_public(client, proposition, view):
    client.force_login(coordinator())
    url = reverse("concertations:moderate_view", args=[view.pk])
    client.post(url, {"decision": "refuser", "reason": " "})
    view.refresh_from_db()
    assert view.moderation == Moderation.PENDING
    client.post(url, {"decision": "refuser", "reason": "Nomme une personne"})
    view.refresh_from_db()
    assert (view.moderation, view.refusal_reason) == (Moderation.REFUSED, "Nomme une personne")
    assert "C’est un début." not in client.get(proposition.get_absolute_url()).content.decode()
    assert not AuditEvent.objects.public().filter(verb="participant_view.refused").exists()


def test_the_territory_never_moderates_what_is_said_of_its_answers(client, proposition, view):
    client.force_login(referent(proposition.concertation.territory))
    assert client.get(reverse("concertations:participant_views")).status_code == 403
    both = coordinator()
    MembershipFactory(user=both, territory=proposition.concertation.territory)
    with pytest.raises(DomainError, match="membre de ce territoire"):
        participants.publish_view(view=view, by=both)


def test_a_view_is_moderated_once(view):
    participants.publish_view(view=view, by=coordinator())
    participants.publish_view(view=view, by=coordinator())
    with pytest.raises(DomainError, match="déjà"):
        participants.refuse_view(view=view, reason="Trop tard", by=coordinator())
    assert AuditEvent.objects.filter(verb="participant_view.published").count() == 1


def test_nothing_about_the_person_is_kept(client, proposition):
    client.post(address(proposition), {"rating": Rating.PARTIAL, "text": "Un avis"}, REMOTE_ADDR="203.0.113.7")
    kept = [str(value) for row in ParticipantView.objects.values() for value in row.values()]
    kept += [str(value) for row in AuditEvent.objects.values("verb", "by_role", "detail") for value in row.values()]
    assert not any("203.0.113" in value for value in kept)
