"""Sample arguments for every address that takes some, so that `test_access.py` can try each with each role.

How to add yours: write `tests/<your app>/samples.py` (or `samples_….py`) with a dictionary `SAMPLES`: full name of the
address → function of the `World` that gives its keyword arguments. It may create what it needs with factories;
everything is undone after.

    SAMPLES = {
        "concertations:detail": lambda world: {"slug": ConcertationFactory(territory=world.territory).slug},
    }

Two rules: what you create must belong to `world.territory` (its members are the ones who try the address), and must
exist (a 404 would hide a missing right). Addresses without arguments need nothing.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.consistency.world import World

Sample = Callable[[World], dict[str, Any]]

TESTS = Path(__file__).resolve().parent.parent


def all_samples() -> dict[str, Sample]:
    """Those of every app."""
    found: dict[str, Sample] = {}
    for path in sorted(TESTS.glob("*/samples*.py")):
        if path.parent.name != "consistency":
            found |= import_module(f"tests.{path.parent.name}.{path.stem}").SAMPLES
    return found
