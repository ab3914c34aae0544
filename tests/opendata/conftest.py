from collections.abc import Iterator

import pytest

from commun.concertations.models import Concertation
from tests import kept
from tests.opendata.world import country


@pytest.fixture(scope="module")
def _shared_world(django_db_setup, django_db_blocker) -> Iterator[Concertation]:
    """The small country, made once for the tests of a module."""
    yield from kept.for_the_module(country, django_db_blocker)


@pytest.fixture
def world(_shared_world: Concertation, db: None) -> Concertation:
    return Concertation.objects.select_related("territory").get(pk=_shared_world.pk)
