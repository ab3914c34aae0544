"""What is made once for all the tests of a module."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

Made = TypeVar("Made")


def for_the_module(make: Callable[[], Made], blocker: DjangoDbBlocker) -> Iterator[Made]:
    """What `make` writes, undone after the last test; each of them changes it inside its own savepoint.

    Every test of the module that follows sees it, whether it asks for it or not.
    """
    with blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        made = make()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
