from collections.abc import Callable
from typing import Any

from tests.consistency.world import World

SAMPLES: dict[str, Callable[[World], dict[str, Any]]] = {"gallery-family": lambda world: {"slug": "chaine"}}
