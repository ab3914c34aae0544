"""Vectors of texts and their neighbours: what groups are made of.

A text is its meaning (the encoder's vector, centred) beside its words (TF-IDF brought down to a hundred directions),
both brought down to `WIDTH` directions; then each text is drawn towards its nearest neighbours (`smoothed`), by meaning
and by shared words, which gathers those that say the same with other words. Plain linear algebra, on one thread: the
same bytes each time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from commun.analysis import french
from commun.analysis.corpus import Corpus, Floats, Integers, Sparse
from commun.analysis.encoding import Encoder

WIDTH = 128
# Parameters chosen on the corpora that docs/adr/0012 names; to be changed with a new measure only.
WORDS_BESIDE_MEANING = 0.35
ACTION_WEIGHT = 0.3
WORD_DIRECTIONS = 100
NEIGHBOURS = 10
STEPS = 8
# Texts that share words: how many are looked at, from which likeness, and their part in what draws a text.
SHARING_WORDS = 5
LEAST_SHARED = 0.15
PART_OF_WORDS = 0.25
# Above this many words, texts are read by `Encoder.composed`: a person waits for the answer.
MOST_WORDS_READ_WHOLE = 200_000
# Texts on which directions, then centres, are looked for in a large corpus.
SAMPLED_FOR_DIRECTIONS = 8_000
SAMPLED_FOR_CENTRES = 20_000
_EXACT_SEARCH = 6_000
_BLOCK = 4096


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
    rng = np.random.default_rng(seed)
    everyone = np.arange(len(corpus))
    few = len(corpus) <= SAMPLED_FOR_DIRECTIONS
    sample = everyone if few else np.sort(rng.choice(everyone, SAMPLED_FOR_DIRECTIONS, replace=False))
    words = _word_directions(corpus, sample, rng)
    if len(corpus.flat) <= MOST_WORDS_READ_WHOLE:
        whole = encoder.whole(corpus.written)
        whole = unit(whole - whole.mean(axis=0))
        meaning: Callable[[Integers], Floats] = whole.__getitem__
    else:
        meaning = encoder.composed(corpus, seed=seed)

    def both(places: Integers) -> Floats:
        return np.hstack([meaning(places), unit(words(places)) * np.float32(WORDS_BESIDE_MEANING)])

    seen = both(sample)
    if seen.shape[1] <= WIDTH or len(corpus) == 1:
        return unit(seen)
    _, directions = np.linalg.eigh(seen.T @ seen)
    kept: Floats = directions[:, -WIDTH:].astype(np.float32)
    rows = np.empty((len(corpus), WIDTH), np.float32)
    for start in range(0, len(corpus), _BLOCK):
        rows[start : start + _BLOCK] = both(everyone[start : start + _BLOCK]) @ kept
    return unit(rows)


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


def _word_directions(corpus: Corpus, sample: Integers, rng: np.random.Generator) -> Callable[[Integers], Floats]:
    """Places → places × at most `WORD_DIRECTIONS`: the main directions of TF-IDF, found by random projection on the
    sample."""
    matrix = tf_idf(corpus)
    count = min(WORD_DIRECTIONS, *matrix.shape)
    if count == 0:
        return lambda places: np.zeros((len(places), 1), np.float32)
    seen = matrix[sample]
    base = rng.standard_normal((matrix.shape[1], count), dtype=np.float32)
    for _ in range(4):
        base, _ = np.linalg.qr(seen.T @ (seen @ base))
    base = base.astype(np.float32)
    return lambda places: np.asarray(matrix[places] @ base)


def neighbours(rows: Floats, *, seed: int, count: int = NEIGHBOURS) -> Neighbours:
    """The nearest rows of each row, itself left out."""
    count = min(count, len(rows) - 1)
    if count < 1:
        return Neighbours(np.zeros((len(rows), 1), np.int64), np.zeros((len(rows), 1), np.float32))
    return _search(rows, rows, count, seed=seed, itself=True)


def neighbours_among(rows: Floats, known: Floats, *, seed: int, count: int = NEIGHBOURS) -> Neighbours:
    """The nearest known rows of each row."""
    return _search(rows, known, min(count, len(known)), seed=seed, itself=False)


def _search(rows: Floats, known: Floats, count: int, *, seed: int, itself: bool) -> Neighbours:
    """Exact among a few thousand rows; beyond, known rows are gathered in cells around about 3 √n centres, and each
    row is compared with those of the ten cells around its own."""
    places = np.zeros((len(rows), count), np.int64)
    cosines = np.zeros((len(rows), count), np.float32)
    for members, around in _blocks(rows, known, count + 1, seed=seed):
        near = rows[members] @ known[around].T
        if itself:
            near[np.arange(len(members)), np.searchsorted(around, members)] = -2
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        places[members] = around[best]
        cosines[members] = np.take_along_axis(near, best, axis=1)
    return Neighbours(places, np.maximum(cosines, 0))


def _blocks(rows: Floats, known: Floats, at_least: int, *, seed: int) -> Iterator[tuple[Integers, Integers]]:
    """Places of rows, and the sorted places of the known rows to compare them with (`at_least` of them)."""
    everyone = np.arange(len(rows))
    if len(known) <= _EXACT_SEARCH:
        for start in range(0, len(rows), 1024):
            yield everyone[start : start + 1024], np.arange(len(known))
        return
    centres = means(known, int(3 * np.sqrt(len(known))), seed=seed, rounds=3)
    inside = _by_number(nearest(known, centres), len(centres))
    asking = inside if rows is known else _by_number(nearest(rows, centres), len(centres))
    closest = np.argsort(-(centres @ centres.T), axis=1, kind="stable")
    for cell, members in enumerate(asking):
        around: list[Integers] = []
        for rank, other in enumerate(closest[cell].tolist()):
            around.append(inside[other])
            if rank >= 9 and sum(map(len, around)) >= at_least:
                break
        known_around = np.sort(np.concatenate(around))
        for start in range(0, len(members), 1024):
            yield members[start : start + 1024], known_around


def _by_number(numbers: Integers, count: int) -> list[Integers]:
    """For each number from 0 to `count` − 1 the sorted places that hold it."""
    order = np.argsort(numbers, kind="stable")
    return np.split(order, np.searchsorted(numbers[order], np.arange(1, count)))


def sharing_words(corpus: Corpus) -> Sparse:
    """Texts × texts: how alike (cosines of TF-IDF) each text is to the few that share most with it, itself left out."""
    matrix = tf_idf(corpus).tocsr()
    found = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=SHARING_WORDS + 1, threshold=LEAST_SHARED, n_threads=1)
    found.setdiag(0)
    found.eliminate_zeros()
    return found


def smoothed(rows: Floats, near: Neighbours, *, steps: int = STEPS, sharing: Sparse | None = None) -> Floats:
    """Each row drawn half-way towards the weighted mean of its neighbours, `steps` times.

    Two rows are neighbours when one of them is among the nearest of the other; `sharing` (see `sharing_words`) adds
    those of another kind, for a quarter of the weight where a row has any.
    """
    total, count = near.places.shape
    bounds = np.arange(0, total * count + 1, count)
    graph = _shares(sp.csr_matrix((near.cosines.ravel(), near.places.ravel(), bounds), shape=(total, total)))
    if sharing is not None:
        words = _shares(sharing)
        part = np.where(np.diff(words.indptr) > 0, PART_OF_WORDS, 0).astype(np.float32)
        graph = (sp.diags(1 - part) @ graph + sp.diags(part) @ words).tocsr()
    for _ in range(steps):
        rows = unit(rows + graph @ rows)
    return rows


def _shares(graph: Sparse) -> Sparse:
    """The graph made mutual, each row brought to a sum of one."""
    graph = graph.maximum(graph.T).tocsr()
    graph.eliminate_zeros()
    weights = np.asarray(graph.sum(axis=1)).ravel()
    return sp.diags(np.divide(1, weights, out=np.zeros_like(weights), where=weights > 0)).astype(np.float32) @ graph


def nearest(rows: Floats, centres: Floats) -> Integers:
    """For each row the place of its nearest centre (by cosine, when all have length one)."""
    found = np.empty(len(rows), np.int64)
    for start in range(0, len(rows), 4096):
        found[start : start + 4096] = np.argmax(rows[start : start + 4096] @ centres.T, axis=1)
    return found


def means(rows: Floats, count: int, *, seed: int, rounds: int = 12) -> Floats:
    """`count` centres of rows of length one (spherical k-means, k-means++ start); fewer when rows are alike.

    Centres are looked for on a sample when rows are many.
    """
    rng = np.random.default_rng(seed)
    sampled = max(SAMPLED_FOR_CENTRES, 10 * count)
    seen = rows[np.sort(rng.choice(len(rows), sampled, replace=False))] if len(rows) > sampled else rows
    centres = _spread(seen, count, rng)
    for _ in range(rounds):
        moved = _moved(seen, centres)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres


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
    sums = sums_by(rows, found, len(centres))
    empty = np.bincount(found, minlength=len(centres)) == 0
    sums[empty] = centres[empty]
    return unit(sums)


def sums_by(rows: Floats, number: Integers, count: int) -> Floats:
    """The sum of the rows of each number from 0 to `count` − 1."""
    bounds = np.arange(len(rows) + 1)
    members = sp.csr_matrix((np.ones(len(rows), np.float32), number, bounds), shape=(len(rows), count))
    result: Floats = np.asarray(members.T @ rows)
    return result
