"""When a process beside the web must stop: told by a signal, or because the one that started it is gone."""

import os
import signal
import threading
from typing import Self


class GivenBack(Exception):
    """The process must stop: what it was doing goes back to the queue, and is not counted as an attempt."""


class Stopping:
    """Asked between two things: `stopping()`. `wait` sleeps, and wakes when the process must stop."""

    def __init__(self, *, with_parent: bool = False) -> None:
        self._asked = threading.Event()
        self._parent = os.getppid() if with_parent else None

    @classmethod
    def on_signals(cls, *, with_parent: bool = False) -> Self:
        """One that SIGTERM and SIGINT set. In the main thread of a process only."""
        stopping = cls(with_parent=with_parent)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_received: stopping.ask())
        return stopping

    def __call__(self) -> bool:
        return self._asked.is_set() or (self._parent is not None and os.getppid() != self._parent)

    def ask(self) -> None:
        self._asked.set()

    def wait(self, seconds: float) -> None:
        self._asked.wait(seconds)

    def keep(self) -> "Stopping":
        """Make it the one that `give_way` asks, in this process."""
        global _OF_THIS_PROCESS
        _OF_THIS_PROCESS = self
        return self


_OF_THIS_PROCESS = Stopping()


def give_way() -> None:
    """Called by a long task between two parts. Raises GivenBack when the process must stop."""
    if _OF_THIS_PROCESS():
        raise GivenBack
