"""The door to `commun.analysis`: a process of its own, so that no web process holds numpy nor waits without end.

No shell, no file of the user, a bounded time, an environment without any secret of ours; whatever goes wrong is one
exception with a French sentence, and its cause goes to the log.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _

from commun.analysis.opinion import OpinionGroups
from commun.analysis.values import Usage
from commun.core.errors import DomainError

logger = logging.getLogger(__name__)

COMMAND: tuple[str, ...] = (sys.executable, "-m", "commun.analysis")
# What the process is given of ours: no secret, no address of a database.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
OPINION_SECONDS = 60
BREATH = 0.05


class NotComputed(DomainError):
    """The computation failed or took too long; the message says what that means for the person who asked."""


def _nothing() -> None:
    """Nothing to do while the engine works."""


def ask(
    task: str, request: Mapping[str, Any], *, seconds: float, while_waiting: Callable[[], None] = _nothing
) -> dict[str, Any]:
    """What the engine answers. Raises NotComputed after `seconds`, or when the process fails.

    `while_waiting` is called all along; what it raises stops the engine.
    """
    return measured(task, request, seconds=seconds, while_waiting=while_waiting)[0]


def measured(
    task: str, request: Mapping[str, Any], *, seconds: float, while_waiting: Callable[[], None] = _nothing
) -> tuple[dict[str, Any], Usage]:
    """The same, and what it cost, as the engine measured it."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as faults:
        given.write(json.dumps({"task": task, **request}).encode())
        given.seek(0)
        try:
            code = _run(given, said, faults, seconds=seconds, while_waiting=while_waiting)
            faults.seek(0)
            told = faults.read()[-2000:].decode(errors="replace")
            said.seek(0)
            result = json.loads(said.read()) if code == 0 else None
            usage = Usage(**json.loads(told.splitlines()[-1])["usage"]) if code == 0 else None
        except subprocess.TimeoutExpired:
            raise NotComputed(_("Le calcul a dépassé le temps permis : il a été arrêté, et rien n’a changé.")) from None
        except (ValueError, OSError, LookupError, TypeError) as fault:
            logger.warning("analysis task %s failed: %r", task, fault)
            raise NotComputed(_failed()) from None
    if not isinstance(result, dict) or usage is None:
        logger.warning("analysis task %s ended with status %d: %s", task, code, told)
        if code == -signal.SIGKILL:
            raise NotComputed(_("Le système a arrêté le calcul, sans doute faute de mémoire : rien n’a changé."))
        raise NotComputed(_failed())
    return result, usage


def _failed() -> str:
    return _("Le calcul a échoué : rien n’a changé. L’exploitant en trouvera la cause au journal.")


def _run(
    given: IO[bytes], said: IO[bytes], faults: IO[bytes], *, seconds: float, while_waiting: Callable[[], None]
) -> int:
    """The status of the process, once it ended. It never outlives this call, nor this process: the pipe that it reads
    closes with us, however we end."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    ends = time.monotonic() + seconds
    read, write = os.pipe()
    try:
        command = (*COMMAND, "--while-open", str(read))
        with subprocess.Popen(  # noqa: S603 - a constant command, no shell
            command, stdin=given, stdout=said, stderr=faults, env=environment, pass_fds=(read,)
        ) as process:
            try:
                while (code := process.poll()) is None:
                    if time.monotonic() > ends:
                        raise subprocess.TimeoutExpired(COMMAND, seconds)
                    while_waiting()
                    time.sleep(BREATH)
            finally:
                process.kill()
    finally:
        os.close(read)
        os.close(write)
    return code


def opinion_groups(last: Mapping[tuple[str, str], int]) -> OpinionGroups | None:
    """The groups of people who voted alike (`commun.analysis.opinion_groups`). Raises NotComputed."""
    votes = [[statement, voter, value] for (statement, voter), value in last.items()]
    found = ask("opinion", {"votes": votes}, seconds=OPINION_SECONDS)["groups"]
    return None if found is None else OpinionGroups.from_json(found)
