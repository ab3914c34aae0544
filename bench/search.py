"""`make bench-search`: our search beside PostgreSQL's and SQLite's on the same council decisions, in one run.

    make bench-search                                          20,000 decisions, some minutes
    make bench-search ARGS="--size 2000000 --keep"             the size of the aims, about two hours
    make bench-search ARGS="--size 200000 --peers fts5"        some peers only (postgres, django, fts5; "" for none)

Prints Markdown. The decisions are made by `bench.search_corpus` (its docstring says how, and what they are not), the
peers described in `bench.search_engines`. For each size from 20,000 up: time, processor and memory to build, bytes;
500 questions (one to four words, expressions, beginnings of words, faults; 45 % filtered; total, twenty results, four
facets, extracts), each put to every engine in turn, in an order that turns; then eight clients at once; then decisions
added. An engine whose questions have taken `--cap` seconds stops there, and is compared on those it answered; so does
a question after a minute. Processor time is the comparable figure on a machine that others use: of this process, and of
the process that PostgreSQL gives to the connection. Ten thousand decisions stand for the size of the commons.
`--keep` leaves corpus and indexes in `--folder`, and a later run finds them there.
"""

import argparse
import datetime
import json
import multiprocessing
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import psycopg

from bench import search_corpus, search_texts
from bench.processes import cpu_seconds, peak_mib, tree
from bench.search_corpus import Question
from bench.search_engines import (
    Cluster,
    Commun,
    Decision,
    Engine,
    Fts5,
    Postgres,
    PostgresTuned,
    Server,
    decisions,
    rows,
)
from bench.search_texts import ROOT

OURS = "commun"
PEERS = {"postgres": ("postgres", "tuned"), "django": ("postgres",), "fts5": ("fts5",)}
"""The tuned PostgreSQL is made from the vectors of the other."""
SIZES = (20_000, 200_000, 2_000_000)
COMMONS = 10_000
CLIENTS = 8
ADDED = 1000
WARM = 40


@dataclass(frozen=True)
class Place:
    """An engine of this run, as another process can open it."""

    engine: str
    folder: Path
    port: int

    def made(self, *, cap: float = 60.0) -> Engine:
        if self.engine == OURS:
            return Commun(self.folder)
        if self.engine == "fts5":
            return Fts5(self.folder)
        kind = PostgresTuned if self.engine == "tuned" else Postgres
        return kind(Server(self.port), cap=cap)


@dataclass(frozen=True)
class Built:
    """Seconds, MiB and bytes."""

    wall: float
    cpu: float
    peak: float
    index: int
    with_texts: int
    load: float


