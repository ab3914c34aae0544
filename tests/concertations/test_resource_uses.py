"""A debate says what it was led with, and the page of each resource gathers what debates say of it."""

import pytest
from django.urls import reverse

from commun.concertations.actions.resource_uses import take_back, tell_use
from commun.concertations.models import ResourceUse
from commun.core.errors import Gone
from commun.resources.actions import catalogue
from tests.accounts.factories import coordinator
from tests.concertations.factories import prepared_concertation, referent_of, restituted_concertation
from tests.resources.factories import added

pytestmark = pytest.mark.django_db


def test_use_is_told_in_the_workspace_and_read_on_both_pages(client) -> None:
    debate, game = restituted_concertation(propositions=1), added(title="Jeu de rôles")
    client.force_login(referent_of(debate))
    url = reverse("concertations:workspace_resources", args=[debate.slug])
    assert client.post(url, {"other": "re-9999"}).status_code == 200
    assert not ResourceUse.objects.exists()
    client.post(url, {"resource": game.uid, "said": "Deux heures ne suffisent pas."})
    client.post(url, {"other": f"https://commun.exemple.fr{game.get_absolute_url()}", "said": "Prévoir trois heures."})
    assert ResourceUse.objects.get().said == "Prévoir trois heures."
    client.logout()
    page = client.get(debate.get_absolute_url()).content.decode()
    assert game.get_absolute_url() in page
    assert "Prévoir trois heures." in page
    shown = client.get(game.get_absolute_url()).content.decode()
    assert debate.get_absolute_url() in shown
    assert "Prévoir trois heures." in shown
    assert "Aucune concertation n’a encore dit" not in shown


def test_draft_debate_is_on_no_resource_and_a_resource_taken_down_on_no_debate(client) -> None:
    hidden, debate, game = prepared_concertation(title="Débat caché"), restituted_concertation(propositions=1), added()
    tell_use(concertation=hidden, resource=game, said="Mots cachés", by=referent_of(hidden))
    use = tell_use(concertation=debate, resource=game, by=referent_of(debate))
    shown = client.get(game.get_absolute_url()).content.decode()
    assert "Débat caché" not in shown
    assert "Mots cachés" not in shown
    catalogue.take_down(resource=game, reason="Périmée.", by=coordinator())
    assert game.get_absolute_url() not in client.get(debate.get_absolute_url()).content.decode()
    take_back(concertation=debate, pk=use.pk, by=referent_of(debate))
    with pytest.raises(Gone):
        take_back(concertation=debate, pk=use.pk, by=referent_of(debate))
