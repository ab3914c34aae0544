"""What every test gets: no page cache between tests (`tests/environment.py` has prepared the settings)."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    caches["pages"].clear()
    yield