@dataclass
class Asked:
    """What questions cost an engine: milliseconds, by place of the question; `total` what was found."""

    name: str
    wall: dict[int, float] = field(default_factory=dict)
    cpu: dict[int, float] = field(default_factory=dict)
    totals: dict[int, int] = field(default_factory=dict)
    cut: int = 0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.search", description=(__doc__ or "").splitlines()[0])
    data = Path(os.environ.get("COMMUN_DATA_DIR", ROOT / "var"))
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument(
        "--peers", default="postgres,fts5", help="postgres (as Django and tuned), django, fts5, or none"
    )
    parser.add_argument("--folder", type=Path, default=data / "bench-search")
    parser.add_argument("--cap", type=float, default=240, help="seconds of questions given to each engine")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=15, help="of each measure at eight clients")
    parser.add_argument("--keep", action="store_true", help="leave the corpus and the indexes")
    parser.add_argument("--no-growth", action="store_true", help="neither the smaller sizes nor the commons")
    parser.add_argument("--build-only", action="store_true", help="with --keep: the questions are for another run")
    parser.add_argument("--not-ours", action="store_true", help="with --build-only: peers alone, from another shell")
    parser.add_argument("--child", nargs=3, metavar=("ENGINE", "SIZE", "PORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        engine, size, port = asked.child
        return build_here(Place(engine, asked.folder / size, int(port)), asked.folder, int(size))
    peers = [one for name in filter(None, asked.peers.split(",")) for one in PEERS[name]]
    asked.folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(1))  # so that no server is left behind
    try:
        measure(asked, list(dict.fromkeys(peers)))
    finally:
        if not asked.keep:
            clean(asked.folder)
    return 0


def clean(folder: Path) -> None:
    """All but the packages fetched, which the next run reads again."""
    for path in folder.iterdir():
        if path.is_dir() and path.name.isdigit():
            shutil.rmtree(path)
        elif path.suffix == ".parquet":
            path.unlink()


def measure(asked: argparse.Namespace, peers: list[str]) -> None:
    begun = time.perf_counter()
    print(f"# bench-search, {datetime.date.today():%d/%m/%Y}\n")
    print(
        f"{os.cpu_count()} cœurs, {platform.machine()}, {memory_gib():.0f} Gio, Python {platform.python_version()} ; "
        f"charge de la machine au départ : {os.getloadavg()[0]:.1f}\n",
        flush=True,
    )
    corpus = corpus_of(asked.folder, asked.size)
    questions = search_corpus.questions(rows(corpus, 20_000), asked.questions)
    warm = search_corpus.questions(rows(corpus, 20_000)[::-1], WARM)
    growing = [] if asked.no_growth else [COMMONS, *(size for size in SIZES if size < asked.size)]
    growth: list[tuple[int, str, Built, Asked]] = []
    for size in [*growing, asked.size]:
        is_last = size == asked.size
        here = [OURS] if size == COMMONS else [*([] if asked.not_ours else [OURS]), *peers]
        with servers(asked.folder / str(size), here) as port:
            print(f"\n## {spaced(size)} délibérations\n")
            places = [Place(engine, asked.folder / str(size), port[1]) for engine in here]
            built = {place.engine: build(place, asked.folder, size, port[0]) for place in places}
            told_builds(places, built)
            if asked.build_only:
                continue
            alone = ask_all(places[:1], questions, warm, asked.cap)[OURS]
            told_alone(alone, questions, is_last=is_last)
            if is_last:
                told_suggestions(places[0], questions)
            together = ask_all(places, questions, warm, asked.cap) if len(places) > 1 else {OURS: alone}
            told_together(together, questions)
            growth += [(size, engine, built[engine], together[engine]) for engine in here]
            if is_last:
                rates = {place.engine: throughput(place, questions, warm, asked.seconds) for place in places}
                told_rates(rates)
                added = {place.engine: additions(place, corpus) for place in places}
                told_additions(added)
                commons = next((run for at, engine, _built, run in growth if at == COMMONS), None)
                aims(asked.size, built, alone, together, rates, added, commons)
    if len(growth) > 1:
        told_growth(growth)
    print(f"\nDurée de la mesure : {(time.perf_counter() - begun) / 60:.0f} min.")


def corpus_of(folder: Path, size: int) -> Path:
    """The smallest file kept that is long enough and has as many bodies, else one made now."""
    known = sorted((int(path.stem.partition("-")[2]), path) for path in folder.glob("decisions-*.parquet"))
    bodies = search_corpus.bodies_for(size)
    for held, path in known:
        if held >= size and search_corpus.bodies_for(held) == bodies:
            print(f"Délibérations gardées d’une autre fois : {path.name}.\n")
            return path
    made = folder / f"decisions-{size}.parquet"
    begun = time.perf_counter()
    texts = search_texts.texts(folder / "textes")
    search_corpus.write(made, search_corpus.makings(texts, bodies=bodies), size)
    print(
        f"{spaced(size)} délibérations de {spaced(bodies)} organes, faites de {spaced(texts.sentences)} phrases "
        f"({texts.origin}) en {time.perf_counter() - begun:.0f} s.\n"
    )
    if texts.origin == search_texts.OWN:
        print(
            "**Sans réseau, les textes officiels manquent : ces chiffres disent que le banc marche, rien de plus.**\n"
        )
    return made


@contextmanager
def servers(folder: Path, engines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pid and port of a PostgreSQL when one of the engines needs it; zeros otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    if not {"postgres", "tuned"} & set(engines):
        yield 0, 0
        return
    cluster = Cluster(folder)
    server = cluster.start()
    try:
        yield cluster.pid, server.port
    finally:
        cluster.stop()


# Building -------------------------------------------------------------------------------------------------------------


def build(place: Place, folder: Path, size: int, server: int) -> Built:
    """In a process of its own, so that its memory is its own; found again when it was kept."""
    note = place.folder / f"{place.engine}.json"
    if note.exists() and place.engine == OURS and not Commun(place.folder).is_readable():
        print("(l’index gardé est d’une autre version : il est refait)\n", flush=True)
        Commun(place.folder).remove()
        note.unlink()
    if note.exists():
        print(f"({place.engine} : index gardé d’une autre fois, ses chiffres de construction aussi)\n", flush=True)
        return Built(**json.loads(note.read_text()))
    load = os.getloadavg()[0]
    before = cpu_seconds(server) if server else 0.0
    command = [sys.executable, "-m", "bench.search", "--folder", str(folder), "--child", place.engine, str(size), str(place.port)]  # fmt: skip
    begun = time.perf_counter()
    with watched(server) as peaks:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    wall = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    told = json.loads(done.stdout.splitlines()[-1])
    served = cpu_seconds(server) - before if server and place.port and place.engine in ("postgres", "tuned") else 0.0
    is_served = bool(served)
    engine = place.made()
    if place.engine == OURS:
        keep_texts(place, folder, size)
    found = Built(
        wall=wall,
        cpu=told["cpu"] + served,
        peak=max([told["peak"], *(peaks if is_served else ())]),
        index=engine.bytes_of_index(),
        with_texts=engine.bytes_with_texts(),
        load=load,
    )
    note.write_text(json.dumps(asdict(found)))
    return found


def keep_texts(place: Place, folder: Path, size: int) -> None:
    Commun(place.folder).keep_texts(decisions(corpus_of_size(folder, size), size))


def corpus_of_size(folder: Path, size: int) -> Path:
    known = sorted((int(path.stem.partition("-")[2]), path) for path in folder.glob("decisions-*.parquet"))
    return next(path for held, path in known if held >= size)


def build_here(place: Place, folder: Path, size: int) -> int:
    place.made().build(decisions(corpus_of_size(folder, size), size))
    # Not ru_maxrss: a process inherits that of the one that started it.
    print(json.dumps({"cpu": time.process_time(), "peak": peak_mib(os.getpid())}))
    return 0


@contextmanager
def watched(server: int) -> Iterator[list[float]]:
    """MiB held by the processes of a server, looked at four times a second: their own memory, and once the shared."""
    peaks: list[float] = []
    over = threading.Event()

    def look() -> None:
        while server and not over.wait(0.25):
            peaks.append(held_mib(server))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def held_mib(root: int) -> float:
    own, shared = 0.0, 0.0
    for pid in tree(root):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        told = dict(line.split(":", 1) for line in status.splitlines() if line.startswith("Rss"))
        sizes = {name: int(value.split()[0]) / 1024 for name, value in told.items()}
        own += sizes.get("RssAnon", 0.0)
        shared = max(shared, sizes.get("RssShmem", 0.0))
    return own + shared


# Asking ---------------------------------------------------------------------------------------------------------------


def ask_all(
    places: Sequence[Place], questions: Sequence[Question], warm: Sequence[Question], cap: float
) -> dict[str, Asked]:
    """Each question to every engine in turn; who begins turns too."""
    engines = {place.engine: place.made(cap=min(60.0, cap)) for place in places}
    found = {name: Asked(engine.name) for name, engine in engines.items()}
    spent = dict.fromkeys(engines, 0.0)
    for engine in engines.values():
        engine.open()
        begun = time.perf_counter()
        for question in warm:
            if time.perf_counter() - begun > cap / 10:
                break
            one(engine, question)
    order = list(engines)
    for place, question in enumerate(questions):
        order.append(order.pop(0))
        for name in order:
            if spent[name] > cap:
                continue
            wall, cpu, total = one(engines[name], question)
            spent[name] += wall / 1000
            found[name].wall[place], found[name].cpu[place] = wall, cpu
            if total is None:
                found[name].cut += 1
            else:
                found[name].totals[place] = total
    for engine in engines.values():
        engine.close()
    return found


def one(engine: Engine, question: Question) -> tuple[float, float, int | None]:
    """Milliseconds of clock and of processor, and the total; None when it was cut after a minute."""
    served, used, begun = engine.server_cpu(), time.process_time(), time.perf_counter()
    try:
        total: int | None = engine.ask(question).total
    except psycopg.errors.QueryCanceled:
        total = None
    wall = time.perf_counter() - begun
    cpu = time.process_time() - used + engine.server_cpu() - served
    return 1000 * wall, 1000 * cpu, total


def throughput(
    place: Place, questions: Sequence[Question], warm: Sequence[Question], seconds: float
) -> dict[str, tuple[float, float]]:
    """Questions a second and p95 in milliseconds, for eight clients in one process, then in two processes."""
    found = {}
    for processes in (1, 2):
        context = multiprocessing.get_context("spawn")
        with context.Pool(processes) as pool:
            jobs = [
                pool.apply_async(clients, (place, list(questions), list(warm), seconds, CLIENTS // processes, number))
                for number in range(processes)
            ]
            walls = [wall for job in jobs for wall in job.get(timeout=seconds * 20 + 600)]
        name = f"{CLIENTS} fils" if processes == 1 else f"{processes} processus de {CLIENTS // processes} fils"
        found[name] = (len(walls) / seconds, percentile(walls, 95))
    return found


def clients(
    place: Place, questions: list[Question], warm: list[Question], seconds: float, threads: int, number: int
) -> list[float]:
    """The durations of what was answered before the end; each client begins elsewhere among the questions."""
    shared = place.engine == OURS
    first = place.made(cap=seconds)
    first.open()
    for question in warm[:10]:
        one(first, question)
    start = threading.Barrier(threads)

    def client(rank: int) -> list[float]:
        engine = first
        if not shared or rank:
            engine = place.made(cap=seconds)
            engine.open()
            if shared and isinstance(engine, Commun) and isinstance(first, Commun):
                engine.backend = first.backend
        start.wait()
        walls: list[float] = []
        end = time.perf_counter() + seconds
        at = (rank + number * threads) * len(questions) // CLIENTS
        while time.perf_counter() < end:
            wall, _cpu, total = one(engine, questions[at % len(questions)])
            at += 1
            if total is not None and time.perf_counter() <= end:
                walls.append(wall)
        return walls

    with ThreadPoolExecutor(threads) as pool:
        return [wall for walls in pool.map(client, range(threads)) for wall in walls]


@dataclass(frozen=True)
class Added:
    """Seconds for a thousand decisions, and the p95 in milliseconds of one decision, added until it is found."""

    wall: float
    cpu: float
    single: float


def additions(place: Place, corpus: Path) -> Added:
    engine = place.made()
    engine.open()
    if isinstance(engine, Commun):
        engine.hold()
    first = 10_000_000 + int(time.time()) % 1_000_000 * 1000
    many = list(decisions(corpus, ADDED, first_key=first))
    mark = f"nouveaute{first}"
    many[-1] = marked(many[-1], mark)
    served, used, begun = engine.server_cpu(), time.process_time(), time.perf_counter()
    engine.add(many)
    await_found(engine, mark)
    wall = time.perf_counter() - begun
    cpu = time.process_time() - used + engine.server_cpu() - served
    singles = []
    for number in range(20):
        mark = f"nouveaute{first}x{number}"
        single = marked(next(decisions(corpus, 1, first_key=first + ADDED + number)), mark)
        begun = time.perf_counter()
        engine.add([single])
        await_found(engine, mark)
        singles.append(1000 * (time.perf_counter() - begun))
        many.append(single)
    engine.take_back(many)
    engine.close()
    return Added(wall, cpu, percentile(singles, 95))


def marked(made: Decision, word: str) -> Decision:
    return replace(made, body=f"{made.body} {word}")


def await_found(engine: Engine, word: str) -> None:
    for _attempt in range(200):
        if engine.ask(Question("1 mot", word)).total:
            return
        time.sleep(0.005)
    raise SystemExit(f"{engine.name} does not find what was added")


# Telling --------------------------------------------------------------------------------------------------------------


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else float("nan")


def three(values: Sequence[float]) -> str:
    return " / ".join(f"{percentile(values, share):.1f}" for share in (50, 95, 99))


def spaced(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")


def megabytes(size: int) -> str:
    return spaced(size / 1e6)


def memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def told_builds(places: Sequence[Place], built: dict[str, Built]) -> None:
    print("| construction | CPU s | durée s (charge) | mémoire, crête Mio | index Mo | avec les textes Mo |")
    print("|---|---|---|---|---|---|")
    for place in places:
        one_built = built[place.engine]
        print(
            f"| {place.made().name} | {one_built.cpu:.0f} | {one_built.wall:.0f} ({one_built.load:.1f}) | "
            f"{one_built.peak:.0f} | {megabytes(one_built.index)} | {megabytes(one_built.with_texts)} |"
        )
    print(flush=True)


def told_alone(run: Asked, questions: Sequence[Question], *, is_last: bool) -> None:
    print(
        f"Commun seul, {len(run.wall)} questions, p50 / p95 / p99 en ms : durée {three(list(run.wall.values()))}, "
        f"CPU {three(list(run.cpu.values()))} (charge {os.getloadavg()[0]:.1f})\n"
    )
    if not is_last:
        return
    print("| sorte | questions | durée ms | CPU ms |\n|---|---|---|---|")
    sorts: list[tuple[str, Callable[[Question], bool]]] = [
        *((shape, lambda one_asked, wanted=shape: one_asked.shape == wanted) for shape, _times in search_corpus.SHAPES),
        ("filtrées", lambda one_asked: one_asked.is_filtered),
        ("sans filtre", lambda one_asked: not one_asked.is_filtered),
    ]
    for name, belongs in sorts:
        chosen = [place for place, question in enumerate(questions) if belongs(question) and place in run.wall]
        walls, cpus = ([of[place] for place in chosen] for of in (run.wall, run.cpu))
        print(f"| {name} | {len(chosen)} | {three(walls)} | {three(cpus)} |")
    print(flush=True)


def told_suggestions(place: Place, questions: Sequence[Question]) -> None:
    """What is suggested at each letter of each unfinished question, from the second of its last word on."""
    engine = place.made()
    engine.open()
    assert isinstance(engine, Commun)
    walls = []
    for question in questions:
        start, space, last = question.text.rpartition(" ")
        for length in range(2, len(last) + 1) if question.is_prefix else ():
            begun = time.perf_counter()
            engine.backend.suggest(f"{start}{space}{last[:length]}")
            walls.append(1000 * (time.perf_counter() - begun))
    engine.close()
    print(f"Suggestions, {len(walls)} débuts, p50 / p95 / p99 en ms : {three(walls)} (à atteindre : 50)\n", flush=True)


def told_together(runs: dict[str, Asked], questions: Sequence[Question]) -> None:
    if len(runs) == 1:
        return
    ours = runs[OURS]
    print(
        "| chaque question à tous tour à tour | répondues (coupées) | durée ms p50 / p95 / p99 | CPU ms p50 / p95 / p99 | "
        "moyenne | CPU ÷ Commun p50 / p95 / moyenne | mêmes totaux à 1 % |\n|---|---|---|---|---|---|---|"
    )
    for run in runs.values():
        same = [place for place in run.totals if place in ours.totals and ours.totals[place] > 0]
        agreed = sum(abs(run.totals[place] - ours.totals[place]) <= 0.01 * ours.totals[place] for place in same)
        print(
            f"| {run.name} | {len(run.totals)} sur {len(questions)} ({run.cut}) | {three(list(run.wall.values()))} | "
            f"{three(list(run.cpu.values()))} | {statistics.mean(run.cpu.values()):.1f} | "
            f"{' / '.join(f'{ratio:.1f}' for ratio in ratios(run, ours))} | {agreed} sur {len(same)} |"
        )
    print(flush=True)


def ratios(run: Asked, ours: Asked) -> tuple[float, float, float]:
    """CPU over ours at p50, p95 and on average, for the questions that both were asked."""
    both = [place for place in run.cpu if place in ours.cpu]
    theirs, mine = [run.cpu[place] for place in both], [ours.cpu[place] for place in both]
    return (
        percentile(theirs, 50) / percentile(mine, 50),
        percentile(theirs, 95) / percentile(mine, 95),
        statistics.mean(theirs) / statistics.mean(mine),
    )


def told_rates(rates: dict[str, dict[str, tuple[float, float]]]) -> None:
    print(f"| {CLIENTS} clients | questions/s (p95 ms) |  |\n|---|---|---|")
    for engine, told in rates.items():
        cells = " | ".join(f"{name} : {rate:.1f} ({p95:.0f})" for name, (rate, p95) in told.items())
        print(f"| {engine} | {cells} |")
    print(f"\n(charge {os.getloadavg()[0]:.1f})\n", flush=True)


def told_additions(added: dict[str, Added]) -> None:
    print(f"| ajouts | {ADDED} délibérations : durée s | CPU s | une seule, retrouvée : p95 ms |\n|---|---|---|---|")
    for engine, told in added.items():
        print(f"| {engine} | {told.wall:.2f} | {told.cpu:.2f} | {told.single:.0f} |")
    print(flush=True)


def told_growth(growth: Sequence[tuple[int, str, Built, Asked]]) -> None:
    print("\n## Croissance\n")
    print(
        "| délibérations | moteur | construction CPU s | index Mo | CPU ms p50 / p95 / p99 | durée ms p50 / p95 / p99 |"
    )
    print("|---|---|---|---|---|---|")
    for size, _engine, built, run in growth:
        print(
            f"| {spaced(size)} | {run.name} | {built.cpu:.1f} | {megabytes(built.index)} | "
            f"{three(list(run.cpu.values()))} | {three(list(run.wall.values()))} |"
        )


def aims(
    size: int,
    built: dict[str, Built],
    alone: Asked,
    together: dict[str, Asked],
    rates: dict[str, dict[str, tuple[float, float]]],
    added: dict[str, Added],
    commons: Asked | None,
) -> None:
    wall = list(alone.wall.values())
    rate = max(told[0] for told in rates[OURS].values())
    lines: list[tuple[str, float, float, bool]] = [
        ("durée p95, seul (ms)", percentile(wall, 95), 15, False),
        ("durée p99, seul (ms)", percentile(wall, 99), 30, False),
        ("questions/s à 8 clients", rate, 200, True),
        ("construction (CPU s)", built[OURS].cpu, 300, False),
        ("index sans les textes (Go)", built[OURS].index / 1e9, 0.6, False),
        ("un changement retrouvé, p95 (ms)", added[OURS].single, 1000, False),
    ]
    for engine, least in (("postgres", 50), ("tuned", 10), ("fts5", 40)):
        if engine in together:
            ratio = ratios(together[engine], together[OURS])[1]
            lines.append((f"CPU p95, {together[engine].name} ÷ Commun", ratio, least, True))
    if commons is not None:
        lines.append(("CPU p95 à 10 000 documents (ms)", percentile(list(commons.cpu.values()), 95), 3, False))
    print("## Buts\n")
    if size < 2_000_000:
        print("(écrits pour 2 000 000 délibérations et deux cœurs au repos)\n")
    print("| but | mesuré | à atteindre | |\n|---|---|---|---|")
    for name, figure, aim, is_least in lines:
        met = figure >= aim if is_least else figure <= aim
        print(f"| {name} | {figure:.2f} | {'≥' if is_least else '≤'} {aim} | {'atteint' if met else 'manqué'} |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
