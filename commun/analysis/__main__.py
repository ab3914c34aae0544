"""`python -m commun.analysis < request.json > result.json`: one computation, in a process of its own.

The request is an object: `task` names one of TASKS, the rest is what that task reads. The result is an object, the same
bytes each time; what it cost is one line of JSON on the standard error (`usage.Usage`). A request that cannot be served
ends the process with status 2 and one line on the standard error.

`--while-open FD`: the process ends when this pipe closes, that is when whoever started it ended, even by `kill -9`.
"""

import json
import os
import sys
import threading
from argparse import ArgumentParser
from dataclasses import asdict
from importlib import import_module
from typing import Any

from commun.analysis.usage import measured

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
    parser = ArgumentParser(prog="python -m commun.analysis")
    parser.add_argument("--while-open", type=int, metavar="FD")
    pipe = parser.parse_args().while_open
    if pipe is not None:
        threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()
    try:
        request: dict[str, Any] = json.load(sys.stdin)
        module, function = TASKS[request.pop("task")]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"unreadable request: {fault!r}", file=sys.stderr)  # noqa: T201
        return 2
    with measured() as meter:
        result = getattr(import_module(module), function)(**request)
    json.dump(result, sys.stdout, ensure_ascii=False)
    print(json.dumps({"usage": asdict(meter.usage)}, ensure_ascii=False), file=sys.stderr)  # noqa: T201
    return 0


def _end_with(pipe: int) -> None:
    """Nothing is ever written in it: reading ends when it closes."""
    os.read(pipe, 1)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
