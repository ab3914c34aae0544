"""`make bench-library`: the library on the records of the catalogue peers, beside Datasette on the same, in one run.

Prints Markdown. The 4,967 records of public registers (United Kingdom, Netherlands, United States) become published
sheets; the same file becomes a SQLite table with full-text search for Datasette. For each page: CPU milliseconds a
request of the whole process tree (sequential requests), requests a second and p95 at 4 clients (wrk), weight and
EcoIndex in Chromium. Pages are made anew (COMMUN_PAGE_CACHE=0), then served as they usually are; the file of all sheets
is forgotten before each request, one client at a time, then served as it is kept. Then 50,000 sheets of 10,000
solutions: growth of each figure, SQL queries of a page, memory. The file of records is not ours to publish: it is looked
for beside the repository, in ../shared/data, or where `--records` says.
"""

import argparse
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench import datasette
from bench.ecoindex import weigh
from bench.processes import cpu_seconds, peak_mib
from bench.web import CHROMIUM, ROOT, cpu_ms, fetch, load, run, server, sql_queries
from bench.web import Target as Page

RECORDS = ROOT.parent / "shared/data/registers/catalogue-peers.csv"
# The best catalogue peer of each page, on 5,000 records: CPU ms a request, p95 ms at 4 clients.
BARS = {"home": (12, 78), "list": (39, 242), "search": (37, 295), "sheet": (6, 50), "json": (5, 36), "csv": (233, 0)}
FACETS = ("status", "theme", "country", "risk_level")
WORDS = "benefits fraud"


@dataclass(frozen=True)
class Figures:
    cpu: float
    rate: float
    p95: float

    def __str__(self) -> str:
        return f"{self.cpu:.1f} | {self.rate:.0f} | {self.p95:.1f}"


def pages() -> list[Page]:
    words = WORDS.replace(" ", "+")
    return [
        Page("accueil", "/", "home"),
        Page("liste, facettes comptées", "/bibliotheque/", "list"),
        Page("liste filtrée", "/bibliotheque/?etape=exploitation&technique=apprentissage", "list"),
        Page("liste, page 100", "/bibliotheque/?page=100&tri=nom", "list"),
        Page("tous les filtres", "/bibliotheque/?filtres=tous", "list"),
        Page("recherche de deux mots", f"/bibliotheque/?q={words}", "search"),
        Page("recherche avec une faute", "/bibliotheque/?q=trasnport", "search"),
        Page("recherche filtrée", f"/bibliotheque/?q={words}&etape=exploitation", "search"),
        Page(
            "besoin en une phrase",
            "/bibliotheque/besoin/?phrase=ville+de+40+000+habitants,+water,+moins+de+50+k€",
            "search",
        ),
        Page("comparaison de quatre fiches", "/bibliotheque/comparer/?fiches=usage-1,usage-2,usage-3,usage-4", "list"),
        Page("une fiche", "/bibliotheque/usage-1000/", "sheet"),
        Page("20 fiches en JSON", "/donnees/usages-ia.json?limite=20", "json", is_page=False),
        Page("CSV de toutes les fiches", "/donnees/usages-ia.csv", "csv", is_page=False),
    ]


