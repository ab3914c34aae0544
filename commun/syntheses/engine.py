"""The door to `commun.analysis`: a process of its own, so that no web process holds numpy nor waits without end."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commun.analysis.opinion import OpinionGroups
from commun.core.errors import DomainError

logger = logging.getLogger(__name__)

# What the process is given of ours: no secret, no address of a database.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
OPINION_SECONDS = 60


class NotComputed(DomainError):
    """The computation failed or took too long; the message says what that means for the person who asked."""


def ask(task: str, request: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
    """What the engine answers. Raises NotComputed after `seconds`, or when the process fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "commun.analysis"],
            input=json.dumps({"task": task, **request}).encode(),
            capture_output=True,
            timeout=seconds,
            check=True,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
        result: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise NotComputed(_("Le calcul a dépassé le temps permis : il a été arrêté, et rien n’a changé.")) from None
    except (subprocess.CalledProcessError, ValueError, OSError) as fault:
        said = getattr(fault, "stderr", b"") or b""
        logger.warning("analysis task %s failed: %r %s", task, fault, said.decode(errors="replace")[-2000:])
        raise NotComputed(
            _("Le calcul a échoué : rien n’a changé. L’exploitant en trouvera la cause au journal.")
        ) from None
    return result


def opinion_groups(last: Mapping[tuple[str, str], int]) -> OpinionGroups | None:
    """The groups of people who voted alike (`commun.analysis.opinion_groups`). Raises NotComputed."""
    votes = [[statement, voter, value] for (statement, voter), value in last.items()]
    found = ask("opinion", {"votes": votes}, seconds=OPINION_SECONDS)["groups"]
    return None if found is None else OpinionGroups.from_json(found)
