"""What every test gets: no page cache nor index between tests (`tests/environment.py` has prepared the settings)."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import SimpleTestCase
from pytest_django.plugin import DjangoDbBlocker

from commun.core import generated
from commun.library.queries import index
from commun.search import index as search_index
from commun.territories import names
from tests import migrated

# A test that has none of these cannot reach the database: another database would tell nothing more about it.
REAL_TRANSACTIONS = {"transactional_db", "live_server"}
DATABASE = {"db"} | REAL_TRANSACTIONS


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    caches["pages"].clear()
    index.forget()
    names.forget()
    search_index.forget()
    shutil.rmtree(generated.folder(), ignore_errors=True)
    yield


@pytest.fixture(scope="session")
def _kept_database(pytestconfig: pytest.Config) -> Path:
    """That of `bin/prepare-tests` where it made one, that of a run before otherwise."""
    given = os.environ.get("COMMUN_TESTS_MIGRATED")
    cache = pytestconfig.cache
    assert cache is not None
    return Path(given) if given else migrated.kept(cache.mkdir("migrated"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, _kept_database: Path
) -> Iterator[None]:
    """Start from a database that is migrated already; Django then finds nothing left to migrate.

    In memory a database lives as long as somebody is connected to it.
    """
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("COMMUN_TESTS_TEMPLATE")
    if connection.vendor != "sqlite" or not _kept_database.is_file():
        yield
        return
    creation: Any = connection.creation
    name = creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True, check_same_thread=False)) as kept:
        with closing(sqlite3.connect(_kept_database)) as made:
            made.backup(kept)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _kept_database: Path) -> None:
    if connection.vendor == "sqlite" and not _kept_database.exists():
        with django_db_blocker.unblock():
            connection.ensure_connection()
            migrated.keep(connection.connection, _kept_database)


@pytest.fixture(scope="module")
def migrated_rows_put_back(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put back what migrations write (the charter): a test with real transactions ends by emptying every table.

    Files of tests share one database in each worker, in an order that depends on the number of workers.
    """
    with django_db_blocker.unblock():
        rows = connection.creation.serialize_db_to_string()
    yield
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(rows)
        ContentType.objects.clear_cache()


def _asks_the_database(item: pytest.Function) -> bool:
    is_django_class = item.cls is not None and issubclass(item.cls, SimpleTestCase)
    return is_django_class or bool(item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames))


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        if not _asks_the_database(item):
            item.add_marker(pytest.mark.once("asks no database: the plugin would refuse it"))
        if (marker and marker.kwargs.get("transaction")) or REAL_TRANSACTIONS & set(item.fixturenames):
            item.fixturenames.insert(0, "migrated_rows_put_back")
