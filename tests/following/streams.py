"""What the tests of the news stream and of all that reads it share."""

from collections.abc import Iterator

import pytest
from django.db import connection

from commun.following import news


@pytest.fixture(autouse=True)
def horizon_of_this_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test's own transaction has not ended, and those of tests beside run on the same server."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr(news, "oldest_running", lambda: None)
    yield
