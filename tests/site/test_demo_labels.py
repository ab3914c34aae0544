"""The demo's labels: whole to look at, marked, and counted nowhere."""

from django.test import Client

from commun.labels.actions.calls import load_reference
from commun.labels.models import Application, Call
from commun.site.demo import fiction, labels
from tests.territories.factories import TerritoryFactory


def test_invented_calls_are_shown_marked_and_counted_nowhere(db: None) -> None:
    load_reference()
    territory = TerritoryFactory(is_fictional=True)
    people = fiction.load_people(territory)
    assert (labels.load_fiction(territory, people), labels.load_fiction(territory, people)) == (2, 0)
    [one] = Application.objects.laureates()
    assert not Application.objects.laureates().real().exists()
    assert not Call.objects.real().exists()
    for url in ("/labels/", one.call.get_absolute_url(), one.get_absolute_url()):
        page = Client().get(url).content.decode()
        assert "exemple fictif" in page, url
        assert "Fabrique d’essai" not in page, url
