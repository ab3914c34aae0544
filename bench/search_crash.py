"""`python -m bench.search_crash [--kills 100] [--postgres]`: what survives `kill -9`, a full disk, and how soon it is found.

Real processes on a database of their own (`bench/search_trials.py`): six writers that add, change and remove rows, alone
or many in a transaction, some of which are undone; the indexer, and at times a build beside it. One of them is killed at
a random instant, again and again, and starts again. Then the index and the table are compared: every key, version and
text, nothing lost, nothing doubled. `--latency 30` measures how soon a change is found under steady writes; `--disk`
fills the disk of the index (needs root: a small file system is mounted). Prints Markdown; ends with status 1 when
anything differs.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    asked, environment = sys.argv[1:], dict(os.environ)
    command = [sys.executable, "-m", "bench.search_trials", *(one for one in asked if one != "--postgres")]
    if "--postgres" not in asked:
        environment.pop("DATABASE_URL", None)
    elif not environment.get("DATABASE_URL", "").startswith("postgres"):
        command.insert(0, str(ROOT / "bin/with-postgres"))
    with tempfile.TemporaryDirectory(prefix="commun-crash-") as folder:
        environment |= {
            "COMMUN_DATA_DIR": folder,
            "COMMUN_MACHINE": "crash",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
