"""The demo's invented library, in a database where no documented case stands (`test_demo_library.py` shares them)."""

from commun.library.enums import Stage
from commun.library.models import PublishedSheet
from commun.site.demo import library
from tests.territories.factories import TerritoryFactory


def test_the_invented_territory_shows_every_stage_and_counts_nowhere(db: None) -> None:
    territory = TerritoryFactory(is_fictional=True)
    library.load_fiction(territory)
    library.load_fiction(territory)
    stages = PublishedSheet.objects.values_list("stage", flat=True)
    assert sorted(stages) == ["abandonne", "experimentation", "exploitation"]
    assert territory.deployments.count() == 4, "and a draft"
    assert not PublishedSheet.objects.real().exists()
    held = PublishedSheet.objects.get(stage=Stage.EXPERIMENT).values["_held"]
    assert held["yearly_cost"]["reason"] == "Le marché sera relancé au printemps."
