"""The API does what its description says, whatever is asked: tried from the description itself."""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from commun.api.writing import guard
from commun.api.writing.operations import OPERATIONS
from commun.opendata.registry import datasets
from config.wsgi import application
from tests.keys.factories import opened

# Of each way of reading and of each way of writing: a longer run is asked by hand, before a new version.
TRIES = int(os.environ.get("COMMUN_TRIES", "6"))
TRIES_OF_WRITING = max(2, TRIES // 6)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A server gives its connection back after each request; here it is that of the test, as for Django’s client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
def test_whatever_is_asked_the_answer_is_one_that_the_description_holds(
    world, monkeypatch, mode: GenerationMode
) -> None:
    """No failure of ours, no undescribed status, header, media type or field; what is forbidden is refused."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    schema.config.generation.update(allow_x00=False)  # no address holds one, whatever it is of: tried in test_reading
    monkeypatch.setattr(guard, "WRITES_A_MINUTE", 1_000_000)
    secret = opened(world.territory)[1]
    tried = set()
    operations: Any = schema.get_all_operations()
    for operation in (found.ok() for found in operations):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=TRIES if operation.method == "get" else TRIES_OF_WRITING,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def hold(case: schemathesis.Case) -> None:
            caches["pages"].clear()
            if case.operation.method == "get":
                case.call_and_validate(headers={"Host": "127.0.0.1"})
            else:
                # A rule of the domain may refuse what the description allows: no schema tells all of them.
                case.headers.pop("Authorization", None)
                case.call_and_validate(
                    headers={"Host": "127.0.0.1", "Authorization": f"Bearer {secret}"},
                    excluded_checks=[checks.positive_data_acceptance, checks.ignored_auth],
                )
            tried.add(case.operation.label)

        with suppress(Unsatisfiable):  # an address without parameters forbids nothing
            hold()
    # Every collection; one record too, but where no path could be forbidden.
    assert len(tried) >= len(datasets()) + len(OPERATIONS)
