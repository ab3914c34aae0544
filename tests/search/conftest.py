from collections.abc import Iterator

import pytest

from commun.search.models import OutboxLine
from tests.search.sources import TERRITORIES, declared


@pytest.fixture
def territories(transactional_db) -> Iterator[None]:
    """Territories alone can be found; what is written is really committed, as PostgreSQL's horizon wants."""
    with declared(TERRITORIES):
        OutboxLine.objects.all().delete()
        yield
