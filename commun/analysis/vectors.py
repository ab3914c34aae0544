"""Vectors of texts and their neighbours: what groups are made of.

A text is its meaning (the encoder's vector, centred) beside its words (TF-IDF brought down to a hundred directions),
both brought down to `WIDTH` directions; then each text is drawn towards its nearest neighbours (`smoothed`), which
gathers those that say the same with other words. Plain linear algebra, on one thread: the same bytes each time.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from commun.analysis import french
from commun.analysis.corpus import Corpus, Floats, Integers, Sparse
from commun.analysis.encoding import Encoder

WIDTH = 128
# Parameters chosen on the corpora that docs/adr/0012 names; to be changed with a new measure only.
WORDS_BESIDE_MEANING = 0.35
ACTION_WEIGHT = 0.3
WORD_DIRECTIONS = 100
NEIGHBOURS = 15
STEPS = 8
# Above, texts are read by `Encoder.composed`: the whole reading would take minutes.
LARGEST_READ_WHOLE = 5_000
SAMPLE = 20_000
_EXACT_SEARCH = 6_000


@dataclass(frozen=True)
class Neighbours:
    """For each row the places of its nearest rows, and their cosines (0 where there is no such neighbour)."""

    places: Integers
    cosines: Floats


def unit(rows: Floats) -> Floats:
    """Each row brought to length one; a row of zeros stays."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    result: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return result


def read(corpus: Corpus, encoder: Encoder, *, seed: int) -> Floats:
    """Texts × at most `WIDTH`, each row of length one."""
    small = len(corpus) <= LARGEST_READ_WHOLE
    meaning = encoder.whole(corpus.texts) if small else encoder.composed(corpus)
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.choice(len(corpus), SAMPLE, replace=False)) if len(corpus) > SAMPLE else slice(None)
    meaning = unit(meaning - meaning[sample].mean(axis=0))
    words = unit(word_directions(corpus, sample, rng)) * np.float32(WORDS_BESIDE_MEANING)
    both = np.hstack([meaning, words])
    if both.shape[1] > WIDTH and len(corpus) > 1:
        seen = both[sample]
        _, directions = np.linalg.eigh(seen.T @ seen)
        both = both @ directions[:, -WIDTH:].astype(np.float32)
    return unit(both)


def tf_idf(corpus: Corpus) -> Sparse:
    """Texts × stems: dampened counts by rarity, action words for less; each row of length one."""
    counts = corpus.stem_counts.astype(np.float32)
    found = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + len(corpus)) / (1 + found)) + 1
    actions = np.array([stem in french.ACTION_STEMS for stem in corpus.stems], bool)
    rarity[actions] *= ACTION_WEIGHT
    rarity[found < 2] = 0
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * rarity[weighted.indices].astype(np.float32)
    weighted.eliminate_zeros()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sp.diags(1 / np.maximum(lengths, 1e-9)).astype(np.float32) @ weighted


def word_directions(corpus: Corpus, sample: Integers | slice, rng: np.random.Generator) -> Floats:
    """Texts × at most `WORD_DIRECTIONS`: the main directions of TF-IDF, found by random projection on a sample."""
    matrix = tf_idf(corpus)
    count = min(WORD_DIRECTIONS, *matrix.shape)
    if count == 0:
        return np.zeros((len(corpus), 1), np.float32)
    seen = matrix[sample]
    base = rng.standard_normal((matrix.shape[1], count), dtype=np.float32)
    for _ in range(4):
        base, _ = np.linalg.qr(seen.T @ (seen @ base))
    result: Floats = np.asarray(matrix @ base.astype(np.float32))
    return result


def neighbours(rows: Floats, *, seed: int, count: int = NEIGHBOURS) -> Neighbours:
    """The nearest rows of each row, itself left out.

    Exact for a few thousand rows; beyond, rows are first gathered in cells, and each is compared with the rows of the
    cells around its own.
    """
    total = len(rows)
    count = min(count, total - 1)
    places = np.zeros((total, max(count, 1)), np.int64)
    cosines = np.zeros((total, max(count, 1)), np.float32)
    if count < 1:
        return Neighbours(places, cosines)
    everyone = np.arange(total)
    if total <= _EXACT_SEARCH:
        blocks = [(everyone[start : start + 1024], everyone) for start in range(0, total, 1024)]
    else:
        blocks = _cells(rows, seed=seed, at_least=count + 1)
    for members, around in blocks:
        near = rows[members] @ rows[around].T
        near[np.arange(len(members)), np.searchsorted(around, members)] = -2
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        places[members] = around[best]
        cosines[members] = np.take_along_axis(near, best, axis=1)
    return Neighbours(places, np.maximum(cosines, 0))


