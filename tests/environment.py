"""Loaded by pytest before the settings are read (`-p tests.environment`): a data folder of its own for each process."""

import gc
import os
import tempfile
from pathlib import Path

from hypothesis import settings

DATA_DIR = Path(tempfile.mkdtemp(prefix="commun-tests-"))
os.environ["COMMUN_DATA_DIR"] = str(DATA_DIR)
os.environ.setdefault("COMMUN_DEBUG", "0")
# A page made twice must cost twice; the tests of the cache turn it on.
os.environ["COMMUN_PAGE_CACHE"] = "0"
os.environ["COMMUN_CHECK_LINKS"] = "0"
# Addresses that are compared with what is written here, whatever port the person who runs the tests serves on.
os.environ["COMMUN_SITE_URL"] = "http://127.0.0.1:8000"
# Plain file names, since nothing is collected; whitenoise warns about a static folder that is not there.
os.environ["COMMUN_STATIC_MANIFEST"] = "0"
(DATA_DIR / "static").mkdir()
# A shared machine may stall for a second: slowness is measured by the benchmarks, never by a property.
# The same examples each time, so that what a change breaks is told from what luck finds; COMMUN_TESTS_AT_RANDOM=1 looks
# further.
settings.register_profile("commun", deadline=None, derandomize="COMMUN_TESTS_AT_RANDOM" not in os.environ)
settings.load_profile("commun")

# Nearly all that a process of tests holds (modules, templates, the tests themselves) lives as long as it does: looking
# for garbage among it, as often as Python does by default, took a third of the processor time of the whole.
gc.set_threshold(50_000, 10, 10)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
