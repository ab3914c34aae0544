"""What every test gets: a data folder of its own, mails in memory, no page cache between tests."""

import os
import tempfile
from collections.abc import Iterator

os.environ["COMMUN_DATA_DIR"] = tempfile.mkdtemp(prefix="commun-tests-")
os.environ.setdefault("COMMUN_DEBUG", "0")

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    caches["pages"].clear()
    yield