def nearest_among(rows: Floats, known: Floats, *, count: int = NEIGHBOURS) -> Neighbours:
    """The nearest known rows of each row."""
    count = min(count, len(known))
    places = np.zeros((len(rows), count), np.int64)
    cosines = np.zeros((len(rows), count), np.float32)
    for start in range(0, len(rows), 512):
        near = rows[start : start + 512] @ known.T
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        places[start : start + 512] = best
        cosines[start : start + 512] = np.take_along_axis(near, best, axis=1)
    return Neighbours(places, np.maximum(cosines, 0))


def _cells(rows: Floats, *, seed: int, at_least: int) -> list[tuple[Integers, Integers]]:
    """Rows gathered around about 3 √n centres; for each cell its rows, and the sorted rows of the cells around it."""
    centres = means(rows, int(3 * np.sqrt(len(rows))), seed=seed, rounds=3)
    cell = nearest(rows, centres)
    order = np.argsort(cell, kind="stable")
    bounds = np.searchsorted(cell[order], np.arange(len(centres) + 1))
    closest = np.argsort(-(centres @ centres.T), axis=1, kind="stable")
    blocks = []
    for number in range(len(centres)):
        members = order[bounds[number] : bounds[number + 1]]
        if not len(members):
            continue
        around: list[Integers] = []
        for rank, other in enumerate(closest[number]):
            around.append(order[bounds[other] : bounds[other + 1]])
            if rank >= 9 and sum(map(len, around)) >= at_least:
                break
        blocks.append((members, np.sort(np.concatenate(around))))
    return blocks


def smoothed(rows: Floats, near: Neighbours, *, steps: int = STEPS) -> Floats:
    """Each row drawn half-way towards the weighted mean of its neighbours, `steps` times."""
    total, count = near.places.shape
    bounds = np.arange(0, total * count + 1, count)
    graph = sp.csr_matrix((near.cosines.ravel(), near.places.ravel(), bounds), shape=(total, total))
    weights = np.asarray(graph.sum(axis=1)).ravel()
    graph = sp.diags(np.divide(1, weights, out=np.zeros_like(weights), where=weights > 0)).astype(np.float32) @ graph
    for _ in range(steps):
        rows = unit(rows + graph @ rows)
    return rows


def nearest(rows: Floats, centres: Floats) -> Integers:
    """For each row the place of its nearest centre (by cosine, when all have length one)."""
    found = np.empty(len(rows), np.int64)
    for start in range(0, len(rows), 4096):
        found[start : start + 4096] = np.argmax(rows[start : start + 4096] @ centres.T, axis=1)
    return found


def means(rows: Floats, count: int, *, seed: int, rounds: int = 20) -> Floats:
    """`count` centres of rows of length one (spherical k-means, k-means++ start); fewer when rows are alike.

    Centres are looked for on a sample when rows are many, and moved over all rows at the end.
    """
    rng = np.random.default_rng(seed)
    sampled = max(SAMPLE, 10 * count)
    seen = rows[np.sort(rng.choice(len(rows), sampled, replace=False))] if len(rows) > sampled else rows
    centres = _spread(seen, count, rng)
    for _ in range(rounds):
        moved = _moved(seen, centres)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return _moved(rows, centres) if len(seen) < len(rows) else centres


def _spread(rows: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Starting centres, each drawn far from those before it; on a few rows per centre."""
    few = max(2048, 4 * count)
    if len(rows) > few:
        rows = rows[np.sort(rng.choice(len(rows), few, replace=False))]
    chosen = [int(rng.integers(len(rows)))]
    distance = np.maximum(1 - rows @ rows[chosen[0]], 0).astype(np.float64)
    while len(chosen) < count:
        total = distance.sum()
        if total <= 1e-6 * len(rows):
            break
        # best of a few draws, as each centre is worth choosing well
        drawn = np.searchsorted(np.cumsum(distance), rng.random(2 + int(np.log(count))) * total)
        drawn = np.minimum(drawn, len(rows) - 1)
        left = np.minimum(distance, np.maximum(1 - rows[drawn] @ rows.T, 0))
        best = int(np.argmin(left.sum(axis=1)))
        chosen.append(int(drawn[best]))
        distance = left[best]
    return rows[chosen]


def _moved(rows: Floats, centres: Floats) -> Floats:
    """The mean directions of the rows nearest to each centre; a centre without rows stays where it is."""
    found = nearest(rows, centres)
    members = sp.csr_matrix(
        (np.ones(len(rows), np.float32), found, np.arange(len(rows) + 1)), (len(rows), len(centres))
    )
    sums = np.asarray(members.T @ rows)
    empty = np.bincount(found, minlength=len(centres)) == 0
    sums[empty] = centres[empty]
    return unit(sums)
