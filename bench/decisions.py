"""`python -m bench.decisions [--rows 200000] [--texts] [--postgres] [--no-exports]`: reading and giving back decisions.

A file of SCDL "délibérations" 2.1.5 in CSV, made by `bench.search_corpus` (one line in a thousand is faulty, `--texts`
adds the words of each decision), is imported by `commun import deliberations` into a new site: rows a second, processor
time and peak memory, for a tenth of the rows then for all, read again when nothing changed, and when a hundredth did.
The production server then gives it back: time to first byte, whole time, bytes and what its memory grew by, for the
dataset, the file of the largest body and the answers to a question. Prints Markdown.
"""

import argparse
import csv
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench import search_corpus, search_texts
from bench.processes import BIN, cpu_seconds, peak_mib
from bench.web import ROOT, run, server, site_environment

FAULTY_EVERY = 1000
CHANGED_EVERY = 100
QUESTION = "subvention association"


@dataclass(frozen=True)
class Site:
    """Where a site keeps its data. `database` is empty for SQLite."""

    folder: Path
    database: str

    def run(self, *command: str) -> str:
        return run(self.folder, *command, database=self.database)


@dataclass(frozen=True)
class Imported:
    """One run of the command."""

    rows: int
    wall: float
    cpu: float
    peak: float
    said: str

    def __str__(self) -> str:
        return f"{self.rows / self.wall:,.0f} | {self.cpu / self.rows * 1e6:.0f} | {self.peak:.0f} MiB | {self.said}"


def main() -> int:
    parser = argparse.ArgumentParser(description="See bench/decisions.py")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--texts", action="store_true", help="with the words of each decision")
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL of its own")
    parser.add_argument("--no-exports", action="store_true", help="only the imports")
    asked = parser.parse_args()
    if asked.postgres and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        command = [str(ROOT / "bin/with-postgres"), sys.executable, "-m", "bench.decisions", *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="commun-decisions-") as folder:
        site = Site(Path(folder) / "site", os.environ["DATABASE_URL"] if asked.postgres else "")
        _measure(Path(folder), site, asked.rows, with_texts=asked.texts, with_exports=not asked.no_exports)
    return 0


def _measure(folder: Path, site: Site, rows: int, *, with_texts: bool, with_exports: bool) -> None:
    base = "PostgreSQL" if site.database else "SQLite"
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {base}\n")
    largest = _write_files(folder, rows, with_texts=with_texts)
    site.run("setup")
    print("| import | rows/s | CPU µs a row | peak memory | |\n|---|---|---|---|---|")
    print(f"| {rows // 10:,} new rows | {_import(site, folder / 'tenth.csv')} |")
    print(f"| {rows:,} rows, nine tenths new | {_import(site, folder / 'all.csv')} |")
    print(f"| the same again | {_import(site, folder / 'all.csv', '--again')} |")
    print(f"| one in {CHANGED_EVERY} changed | {_import(site, folder / 'changed.csv')} |")
    if with_exports:
        site.run("reindex")
        _exports(site, largest)


# Files ----------------------------------------------------------------------------------------------------------------


def _write_files(folder: Path, size: int, *, with_texts: bool) -> str:
    """All the decisions, a tenth of them, and a later publication. Returns the SIRET of the largest body."""
    made = search_corpus.makings(search_texts.of_this_repository(), bodies=search_corpus.bodies_for(size))
    names = search_corpus.COLUMNS if with_texts else search_corpus.COLUMNS[:-1]
    counts: Counter[str] = Counter()
    with (
        (folder / "all.csv").open("w", encoding="utf-8", newline="") as everything,
        (folder / "tenth.csv").open("w", encoding="utf-8", newline="") as tenth,
        (folder / "changed.csv").open("w", encoding="utf-8", newline="") as changed,
    ):
        writers = [csv.writer(file) for file in (everything, tenth, changed)]
        for writer in writers:
            writer.writerow(names)
        for place, row in enumerate(_rows(made, size, len(names))):
            counts[str(row[1])] += 1
            writers[0].writerow(row)
            if place % 10 == 0:
                writers[1].writerow(row)
            if place % CHANGED_EVERY == 1:
                row = (*row[:6], f"{row[6]} (rectificatif)", *row[7:])
            writers[2].writerow(row)
    return counts.most_common(1)[0][0]


def _rows(made: search_corpus.Makings, size: int, width: int) -> Iterator[tuple[str | int | None, ...]]:
    for place, row in enumerate(search_corpus.decisions(made, size)):
        if place % FAULTY_EVERY == FAULTY_EVERY - 1:
            row = (*row[:3], "31/02/2024", *row[4:])
        yield row[:width]


# Measures -------------------------------------------------------------------------------------------------------------


def _import(site: Site, path: Path, *options: str) -> Imported:
    environment = site_environment(site.folder, site.database)
    begun, before, peak = time.perf_counter(), _children(), 0.0
    command = [str(BIN / "commun"), "import", "deliberations", str(path), "--source-title", "Essai", *options]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            with suppress(OSError, ValueError):  # it ended meanwhile
                peak = max(peak, peak_mib(process.pid))
            time.sleep(0.05)
        assert process.stdout is not None
        told = process.stdout.read()
    wall = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(told)
    with path.open(encoding="utf-8") as file:
        rows = sum(1 for _row in csv.reader(file)) - 1
    return Imported(rows, wall, _children() - before, peak, told.strip().rpartition(" : ")[2])


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _exports(site: Site, siret: str) -> None:
    code = f"from commun.deliberations.models import DeliberatingBody as B; print(B.objects.get(siret='{siret}').slug)"
    slug = site.run("shell", "--no-imports", "-c", code).strip()
    words = QUESTION.replace(" ", "+")
    asked = (
        ("dataset, CSV", "/donnees/deliberations.csv"),
        ("dataset, JSON", "/donnees/deliberations.json"),
        ("largest body, SCDL", f"/deliberations/organismes/{slug}/scdl.csv"),
        (f"answers to “{QUESTION}”, CSV", f"/recherche/resultats.csv?q={words}&nature=deliberations"),
        (f"answers to “{QUESTION}”, Atom", f"/recherche/flux.atom?q={words}&nature=deliberations"),
    )
    print("\n| export | first byte | whole | size | rows | CPU | memory grew by |\n|---|---|---|---|---|---|---|")
    for name, address in asked:
        with server(site.folder, page_cache=False, workers=1, database=site.database) as (url, pid):
            urllib.request.urlopen(f"{url}/deliberations/").read()
            print(f"| {name} | {_downloaded(url + address, pid)} |")


def _downloaded(address: str, pid: int) -> str:
    idle, cpu, begun = peak_mib(pid), cpu_seconds(pid), time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        size = len(answer.read(1))
        first = time.perf_counter() - begun
        lines = 0
        while block := answer.read(1 << 16):
            size += len(block)
            lines += block.count(b"\n")
    whole = time.perf_counter() - begun
    grew, used = peak_mib(pid) - idle, cpu_seconds(pid) - cpu
    return (
        f"{first * 1000:.0f} ms | {whole:.2f} s | {size / 1e6:.1f} MB | {lines:,} lines | {used:.2f} s | {grew:.0f} MiB"
    )


if __name__ == "__main__":
    sys.exit(main())
