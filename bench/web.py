"""`make bench-web`: what pages cost, at the size of the country, beside Datasette on the same propositions.

Prints Markdown. A run: build the site (1,300 territories engaged, 2,000 concertations, 60,000 propositions), serve it
with the production server, and for each page: CPU milliseconds a request of the whole process tree (sequential
requests), requests a second and p95 at 4 clients (wrk, 2 threads), SQL queries at a tenth of the data and at full
size, then weight and EcoIndex in Chromium; then the export of all propositions. `--small` runs the same on a tenth.
"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench import datasette
from bench.ecoindex import weigh
from bench.processes import BIN, cpu_seconds, peak_mib, stop, wait_for

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"full": (1300, 2000, 60_000), "tenth": (130, 200, 6_000)}
# ANCHORS: the best catalogue peer of each page, on 5,000 records: CPU ms a request, p95 ms at 4 clients.
BARS = {"home": (12, 78), "list": (39, 242), "detail": (6, 50), "json": (5, 36)}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip


@dataclass(frozen=True)
class Target:
    name: str
    path: str
    bar: str
    is_page: bool = True


def targets(uid: str, slug: str, territory: str) -> list[Target]:
    return [
        Target("accueil", "/", "home"),
        Target("liste des propositions, filtres comptés", "/propositions/", "list"),
        Target("propositions sans réponse, page 50", "/propositions/?reponse=sans_reponse&page=50", "list"),
        Target("une proposition", f"/propositions/{uid}/", "detail"),
        Target("liste des concertations", "/concertations/", "list"),
        Target("une concertation", f"/concertations/{slug}/", "detail"),
        Target("carte et liste des territoires", "/territoires/", "list"),
        Target("un territoire", f"/territoires/{territory}/", "detail"),
        Target("20 propositions en JSON", "/donnees/propositions.json?limite=20", "json", is_page=False),
        Target("chercher un territoire (« saint d »)", "/territoires/suggestions?q=saint%20d", "json", is_page=False),
    ]


@contextmanager
def server(
    folder: Path, *, page_cache: bool, workers: int = 2, database: str = "", alone: bool = False
) -> Iterator[tuple[str, int]]:
    """The production server on this data folder, `alone` or with what works beside; its address, the pid of its tree."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = site_environment(folder, database) | {
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "COMMUN_PAGE_CACHE": "1" if page_cache else "0",
        "COMMUN_WORKERS": str(workers),
        "COMMUN_API_READS_A_MINUTE": "1000000000",  # one address plays all the readers
    }
    if alone:
        environment |= {"COMMUN_WORKER": "0", "COMMUN_INDEXER": "0"}
    process = subprocess.Popen([BIN / "commun", "serve"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        # Alone, it may say that what works beside is missing: that it answers is enough.
        wait_for(f"http://127.0.0.1:{port}/{'robots.txt' if alone else 'sante/'}")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        stop(process)


def site_environment(folder: Path, database: str = "") -> dict[str, str]:
    """That of a site whose data are here: in SQLite, unless the address of another database is given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("COMMUN_", "DATABASE_"))}
    if database:
        kept["DATABASE_URL"] = database
    return kept | {"COMMUN_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}


def run(folder: Path, *command: str, database: str = "") -> str:
    environment = site_environment(folder, database)
    done = subprocess.run(
        [BIN / "commun", *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def build(folder: Path, size: tuple[int, int, int]) -> list[Target]:
    territories, concertations, propositions = size
    run(folder, "setup")
    code = f"from bench.world import build; build(territories={territories}, concertations={concertations}, propositions={propositions})"
    run(folder, "shell", "--no-imports", "-c", code)
    code = (
        "from commun.concertations.models import Takeaway; "
        "one = Takeaway.objects.exclude(follow_ups=None).select_related('concertation__territory').order_by('pk')[0]; "
        "print(one.uid, one.concertation.slug, one.concertation.territory.slug)"
    )
    uid, slug, territory = run(folder, "shell", "--no-imports", "-c", code).split()
    return targets(uid, slug, territory)


def sql_queries(folder: Path, pages: list[Target]) -> list[int]:
    """SQL queries of each page, asked twice so that nothing is counted that only the first request needs."""
    code = (
        "import json, sys\n"
        "from django.test import Client\n"
        "from django.db import connection\n"
        "from django.test.utils import CaptureQueriesContext\n"
        "client, counts = Client(), []\n"
        f"for path in json.loads({json.dumps(json.dumps([page.path for page in pages]))}):\n"
        "    client.get(path, HTTP_HOST='127.0.0.1')\n"
        "    with CaptureQueriesContext(connection) as queries:\n"
        "        response = client.get(path, HTTP_HOST='127.0.0.1')\n"
        "        assert response.status_code == 200, (path, response.status_code)\n"
        "        b''.join(response) if response.streaming else response.content\n"
        "    counts.append(len(queries))\n"
        "print(json.dumps(counts))\n"
    )
    environment = site_environment(folder) | {"COMMUN_PAGE_CACHE": "0"}
    done = subprocess.run(
        [BIN / "commun", "shell", "--no-imports", "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    counts: list[int] = json.loads(done.stdout.strip().splitlines()[-1])
    return counts


def cpu_ms(url: str, pid: int, times: int = 100, warm: int = 8) -> float:
    for _warm in range(warm):
        fetch(url)
    before = cpu_seconds(pid)
    for _again in range(times):
        fetch(url)
    return 1000 * (cpu_seconds(pid) - before) / times


def fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        body: bytes = answer.read()
    return body


def load(url: str, seconds: int = 5) -> tuple[float, float]:
    """Requests a second and p95 in milliseconds at 4 clients: the best of two rounds."""
    script = 'done = function(s, l, r) io.write(string.format("P95 %.3f\\n", l:percentile(95) / 1000)) end'
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        rounds = []
        for _round in range(2):
            command = ["wrk", "-t2", "-c4", f"-d{seconds}s", "-s", lua.name, url]
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            errors = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
            if errors:
                raise SystemExit(f"{url}: {errors.group(0)}")
            rate = re.search(r"Requests/sec:\s*([\d.]+)", out)
            p95 = re.search(r"P95 ([\d.]+)", out)
            assert rate is not None
            assert p95 is not None
            rounds.append((float(rate.group(1)), float(p95.group(1))))
    return max(rounds)


def export(folder: Path) -> tuple[float, float, int]:
    """Seconds, peak MiB of the server and bytes of the CSV of every proposition, from a fresh one-process server."""
    with server(folder, page_cache=False, workers=1) as (url, pid):
        idle = peak_mib(pid)
        start = time.perf_counter()
        size = len(fetch(f"{url}/donnees/propositions.csv"))
        seconds = time.perf_counter() - start
        peak = peak_mib(pid)
    print(f"\n(serveur au repos avant l’export : {idle:.0f} MiB)")
    return seconds, peak, size


def flat_table(folder: Path, work: Path) -> Path:
    """The same propositions in one flat table, for Datasette."""
    csv = work / "propositions.csv"
    with server(folder, page_cache=False, workers=1) as (url, _pid):
        csv.write_bytes(fetch(f"{url}/donnees/propositions.csv"))
    code = (
        "import csv, sqlite3, sys\n"
        "rows = csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline=''))\n"
        "header = next(rows)\n"
        "db = sqlite3.connect(sys.argv[2])\n"
        "db.execute('create table propositions (' + ', '.join(f'\"{name}\" text' for name in header) + ', primary key (identifiant))')\n"
        "db.executemany('insert into propositions values (' + ', '.join('?' * len(header)) + ')', rows)\n"
        "db.commit()\n"
    )
    subprocess.run([sys.executable, "-c", code, csv, work / "propositions.db"], check=True)
    return work / "propositions.db"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the data")
    parser.add_argument("--no-peer", action="store_true", help="without Datasette (needs PyPI)")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("Il manque wrk (paquet Debian wrk).")
    chromium = shutil.which("chromium")
    size = SIZES["tenth" if arguments.small else "full"]
    with tempfile.TemporaryDirectory(prefix="commun-bench-") as name:
        work = Path(name)
        small, full = work / "tenth", work / "full"
        build_seconds = time.perf_counter()
        pages_small = build(small, SIZES["tenth"])
        pages = build(full, size)
        build_seconds = time.perf_counter() - build_seconds
        print(f"# bench-web, {datetime.date.today():%d/%m/%Y}\n")
        print(
            f"{os.cpu_count()} cœurs, {platform.machine()}, Python {platform.python_version()}, SQLite ; "
            f"{size[0]} territoires engagés, {size[1]} concertations, {size[2]} propositions ; "
            f"charge de la machine au départ : {os.getloadavg()[0]:.1f}\n"
        )
        few, many = sql_queries(small, pages_small), sql_queries(full, pages)
        measure(full, pages, few, many)
        if chromium:
            weights(full, pages, chromium)
        seconds, peak, written = export(full)
        print(
            f"\nExport CSV de {size[2]} propositions : {seconds:.2f} s, {written / 1e6:.1f} Mo, crête {peak:.0f} MiB (but : 5 s, 150 Mo)"
        )
        if not arguments.no_peer:
            peer(full, work)


def measure(folder: Path, pages: list[Target], few: list[int], many: list[int]) -> None:
    print(
        "| page | CPU ms/requête | à froid du cache : req/s | p95 ms | avec cache : CPU ms | req/s | p95 ms | SQL (dixième → tout) | barre CPU / p95 |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    lines: dict[str, list[str]] = {page.name: [] for page in pages}
    for cached in (False, True):
        with server(folder, page_cache=cached) as (url, pid):
            for page in pages:
                cpu = statistics.median(cpu_ms(url + page.path, pid) for _round in range(3))
                rate, p95 = load(url + page.path)
                lines[page.name] += [f"{cpu:.1f}", f"{rate:.0f}", f"{p95:.1f}"]
    for page, before, after in zip(pages, few, many, strict=True):
        bar = BARS[page.bar]
        print(f"| {page.name} | {' | '.join(lines[page.name])} | {before} → {after} | {bar[0]} / {bar[1]} |")


def weights(folder: Path, pages: list[Target], chromium: str) -> None:
    print("\n| page | requêtes | ko | éléments (avec SVG) | EcoIndex | vers d’autres sites |")
    print("|---|---|---|---|---|---|")
    with server(folder, page_cache=True) as (url, _pid), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM)
        for page in pages:
            if not page.is_page:
                continue
            one = weigh(browser, url + page.path)
            print(
                f"| {page.name} | {one.requests} | {one.kilobytes} | {one.dom} ({one.dom_with_svg}) | "
                f"{one.score} {one.grade} | {one.strangers} |"
            )
        browser.close()


def peer(folder: Path, work: Path) -> None:
    print("\n| Datasette, mêmes propositions | CPU ms/requête | req/s | p95 ms |")
    print("|---|---|---|---|")
    with datasette.served(work, flat_table(folder, work)) as (url, pid):
        facets = "_facet=reponse&_facet=theme&_facet=territoire&_size=20"
        uid = json.loads(fetch(f"{url}/propositions/propositions.json?_size=1&_shape=array"))[0]["identifiant"]
        for name, path in (
            ("accueil", "/"),
            ("liste, trois facettes", f"/propositions/propositions?{facets}"),
            ("une proposition", f"/propositions/propositions/{uid}"),
            ("20 propositions en JSON", "/propositions/propositions.json?_size=20"),
        ):
            cpu = statistics.median(cpu_ms(url + path, pid, times=20) for _round in range(3))
            rate, p95 = load(url + path)
            print(f"| {name} | {cpu:.1f} | {rate:.0f} | {p95:.1f} |")


if __name__ == "__main__":
    main()
