"""The site, with a clock that the tests set: the file named by COMMUN_TEST_CLOCK holds an ISO instant, or nothing."""

import datetime
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import time_machine

from config.wsgi import application as real_application

_clock = Path(os.environ["COMMUN_TEST_CLOCK"])
_current: tuple[str, time_machine.travel | None] = ("", None)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    global _current
    wanted = _clock.read_text().strip()
    said, travel = _current
    if wanted != said:
        if travel is not None:
            travel.stop()
        travel = time_machine.travel(datetime.datetime.fromisoformat(wanted), tick=True) if wanted else None
        if travel is not None:
            travel.start()
        _current = (wanted, travel)
    return real_application(environ, start_response)
