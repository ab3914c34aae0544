from collections.abc import Iterator

import pytest
from django.db import transaction

from commun.concertations.models import Concertation
from tests.opendata.world import country


@pytest.fixture(scope="module")
def _shared_world(django_db_setup, django_db_blocker) -> Iterator[Concertation]:
    """The small country, made once for the tests of a module; each of them changes it inside its own savepoint."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        concertation = country()
    yield concertation
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def world(_shared_world: Concertation, db: None) -> Concertation:
    return Concertation.objects.select_related("territory").get(pk=_shared_world.pk)
