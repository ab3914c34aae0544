"""Proposing a resource: anyone signed in may, the coordination answers, and both are told by mail."""

import pytest
from django.test import Client
from django.urls import reverse

from commun.accounts.models import User
from commun.accounts.personal_data import export
from commun.core.errors import DomainError
from commun.resources.actions import suggestions
from commun.resources.models import Resource, ResourceSuggestion
from tests.accounts.factories import UserFactory, coordinator
from tests.resources.factories import suggested, values

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Atelier d’essai",
    "description": "On y parle.",
    "kind": "kit",
    "producers": "Ville A\nVille B",
    "minutes": "1 h 30",
    "published_on": "03/2025",
    "audiences": ["agents", "elus"],
}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_suggestion_waits_for_the_coordination_then_is_published_as_mended(
    mailoutbox, django_capture_on_commit_callbacks
) -> None:
    person, someone = UserFactory(), coordinator()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(person).post(reverse("resources:suggest"), TYPED)
    asked = ResourceSuggestion.objects.get()
    assert not Resource.objects.exists()
    assert [mail.to for mail in mailoutbox] == [[someone.email]]
    desk = signed_in(someone)
    form = desk.get(reverse("resources:review", args=[asked.pk])).content.decode()
    assert "Ville A\nVille B" in form
    assert 'value="03/2025"' in form
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("resources:review", args=[asked.pk]), TYPED | {"title": "Atelier corrigé"})
    one = Resource.objects.get()
    assert (one.title, one.minutes, one.audiences) == ("Atelier corrigé", 90, ["agents", "elus"])
    assert mailoutbox[-1].to == [person.email]
    assert one.get_absolute_url() in mailoutbox[-1].body
    with pytest.raises(DomainError):
        suggestions.accept(asked=asked, values=values(), by=someone)


def test_refusal_says_why_to_who_proposed(mailoutbox, django_capture_on_commit_callbacks) -> None:
    person = UserFactory()
    asked = suggested(by=person, title="Publicité")
    desk = signed_in(coordinator())
    url = reverse("resources:refuse", args=[asked.pk])
    assert desk.post(url, {"refus-reason": " "}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url, {"refus-reason": "C’est un produit à vendre."})
    asked.refresh_from_db()
    assert asked.settled_at is not None
    assert "C’est un produit à vendre." in mailoutbox[-1].body
    assert mailoutbox[-1].to == [person.email]
    assert not Resource.objects.exists()


def test_one_person_cannot_bury_the_coordination_and_reads_what_they_proposed() -> None:
    person = UserFactory()
    for number in range(suggestions.MOST_WAITING):
        suggested(by=person, title=f"Kit {number}")
    with pytest.raises(DomainError, match="attendent déjà"):
        suggested(by=person)
    told = export(person)["ressources que vous avez proposées"]
    assert [one["ressource"] for one in told][:2] == ["Kit 0", "Kit 1"]
