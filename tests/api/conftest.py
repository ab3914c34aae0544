"""The small country of the open data, made once for the tests of each file."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from commun.concertations.models import Concertation
from tests import kept
from tests.opendata.world import country


@pytest.fixture(scope="module")
def _country(django_db_setup, django_db_blocker: DjangoDbBlocker) -> Iterator[Concertation]:
    yield from kept.for_the_module(country, django_db_blocker)


@pytest.fixture
def world(_country: Concertation, db) -> Concertation:
    """Every collection has records."""
    return _country
