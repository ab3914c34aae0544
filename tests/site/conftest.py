from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests import kept


def load_the_country() -> None:
    call_command("load_territories", verbosity=0)


@pytest.fixture(scope="module")
def _whole_country(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Every commune, read once for the tests of a module."""
    yield from kept.for_the_module(load_the_country, django_db_blocker)


@pytest.fixture
def whole_country(_whole_country: None, db: None) -> None:
    """The official lists, and nothing else."""
