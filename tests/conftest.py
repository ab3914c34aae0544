"""What every test gets: no page cache between tests (`tests/environment.py` has prepared the settings)."""

import shutil
from collections.abc import Iterator

import pytest
from django.core.cache import caches

from commun.core import generated


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    caches["pages"].clear()
    shutil.rmtree(generated.folder(), ignore_errors=True)
    yield
