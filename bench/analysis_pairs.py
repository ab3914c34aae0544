"""What near-duplicates and suggestions are worth and cost, beside MinHash LSH and logistic regression on TF-IDF.

Called by `bench.analysis` (--twins, --suggest). Each size of near-duplicates runs in a process of its own, so that its
peak of memory is its own.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import altered, analysis_texts

PER_LABEL = (20, 50, 200)
SEEDS = (0, 1, 2)
KINDS = tuple(altered.ALTERATIONS)


def twins(sizes: Sequence[int], peer: Path, peer_sizes: Sequence[int] = (1_000, 10_000)) -> None:
    print("\nnear-duplicates: recall of altered copies by kind; other pairs told; CPU s; peak memory")
    print(
        f"{'':28} {'size':>9} {'all':>6} "
        + " ".join(f"{kind:>9}" for kind in KINDS)
        + f" {'others':>8} {'CPU s':>7} {'MiB':>6}"
    )
    for size in sizes:
        _line("Commun", size, _run(sys.executable, "ours", size))
        if size in peer_sizes and peer.exists():
            _line("datasketch MinHashLSH 128 .5", size, _run(str(peer), "minhash", size))


def _run(python: str, method: str, size: int) -> dict[str, Any]:
    command = [python, "-m", "bench.analysis_pairs", method, str(size)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def _line(name: str, size: int, answer: dict[str, Any]) -> None:
    recalls = " ".join(f"{answer['recall'][kind]:9.3f}" for kind in KINDS)
    print(
        f"{name:28} {size:9,} {answer['all']:6.3f} {recalls} {answer['others']:8,} {answer['cpu']:7.1f} {answer['mib']:6.0f}",
        flush=True,
    )


def one(method: str, size: int) -> dict[str, Any]:
    """One measure, in this process."""
    import resource

    texts = altered.corpus(analysis_texts.FOLDER, size)
    copies = altered.altered(texts, min(4_200, size // 5))
    bodies = texts + [copy.text for copy in copies]
    started = time.process_time()
    pairs = _ours(bodies) if method == "ours" else _minhash(bodies)
    spent = time.process_time() - started
    # a copy may be told through the first of exact repeats
    found = Counter(copy.kind for place, copy in enumerate(copies) if (copy.source, size + place) in pairs)
    made = Counter(copy.kind for copy in copies)
    return {
        "recall": {kind: found[kind] / made[kind] for kind in KINDS},
        "all": found.total() / len(copies),
        "others": len(pairs) - found.total(),
        "cpu": spent,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _ours(bodies: list[str]) -> set[tuple[int, int]]:
    from commun.analysis.twins import twins as find
    from commun.analysis.values import Text

    found = find([Text(str(place), body) for place, body in enumerate(bodies)])
    return {(int(pair.first), int(pair.second)) for pair in found}


def _minhash(bodies: list[str]) -> set[tuple[int, int]]:
    """Shingles of five letters, 128 permutations, threshold 0.5: its best setting here (0.7 finds a third less)."""
    from datasketch import MinHash, MinHashLSH  # of .venv-bench alone

    index = MinHashLSH(threshold=0.5, num_perm=128)
    pairs: set[tuple[int, int]] = set()
    for place, body in enumerate(bodies):
        plain = " ".join(altered.plain(body).split())
        sketch = MinHash(num_perm=128)
        sketch.update_batch([plain[start : start + 5].encode() for start in range(max(1, len(plain) - 4))])
        pairs.update((int(other), place) for other in index.query(sketch))
        index.insert(str(place), sketch)
    return pairs


def suggestions() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    from commun.analysis.suggestion import Suggester, calibration_error
    from commun.analysis.values import Example
    from commun.analysis.wordwise import WordReader

    reader = WordReader()
    print(
        "\nsuggestions: accuracy; precision on the surest half; calibration error; coverage and precision of what is said"
    )
    print(
        f"{'corpus':24} {'examples':>8} {'TF-IDF':>7} {'ours':>6} {'ratio':>6} {'half':>6} {'ECE':>6} {'said':>6} {'right':>6} {'CPU s':>6}"
    )
    for corpus in analysis_texts.labelled():
        for per_label in PER_LABEL:
            rows = []
            for seed in SEEDS:
                known, asked = _split(corpus.labels, per_label, seed)
                if not known:
                    continue
                bodies, labels = [corpus.texts[place] for place in asked], np.array([corpus.labels[p] for p in asked])
                peer = make_pipeline(
                    make_union(
                        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)),
                        TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5)),
                    ),
                    LogisticRegression(C=10, max_iter=300),
                )
                peer.fit([corpus.texts[place] for place in known], [corpus.labels[place] for place in known])
                theirs = float((peer.predict(bodies) == labels).mean())
                started = time.process_time()
                learned = Suggester.learn(
                    [Example(corpus.texts[place], corpus.labels[place]) for place in known],
                    seed=seed,
                    background=bodies,
                    encoder=reader,
                )
                spent = time.process_time() - started
                likely = learned.confidences(bodies, encoder=reader)
                right = np.array(learned.labels)[likely.argmax(axis=1)] == labels
                confidence = likely.max(axis=1)
                half = np.argsort(-confidence, kind="stable")[: len(right) // 2]
                said = confidence >= learned.threshold
                rows.append(
                    (
                        theirs,
                        right.mean(),
                        right.mean() / theirs,
                        right[half].mean(),
                        calibration_error(confidence, right),
                        said.mean(),
                        right[said].mean() if said.any() else np.nan,
                        spent,
                    )
                )
            if rows:
                mean = np.nanmean(rows, axis=0)
                figures = " ".join(f"{value:6.3f}" for value in mean[1:7])
                print(f"{corpus.name:24} {per_label:8} {mean[0]:7.3f} {figures} {mean[7]:6.1f}", flush=True)


def _split(labels: Sequence[str], per_label: int, seed: int, asked: int = 600) -> tuple[list[int], list[int]]:
    """As many examples of each label that has twice as many, and up to six hundred other texts of the same labels."""
    rng = np.random.default_rng(seed)
    known: list[int] = []
    others: list[int] = []
    values = np.array(labels)
    for label in np.unique(values):
        members = rng.permutation(np.flatnonzero(values == label)).tolist()
        if len(members) >= 2 * per_label:
            known += members[:per_label]
            others += members[per_label:]
    if len({labels[place] for place in known}) < 2:
        return [], []
    return known, sorted(rng.permutation(others)[:asked].tolist())


if __name__ == "__main__":
    print(json.dumps(one(sys.argv[1], int(sys.argv[2]))))
