"""The demo's trades: real ones, of which an invented territory speaks, marked and counted nowhere."""

from django.test import Client

from commun.jobs.actions.trades import load_reference
from commun.jobs.models import Trade, TradeLink
from commun.site.demo import jobs, library
from tests.territories.factories import TerritoryFactory


def test_what_an_invented_territory_says_of_trades_is_marked_and_counted_nowhere(db: None) -> None:
    load_reference()
    territory = TerritoryFactory(is_fictional=True)
    library.load_fiction(territory)
    assert (jobs.load_fiction(territory), jobs.load_fiction(territory)) == (2, 0)
    assert TradeLink.objects.public().count() == 2
    assert not Trade.objects.touched().exists()
    page = Client().get(Trade.objects.get(uid="me-0005").get_absolute_url()).content.decode()
    assert "plus de temps à recevoir les familles" in page
    assert "exemple fictif" in page