def peer_pages() -> list[Page]:
    """The same of Datasette; its list counts four facets, as in the bars."""
    facets = "&".join(f"_facet={name}" for name in FACETS)
    words = WORDS.replace(" ", "+")
    return [
        Page("accueil", "/", "home"),
        Page("liste, quatre facettes comptées", f"/records/records?{facets}&_size=20", "list"),
        Page("liste filtrée", f"/records/records?{facets}&_size=20&status=Deployed", "list"),
        Page("recherche de deux mots", f"/records/records?_search={words}&_size=20&{facets}", "search"),
        Page("une fiche", "/records/records/1000", "sheet"),
        Page("20 fiches en JSON", "/records/records.json?_size=20", "json", is_page=False),
        Page("CSV de toutes les fiches", "/records/records.csv?_stream=on", "csv", is_page=False),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, default=RECORDS)
    parser.add_argument("--no-peer", action="store_true", help="without Datasette (needs PyPI)")
    parser.add_argument("--no-growth", action="store_true", help="without the 50,000 sheets")
    arguments = parser.parse_args()
    if not arguments.records.exists():
        raise SystemExit(f"Les fiches des registres pairs sont absentes : {arguments.records} (voir --records).")
    if shutil.which("wrk") is None:
        raise SystemExit("Il manque wrk (paquet Debian wrk).")
    with tempfile.TemporaryDirectory(prefix="commun-bench-library-") as name:
        work = Path(name)
        print(f"# bench-library, {datetime.date.today():%d/%m/%Y}\n")
        print(
            f"{os.cpu_count()} cœurs, {platform.machine()}, Python {platform.python_version()}, SQLite ; "
            f"charge de la machine au départ : {os.getloadavg()[0]:.1f}\n"
        )
        plain = build(work / "catalogue", arguments.records)
        known = answered(plain)
        queries = sql_queries(plain, [page for page in known if page.bar != "csv"])
        anew = measure_site(plain, known, page_cache=False)
        served = measure_site(plain, known, page_cache=True)
        table(known, anew, served, queries)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            with server(plain, page_cache=True) as (url, _pid):
                weights(browser, url, known, "Commun")
            if not arguments.no_peer:
                peer(work, arguments.records, browser)
            browser.close()
        if not arguments.no_growth:
            growth(work, arguments.records, known, anew, queries)


def build(folder: Path, records: Path, *, deployments: int = 0, solutions: int = 500) -> Path:
    run(folder, "setup")
    sizes = f"path={str(records)!r}, deployments={deployments}, solutions={solutions}"
    start = time.perf_counter()
    run(folder, "shell", "--no-imports", "-c", f"from bench.library_world import build; build({sizes})")
    print(f"(fiches écrites en {time.perf_counter() - start:.0f} s)\n", flush=True)
    return folder


def answered(folder: Path) -> list[Page]:
    """The pages that this version has; those that it has not are told."""
    kept = []
    with server(folder, page_cache=False, workers=1) as (url, _pid):
        for page in pages():
            try:
                fetch(url + quoted(page.path))
            except urllib.error.HTTPError as refused:
                print(f"({page.name} : {refused.code}, non mesurée)\n")
            else:
                kept.append(page)
    return kept


def quoted(path: str) -> str:
    return path.replace("€", "%E2%82%AC")


def measure_site(folder: Path, known: list[Page], *, page_cache: bool) -> dict[str, Figures]:
    with server(folder, page_cache=page_cache) as (url, pid):
        found = {}
        for page in known:
            if page.bar == "csv" and not page_cache:
                found[page.name] = read_again(folder, url + page.path, pid)
            else:
                found[page.name] = measure(url + quoted(page.path), pid, page)
        print(f"(crête de mémoire d’un processus : {peak_mib(pid):.0f} MiB)\n", flush=True)
        return found


def read_again(folder: Path, url: str, pid: int, times: int = 5) -> Figures:
    """The file of all sheets, forgotten before each request, for one client: the slowest stands for the p95."""
    took = []
    used = 0.0
    for number in range(times + 2):  # the first two warm each worker
        for kept in (folder / "generated").glob("usages-ia-csv.*"):
            kept.unlink()
        start, before = time.perf_counter(), cpu_seconds(pid)
        fetch(url)
        if number > 1:
            took.append(time.perf_counter() - start)
            used += cpu_seconds(pid) - before
    return Figures(1000 * used / times, times / sum(took), 1000 * max(took))


def measure(url: str, pid: int, page: Page) -> Figures:
    if page.bar == "csv":
        return Figures(cpu_ms(url, pid, times=5), *load(url, seconds=3))
    return Figures(statistics.median(cpu_ms(url, pid, times=50) for _round in range(3)), *load(url, seconds=3))


