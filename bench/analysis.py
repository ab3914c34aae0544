"""What the analysis of texts is worth and what it costs, beside BERTopic on the same texts and the same vectors.

    make bench-analysis                     everything but a million texts
    make bench-analysis ARGS=--quality      V-measure, mutual information, share left aside, CPU, on labelled corpora
    make bench-analysis ARGS="--scale --sizes 1000 10000 100000 1000000"
    make bench-analysis ARGS="--scale --peer 10000"    BERTopic on that many of the same texts too
    make bench-analysis ARGS=--twins        near-duplicates, beside MinHash LSH
    make bench-analysis ARGS=--suggest      suggestions from 20, 50 and 200 examples a label, beside TF-IDF
    make bench-analysis ARGS=--intruder     a blind reading of groups drawn at random

The corpora are not shipped (see `bench.analysis_texts`): where they are absent, it says so and stops. Every figure is of
processor time on one thread. No parameter of the engine is chosen here.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

from bench import analysis_pairs, analysis_texts
from commun.analysis.corpus import Corpus
from commun.analysis.encoding import Encoder
from commun.analysis.grouping import Parameters, group
from commun.analysis.values import Grouping, Text

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench/bin/python"
SEEDS = (0, 1, 2)
SIZES = (1_000, 10_000, 100_000)
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.analysis", description=__doc__.splitlines()[0] if __doc__ else None)
    parts: dict[str, Callable[[argparse.Namespace], None]] = {
        "quality": quality,
        "stability": stability,
        "intruder": intruder,
        "scale": scale,
        "twins": lambda asked: analysis_pairs.twins(asked.sizes, PEER),
        "suggest": lambda _asked: analysis_pairs.suggestions(),
    }
    for name in parts:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--corpus", default="", help="only the corpora whose name holds this")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--peer", type=int, nargs="*", default=[], metavar="SIZE", help="sizes where BERTopic runs too")
    asked = parser.parse_args(arguments)
    if not analysis_texts.present():
        print(f"No corpus in {analysis_texts.FOLDER}: nothing can be measured.")
        return 0
    chosen = [part for name, part in parts.items() if getattr(asked, name)] or list(parts.values())
    for part in chosen:
        part(asked)
    return 0


def quality(asked: argparse.Namespace) -> None:
    """Groups against the themes that people gave."""
    print("\nV-measure / adjusted mutual information, mean of seeds", SEEDS)
    print(f"{'corpus':24} {'':34} {'groups':>6} {'V':>6} {'AMI':>6} {'aside':>6} {'CPU s':>6}")
    ratios: list[tuple[float, float]] = []
    encoder = Encoder()
    for corpus in _corpora(asked):
        kinds = len(set(corpus.labels))
        ours = [_grouped(corpus.texts, seed, encoder) for seed in SEEDS]
        rows, encoding = _encoded(corpus.texts, encoder)
        counts = sorted({kinds, *(grouping.suggested for grouping, _ in ours)})
        theirs = _topics(corpus.texts, rows, counts)

        def line(name: str, runs: list[Sequence[int]], cpu: float, texts: Any = corpus) -> float:
            scores = [_scores(texts.labels, found) for found in runs]
            mean = np.mean(scores, axis=0)
            groups = np.mean([len(set(found) - {-1}) for found in runs])
            aside = np.mean([np.mean(np.array(found) == -1) for found in runs])
            print(
                f"{texts.name:24} {name:34} {groups:6.0f} {mean[0]:6.3f} {mean[1]:6.3f} {aside:6.0%} {cpu:6.1f}",
                flush=True,
            )
            return float(mean[0])

        cpu = float(np.mean([spent for _, spent in ours]))
        peer_cpu = encoding + float(np.mean([run["cpu"] for run in theirs]))
        suggested = line("Commun, as suggested", [_places(g, g.suggested) for g, _ in ours], cpu)
        default = line("BERTopic, as it comes", [run["found"] for run in theirs], peer_cpu)
        line("BERTopic, outliers put back", [run["rescued"] for run in theirs], peer_cpu)
        own = [len(set(run["found"]) - {-1}) for run in theirs]
        line("Commun, at BERTopic's number", [_places(g, n) for (g, _), n in zip(ours, own, strict=True)], cpu)
        line(
            "BERTopic k-means, at its number",
            [run["same"][str(max(n, 2))] for run, n in zip(theirs, own, strict=True)],
            peer_cpu,
        )
        at_kinds = line("Commun, at the true number", [_places(g, kinds) for g, _ in ours], cpu)
        peer_kinds = line("BERTopic k-means, true number", [run["same"][str(kinds)] for run in theirs], peer_cpu)
        ratios.append((suggested / default, at_kinds / peer_kinds))
    means = np.mean(ratios, axis=0)
    print(f"V, Commun over BERTopic: {means[0]:.2f} as they come, {means[1]:.2f} at the true number of groups (means)")


def stability(asked: argparse.Namespace) -> None:
    """The same corpus with one text in a hundred more: do the others keep their group?"""
    print("\nAdjusted Rand index between groupings of the same texts, alone and with 1 % more")
    for corpus in _corpora(asked):
        mixed = random.Random(0).sample(range(len(corpus.texts)), len(corpus.texts))
        fewer = sorted(mixed[len(mixed) // 100 :])
        before, _ = _grouped(corpus.texts, 0, Encoder(), fewer)
        after, _ = _grouped(corpus.texts, 0, Encoder())
        count = before.suggested
        one = _places(before, count, fewer)
        other = _places(after, count, fewer)
        print(f"{corpus.name:24} {count:3} groups {adjusted_rand_score(one, other):.3f}", flush=True)


def intruder(asked: argparse.Namespace) -> None:
    """Four sentences of one group and a foreign one: does an encoder that the engine does not use find the foreigner?"""
    print("\nIntruder found (chance: 20 %), 30 groups at random, five draws each")
    encoder = Encoder()
    for corpus in _corpora(asked):
        grouping, _ = _grouped(corpus.texts, 0, encoder)
        rows, _ = _encoded(corpus.texts, encoder)
        theirs = _topics(corpus.texts, rows, [], seeds=(0,))[0]
        ours = _places(grouping, grouping.suggested)
        shuffled = random.Random(0).sample(list(ours), len(ours))
        # Smaller groups are easier to read: theirs are three times as many, of two thirds of the texts.
        for name, places in (
            ("Commun, as suggested", ours),
            ("Commun, at BERTopic's number", _places(grouping, len(set(theirs["found"]) - {-1}))),
            ("BERTopic, outliers left aside", theirs["found"]),
            ("BERTopic, outliers put back", theirs["rescued"]),
            ("at random", shuffled),
        ):
            cases, answers = _cases(corpus.texts, places)
            odd = _peer({"task": "read", "cases": cases})
            share = np.mean([found == answer for found, answer in zip(odd, answers, strict=True)])
            print(f"{corpus.name:24} {name:30} {share:4.0%} of {len(cases)}", flush=True)


def scale(asked: argparse.Namespace) -> None:
    """The whole process, from JSON to JSON, one for each size."""
    print("\nFrom JSON to JSON in one process: CPU seconds, peak memory")
    for size in asked.sizes:
        texts = analysis_texts.many(size)
        request: dict[str, Any] = {
            "task": "group",
            "texts": [{"id": f"{n:07}", "body": text} for n, text in enumerate(texts)],
        }
        cpu, peak, seconds = _process([sys.executable, "-m", "commun.analysis"], request)
        print(
            f"{size:9,} texts  Commun   {cpu:7.1f} s  {peak / 2**20:6.0f} MiB  ({seconds:.0f} s of clock)", flush=True
        )
        if size in asked.peer:
            rows, encoding = _encoded(texts, Encoder())
            with tempfile.NamedTemporaryFile(suffix=".npy") as file:
                np.save(file.name, rows)
                request = {"task": "topics", "texts": texts, "vectors": file.name, "seeds": [0], "counts": []}
                cpu, peak, seconds = _process([str(PEER), "-m", "bench.analysis_peer"], request)
            print(
                f"{size:9,} texts  BERTopic {cpu + encoding:7.1f} s  {peak / 2**20:6.0f} MiB  "
                f"({encoding:.1f} s of it to encode)",
                flush=True,
            )


def _corpora(asked: argparse.Namespace) -> list[analysis_texts.Labelled]:
    return [corpus for corpus in analysis_texts.labelled() if asked.corpus in corpus.name]


def _grouped(
    texts: Sequence[str], seed: int, encoder: Encoder, kept: Sequence[int] | None = None
) -> tuple[Grouping, float]:
    started = time.process_time()
    chosen = range(len(texts)) if kept is None else kept
    found = group([Text(f"{place:06}", texts[place]) for place in chosen], Parameters(seed=seed), encoder=encoder)
    return found, time.process_time() - started


def _places(grouping: Grouping, count: int, kept: Sequence[int] | None = None) -> list[int]:
    """For each text the number of its group, −1 when it has none; the tree is cut as near `count` as it can be."""
    count = min(count, len(grouping.leaves))
    of = {int(member): number for number, group in enumerate(grouping.cut(count)) for member in group.members}
    of.update({int(member): -1 for member in grouping.ungrouped})
    return [of[place] for place in (sorted(of) if kept is None else kept)]


def _scores(labels: Sequence[str], found: Sequence[int]) -> tuple[float, float]:
    return v_measure_score(labels, found), adjusted_mutual_info_score(labels, found)


def _encoded(texts: Sequence[str], encoder: Encoder) -> tuple[np.ndarray[Any, Any], float]:
    started = time.process_time()
    rows = encoder.whole(Corpus.read(texts).written)
    return rows, time.process_time() - started


def _topics(
    texts: Sequence[str], rows: np.ndarray[Any, Any], counts: Sequence[int], seeds: Sequence[int] = SEEDS
) -> Any:
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file.name, rows)
        return _peer(
            {"task": "topics", "texts": list(texts), "vectors": file.name, "seeds": list(seeds), "counts": list(counts)}
        )


def _cases(texts: Sequence[str], places: Sequence[int]) -> tuple[list[list[str]], list[int]]:
    draw = random.Random(0)
    members: dict[int, list[int]] = {}
    for text, place in enumerate(places):
        if place != -1:
            members.setdefault(place, []).append(text)
    large = sorted(place for place, found in members.items() if len(found) >= 5)
    cases, answers = [], []
    for place in draw.sample(large, min(30, len(large))):
        for _ in range(5):
            foreign = draw.choice([text for other, found in members.items() if other != place for text in found])
            case = draw.sample(members[place], 4)
            answer = draw.randrange(5)
            case.insert(answer, foreign)
            cases.append([texts[text] for text in case])
            answers.append(answer)
    return cases, answers


def _peer(request: dict[str, Any]) -> Any:
    done = subprocess.run(
        [PEER, "-m", "bench.analysis_peer"],
        input=json.dumps(request).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD},
    )
    return json.loads(done.stdout.splitlines()[-1])


def _process(command: Sequence[str], request: dict[str, Any]) -> tuple[float, int, float]:
    """CPU seconds, peak bytes and seconds of clock of a process that reads this request."""
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(request).encode())
        file.seek(0)
        started = time.monotonic()
        child = subprocess.Popen(
            command,
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command[-1]} ended with status {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
