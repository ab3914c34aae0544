"""The demo's heritage: invented, but its bytes are real, and read like any other's."""

from django.test import Client

from commun.heritage.datasets import HERITAGE
from commun.heritage.models import HeritageItem
from commun.site.demo import fiction, heritage
from tests.heritage.conftest import kept_apart  # noqa: F401 - what is deposited goes with the test
from tests.territories.factories import TerritoryFactory


def test_invented_dataset_and_model_are_whole_marked_and_in_no_open_data(db: None) -> None:
    territory = TerritoryFactory(is_fictional=True)
    people = fiction.load_people(territory)
    assert (heritage.load_fiction(territory, people), heritage.load_fiction(territory, people)) == (2, 0)
    for item in HeritageItem.objects.public().select_related("current"):
        page = Client().get(item.get_absolute_url()).content.decode()
        assert "exemple fictif" in page
        assert item.current is not None
        for file in item.current.files.select_related("content"):
            given = b"".join(Client().get(f"{item.current.get_absolute_url()}fichiers/{file.pk}/"))
            assert len(given) == file.content.size
    assert not HERITAGE.rows().exists()
