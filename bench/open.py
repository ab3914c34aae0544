"""`make bench-open`: what the open data cost at a million rows, beside Datasette on the same table, in one run.

Prints Markdown. Propositions of an invented country: ten thousand, then a million (the same rows again under other
identifiers, written by the database itself). For each size: the CSV, the Parquet and a page of 100 rows of the API
(first, and after the middle of the collection), from a fresh server: seconds, peak memory of its tree, CPU
milliseconds a request, requests a second and p95 at 4 clients. Datasette gives the same 100 rows from the same CSV in
SQLite. Pages are made anew each time (COMMUN_PAGE_CACHE=0), then as they are usually served.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import sqlite3
import statistics
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from bench import datasette, decidim
from bench.processes import peak_mib
from bench.web import cpu_ms, fetch, flat_table, load, run, server

SMALL = 10_000
PAGE = 100
SLOW = 0.2  # seconds for one page


@dataclass(frozen=True)
class Taken:
    seconds: float
    megabytes: float
    idle: float
    peak: float


def build(folder: Path) -> None:
    run(folder, "setup")
    code = f"from bench.world import build; build(territories=130, concertations=200, propositions={SMALL})"
    run(folder, "shell", "--no-imports", "-c", code)


def multiply(folder: Path, times: int) -> float:
    """Each proposition `times` times; what follows the writes of people (the outbox of the search) is left out."""
    start = time.perf_counter()
    with sqlite3.connect(folder / "commun.sqlite3") as db:
        triggers = db.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _sql in triggers:
            db.execute(f'drop trigger "{name}"')
        columns = [row[1] for row in db.execute("pragma table_info(concertations_takeaway)") if row[1] != "id"]
        changed = {"uid": "uid || '-' || n", "number": "number + 1000 * n"}
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
        db.execute(
            f"with recursive again(n) as (select 1 union all select n + 1 from again where n < {times - 1}) "
            f"insert into concertations_takeaway ({names}) select {values} from again, concertations_takeaway"
        )
        for _name, sql in triggers:
            db.execute(sql)
        db.execute("analyze")
    return time.perf_counter() - start


def take(folder: Path, suffix: str) -> Taken:
    """A whole file, from a fresh server of one process, read as it comes."""
    with server(folder, page_cache=False, workers=1, alone=True) as (url, pid):
        idle = peak_mib(pid)
        start, size = time.perf_counter(), 0
        with urllib.request.urlopen(f"{url}/donnees/propositions.{suffix}", timeout=600) as answer:
            while block := answer.read(1 << 20):
                size += len(block)
        seconds = time.perf_counter() - start
        return Taken(seconds, size / 1e6, idle, peak_mib(pid))


def files(folder: Path, rows: int) -> None:
    for suffix in ("csv", "parquet"):
        one = take(folder, suffix)
        print(
            f"| {rows:,} | {suffix.upper()} | {one.seconds:.1f} | {rows / one.seconds:,.0f} | {one.megabytes:.0f} "
            f"| {one.idle:.0f} | {one.peak:.0f} |".replace(",", " ")
        )


def pages(folder: Path, rows: int, seconds: int) -> dict[str, float]:
    """The API's list; requests a second of each."""
    rates = {}
    for cached in (False, True):
        with server(folder, page_cache=cached, alone=True) as (url, pid):
            middle = _middle(folder)
            for name, tail in (("première page", ""), ("page du milieu", f"&apres={middle}")):
                address = f"{url}/api/v1/propositions?limite={PAGE}{tail}"
                assert len(json.loads(fetch(address))["donnees"]) == PAGE
                label = f"API, {name}{', gardée' if cached else ''}"
                rates[label] = line(label, rows, address, pid, seconds)
    return rates


def line(label: str, rows: int, address: str, pid: int, seconds: int) -> float:
    fetch(address)
    start = time.perf_counter()
    fetch(address)
    if time.perf_counter() - start > SLOW:  # measured less often, or the whole would last an hour
        cpu = cpu_ms(address, pid, times=4, warm=0)
    else:
        cpu = statistics.median(cpu_ms(address, pid, times=40) for _round in range(3))
    rate, p95 = load(address, seconds)
    size = f"{rows:,}".replace(",", " ")
    print(f"| {label} | {size} | {cpu:.1f} | {rate:.1f} | {p95:.1f} |", flush=True)
    return rate


def _middle(folder: Path) -> str:
    with sqlite3.connect(folder / "commun.sqlite3") as db:
        middle = "select uid from concertations_takeaway where id >= (select max(id) / 2 from concertations_takeaway)"
        uid: str = db.execute(f"{middle} order by id limit 1").fetchone()[0]
    return uid


def peer(folder: Path, work: Path, rows: int, seconds: int) -> float:
    with datasette.served(work, flat_table(folder, work)) as (url, pid):
        best = 0.0
        for name, query in (
            ("première page", ""),
            ("page du milieu", f"&_next={_middle(folder)}"),
            ("première page, sans compter ni proposer de facettes", "&_nocount=1&_nosuggest=1&_nofacet=1"),
        ):
            address = f"{url}/propositions/propositions.json?_size={PAGE}&_shape=objects{query}"
            assert len(json.loads(fetch(address))["rows"]) == PAGE
            best = max(best, line(f"Datasette, {name}", rows, address, pid, seconds))
        return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=4, help="of each round of load")
    parser.add_argument("--no-peer", action="store_true", help="without Datasette (needs PyPI)")
    parser.add_argument("--decidim", type=int, default=100_000, help="proposals imported; 0 for none")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("Il manque wrk (paquet Debian wrk).")
    rows: int = arguments.rows
    print(f"# bench-open, {datetime.date.today():%d/%m/%Y}\n")
    print(
        f"{os.cpu_count()} cœurs, {platform.machine()}, Python {platform.python_version()}, SQLite ; "
        f"charge de la machine au départ : {os.getloadavg()[0]:.1f}\n"
    )
    with tempfile.TemporaryDirectory(prefix="commun-bench-") as name:
        work = Path(name)
        site = work / "site"
        build(site)
        print("| lignes | fichier | s | lignes/s | Mo | MiB au repos | MiB à la crête |\n|---|---|---|---|---|---|---|")
        files(site, SMALL)
        small = work / "small"
        shutil.copytree(site, small)
        multiply(site, rows // SMALL)
        files(site, rows)
        print("\n| page de 100 lignes | lignes du jeu | CPU ms/requête | req/s | p95 ms |\n|---|---|---|---|---|")
        pages(small, SMALL, arguments.seconds)
        ours = pages(site, rows, arguments.seconds)
        if not arguments.no_peer:
            best = peer(site, work, rows, arguments.seconds)
            made_anew = ours["API, première page"]
            verdict = "tenu" if made_anew >= best else "manqué"
            print(f"\nBut (au moins autant de requêtes que Datasette, {best:.0f}/s, page refaite) : {verdict}.")
    if arguments.decidim:
        print("\n## Import des propositions d’un Decidim (python -m bench.decidim)\n")
        for name, value in decidim.run(arguments.decidim).items():
            print(f"- {name} : {value}")


if __name__ == "__main__":
    main()
