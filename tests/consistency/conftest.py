"""The stage of the sweeps, set once for a module, with somebody of each role already signed in."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.test import Client

from tests import kept
from tests.consistency.world import World


@dataclass(frozen=True)
class Stage:
    world: World
    clients: dict[str, Client]


def set_stage() -> Stage:
    world = World()
    clients = {role: Client() for role in world.people}
    for role, someone in world.people.items():
        if someone.user is not None:
            clients[role].force_login(someone.user)
    return Stage(world, clients)


@pytest.fixture(scope="module")
def _shared_stage(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    yield from kept.for_the_module(set_stage, django_db_blocker)


@pytest.fixture
def stage(_shared_stage: Stage, db: None) -> Iterator[Stage]:
    """As it was set, whatever the test before did with it: rows, objects and cookies."""
    cookies = {role: deepcopy(client.cookies) for role, client in _shared_stage.clients.items()}
    yield Stage(_shared_stage.world.again(), _shared_stage.clients)
    for role, client in _shared_stage.clients.items():
        client.cookies = cookies[role]
