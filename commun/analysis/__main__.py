"""`python -m commun.analysis < request.json > result.json`: one computation, in a process of its own.

The request is an object: `task` names one of TASKS, the rest is what that task reads. The result is an object; a
request that cannot be served ends the process with status 2 and one line on the standard error.
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

# One thread: the same bytes on any machine, and a server of two cores keeps one for its readers. Set before numpy.
for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")

# Task → module and function, taken when asked: each brings only the libraries that it needs.
TASKS: dict[str, tuple[str, str]] = {
    "group": ("commun.analysis.requests", "group"),
    "join": ("commun.analysis.requests", "join"),
    "suggest": ("commun.analysis.requests", "suggest"),
    "twins": ("commun.analysis.requests", "twins"),
    "opinion": ("commun.analysis.opinion_groups", "answer"),
}


def main() -> int:
    try:
        request: dict[str, Any] = json.load(sys.stdin)
        module, function = TASKS[request.pop("task")]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"unreadable request: {fault!r}", file=sys.stderr)  # noqa: T201
        return 2
    result = getattr(import_module(module), function)(**request)
    json.dump(result, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
