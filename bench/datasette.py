"""Datasette, from PyPI, in an environment of its own: the lightest peer that lists, filters, searches and exports."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import BIN, stop, wait_for


@contextmanager
def served(work: Path, database: Path) -> Iterator[tuple[str, int]]:
    """Its server on this SQLite file; gives its address and the pid of its tree."""
    home = work / "datasette"
    if not home.exists():
        subprocess.run([BIN / "uv", "venv", "-q", "--python", sys.executable, home], check=True)
        subprocess.run([BIN / "uv", "pip", "install", "-q", "--python", home / "bin/python", "datasette"], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(home / "bin/datasette"), "serve", str(database), "-p", str(port)]
    settings = ["--setting", "sql_time_limit_ms", "10000", "--setting", "max_csv_mb", "0"]
    process = subprocess.Popen([*command, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        stop(process)
