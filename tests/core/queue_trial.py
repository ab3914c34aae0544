# ruff: noqa: E402
"""`python -m tests.core.queue_trial`: real workers killed by `kill -9`, on a database of their own of the kind in use.

Prints what each task did; `tests/core/test_background.py` judges.
"""

import json
import os
import signal
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection
from django_tasks_db.models import DBTaskResult

from commun.core.background import Stopping, schedule
from commun.core.background.worker import supervise, tasks_lane
from commun.core.models import BackgroundWorker, ScheduledSlot
from tests.core import jobs

TASKS = 40
SECONDS = 0.05
LONG = 1.2
DEADLINE = 60.0


def main() -> None:
    settings = connection.settings_dict
    is_server, mother, name = connection.vendor == "postgresql", settings["NAME"], f"queue_trial_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="commun-queue-") as folder:
        if is_server:
            _on_server(f"CREATE DATABASE {name}")
            os.environ["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        else:
            name = f"{folder}/queue.sqlite3"
            os.environ["DATABASE_URL"] = f"sqlite:///{name}"
        settings["NAME"] = name
        try:
            # Only the tables of the queue, so that the database costs nothing to make.
            with connection.schema_editor() as editor:
                for model in (DBTaskResult, BackgroundWorker, ScheduledSlot):
                    editor.create_model(model)
            # The clock may pass an hour that a job of the site is due at: its tables are not here.
            with patch.object(schedule, "scheduled", tuple):
                _trial(Path(folder) / "done.txt")
        finally:
            connection.close()
            settings["NAME"] = mother
            if is_server:
                _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _trial(file: Path) -> None:
    jobs.write.using(priority=10).enqueue(str(file), "long", seconds=LONG)
    for number in range(TASKS):
        jobs.write.enqueue(str(file), f"short-{number}", seconds=SECONDS)
    supervisor = _supervisor()
    late = time.monotonic() + DEADLINE
    try:
        # The process that runs the long task, in its middle; then the one that takes it up again; then any.
        for times in (1, 2):
            while (runner := _runner(file, "long", times)) is None and time.monotonic() < late:
                time.sleep(0.02)
            time.sleep(LONG / 4)
            if runner is not None:
                os.kill(runner, signal.SIGKILL)
        while DBTaskResult.objects.exclude(status="SUCCESSFUL").exists() and time.monotonic() < late:
            time.sleep(0.1)
    finally:
        os.kill(supervisor, signal.SIGTERM)
        _pid, status = os.waitpid(supervisor, 0)
    tasks = {row.args_kwargs["args"][1]: (row.status, len(row.worker_ids)) for row in DBTaskResult.objects.all()}
    print(json.dumps({"tasks": tasks, "lines": file.read_text().splitlines(), "ended": status}))


def _supervisor() -> int:
    """Two workers and the process above them, as `commun worker` has them."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        supervise([tasks_lane(), tasks_lane()], Stopping.on_signals(with_parent=True), lambda _told: None)
        os._exit(0)
    return pid


def _runner(file: Path, key: str, times: int) -> int | None:
    lines = file.read_text().splitlines() if file.exists() else []
    begun = [int(line.split()[2]) for line in lines if line.startswith(f"begins {key} ")]
    return begun[times - 1] if len(begun) >= times else None


if __name__ == "__main__":
    main()
