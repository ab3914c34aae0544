from collections.abc import Iterator

import pytest

from commun.search import outbox
from commun.search.models import OutboxLine
from tests.postgres import oldest_running_here
from tests.search.sources import TERRITORIES, declared


@pytest.fixture
def territories(transactional_db) -> Iterator[None]:
    """Territories alone can be found; what is written is really committed, as PostgreSQL's horizon wants."""
    with declared(TERRITORIES):
        OutboxLine.objects.all().delete()
        yield


@pytest.fixture(autouse=True)
def _horizon_of_this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that run side by side share a PostgreSQL server: each is to wait for its own transactions only."""
    monkeypatch.setattr(outbox, "oldest_running", oldest_running_here)
