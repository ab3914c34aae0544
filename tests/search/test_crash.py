"""A small trial by `kill -9`, with real processes; the large one is `python -m bench.search_crash`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.django_db
def test_killed_indexers_and_writers_leave_an_index_that_agrees_with_the_table() -> None:
    """On the database of the tests' kind; the trial makes one of its own there."""
    command = [sys.executable, "-m", "bench.search_crash", "--kills", "6", "--writers", "3"]
    if connection.vendor == "postgresql":
        command.append("--postgres")
    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, not removed 0, doubled 0, with another text 0" in done.stdout