def table(known: list[Page], anew: dict[str, Figures], served: dict[str, Figures], queries: list[int]) -> None:
    counted = dict(zip((page.name for page in known if page.bar != "csv"), queries, strict=True))
    print("| page | à neuf : CPU ms | req/s | p95 ms | servie : CPU ms | req/s | p95 ms | SQL | barre CPU / p95 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for page in known:
        bar, p95 = BARS[page.bar]
        print(
            f"| {page.name} | {anew[page.name]} | {served[page.name]} | {counted.get(page.name, '')} | {bar} / {p95 or '—'} |"
        )
    print(flush=True)


def weights(browser: Browser, url: str, known: list[Page], who: str) -> None:
    print(f"| {who} | requêtes | ko | éléments | EcoIndex | vers d’autres sites |\n|---|---|---|---|---|---|")
    for page in known:
        if page.is_page:
            one = weigh(browser, url + quoted(page.path))
            print(
                f"| {page.name} | {one.requests} | {one.kilobytes} | {one.dom} | {one.score} {one.grade} | {one.strangers} |"
            )
    print(flush=True)


def peer(work: Path, records: Path, browser: Browser) -> None:
    database = work / "records.db"
    code = (
        "import csv, sqlite3, sys\n"
        "rows = list(csv.reader(open(sys.argv[1], encoding='utf-8', newline='')))\n"
        "names = rows[0]\n"
        "db = sqlite3.connect(sys.argv[2])\n"
        "db.execute('create table records (' + ', '.join(f'\"{n}\" ' + ('integer primary key' if n == 'id' else 'text') for n in names) + ')')\n"
        "db.executemany('insert into records values (' + ', '.join('?' * len(names)) + ')', rows[1:])\n"
        "told = 'title, organisation, summary, purpose, benefits, outputs'\n"
        'db.execute(f\'create virtual table records_fts using fts5({told}, content="records", content_rowid="id")\')\n'
        "db.execute(f'insert into records_fts (rowid, {told}) select id, {told} from records')\n"
        "db.commit()\n"
    )
    subprocess.run([sys.executable, "-c", code, records, database], check=True)
    with datasette.served(work, database) as (url, pid):
        print("| Datasette, mêmes fiches | CPU ms | req/s | p95 ms |\n|---|---|---|---|")
        known = peer_pages()
        for page in known:
            times = 5 if page.bar == "csv" else 20
            cpu = statistics.median(cpu_ms(url + page.path, pid, times=times) for _round in range(2))
            print(f"| {page.name} | {Figures(cpu, *load(url + page.path, seconds=3))} |")
        print(f"\n(crête de mémoire : {peak_mib(pid):.0f} MiB)\n")
        weights(browser, url, known, "Datasette")


def growth(work: Path, records: Path, known: list[Page], before: dict[str, Figures], few: list[int]) -> None:
    """Ten times the sheets."""
    print("## 50 000 fiches de 10 000 systèmes\n")
    large = build(work / "large", records, deployments=50_000, solutions=10_000)
    many = dict(
        zip(
            (page.name for page in known if page.bar != "csv"),
            zip(few, sql_queries(large, [page for page in known if page.bar != "csv"]), strict=True),
            strict=True,
        )
    )
    for kept in (large / "generated").glob("library-index.*"):
        kept.unlink()
    for what in ("lit toute la bibliothèque", "part de l’index gardé pour la journée"):
        with server(large, page_cache=False, workers=1) as (url, pid):
            idle = peak_mib(pid)
            start, used = time.perf_counter(), cpu_seconds(pid)
            fetch(f"{url}/bibliotheque/")
            print(
                f"La première liste d’un processus qui {what} : {time.perf_counter() - start:.1f} s, "
                f"{cpu_seconds(pid) - used:.1f} s de processeur, mémoire de {idle:.0f} à {peak_mib(pid):.0f} MiB.\n"
            )
    after = measure_site(large, [page for page in known if page.bar != "csv"], page_cache=False)
    print("| page | CPU ms, 4 967 fiches | 50 000 fiches | req/s | p95 ms | SQL |\n|---|---|---|---|---|---|")
    for name, figures in after.items():
        less, more = many[name]
        print(f"| {name} | {before[name].cpu:.1f} | {figures} | {less} → {more} |")
    with server(large, page_cache=False, workers=1) as (url, pid):
        csv = [page for page in known if page.bar == "csv"]
        for page in csv:
            for when in ("lu", "puis servi en fichier"):
                start, used = time.perf_counter(), cpu_seconds(pid)
                size = len(fetch(url + page.path))
                print(
                    f"\n{page.name}, {when} : {size / 1e6:.1f} Mo en {time.perf_counter() - start:.1f} s, "
                    f"{cpu_seconds(pid) - used:.2f} s de processeur, crête {peak_mib(pid):.0f} MiB"
                )


if __name__ == "__main__":
    main()
