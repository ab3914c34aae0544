"""Near-duplicates and reworded twins among many short texts, without ever comparing all pairs.

Two stages, told apart in each `Twin`:

- "mots" (`twins`): nearly the same words. Texts are rows of stems, weighted by how rare each stem is; the nearest rows
  are found by products of sparse blocks, that only meet texts sharing a rare word. Case, accents, plurals, the order of
  words and slips of the fingers are gone before: a rare word one letter away from another is read as the commoner.
- "sens" (`reworded`): the same meaning in other words, by the vectors of a sentence encoder.

Blocks have a fixed size, so that the same blocks computed on several machines give the same pairs (`distributed`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations_with_replacement
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from commun.analysis import french
from commun.analysis.corpus import Corpus
from commun.analysis.values import Text, Twin
from commun.analysis.vectors import neighbours

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Integers: TypeAlias = npt.NDArray[np.integer[Any]]
Sparse: TypeAlias = Any  # scipy.sparse.csr_matrix, which has no types

# Fixed on the corpora given for work, before any other was tried: recall 0.99 on altered twins (bench/analysis_pairs).
LIKENESS = 0.70
# At this cosine, 85 % of the pairs of STS-B (French) are judged to say roughly the same or closer (3 of 5 or more).
MEANING = 0.75
# Texts whose content words are further apart than this are never looked at again.
_GLANCE = 0.45
_BLOCK = 16_384  # texts of a block
_CANDIDATES = 64  # that one text may have in one block
_NEIGHBOURS = 10  # pairs that one text may call for
_SHOWN = 5  # words told for each pair
_PAIRS_AT_ONCE = 50_000


def twins(texts: Sequence[Text], *, likeness: float = LIKENESS) -> tuple[Twin, ...]:
    """The pairs of texts written with nearly the same words, the most alike first.

    The score is half the cosine of their words, half the share of the shorter text's words that the longer one has
    too (a copy that lost its end, or gained a « Bonjour », is still a copy). A text exactly repeated is paired with its
    first occurrence only; each text calls for its ten nearest at most.
    """
    blocks = [count(block) for block in cut(texts)]
    reading = read(blocks)
    originals = first_seen(blocks)
    masks = cut(originals == np.arange(len(texts)))
    shelves = [reading.shelve(block, mask) for block, mask in zip(blocks, masks, strict=True)]
    found = [
        compare(shelves[left], shelves[right], left * _BLOCK, right * _BLOCK, likeness=likeness)
        for left, right in couples(len(shelves))
    ]
    return gather(texts, reading, originals, found)


def reworded(
    texts: Sequence[Text], vectors: Floats, *, meaning: float = MEANING, known: Iterable[Twin] = (), seed: int = 0
) -> tuple[Twin, ...]:
    """The pairs that say the same in other words, by the cosine of their `vectors` (texts × size, rows of length one),
    the nearest first; those already `known` and exact repeats left out. Each text calls for its ten nearest at most."""
    if len(texts) != len(vectors):
        raise ValueError("one vector for each text")
    if len(texts) < 2:
        return ()
    near = neighbours(vectors, seed=seed, count=_NEIGHBOURS)
    rows, ranks = np.nonzero(near.cosines >= meaning)
    called = near.places[rows, ranks]
    score = near.cosines[rows, ranks].astype(np.float64).round(4)
    first, second = np.minimum(rows, called), np.maximum(rows, called)
    _, once = np.unique(first * len(texts) + second, return_index=True)
    order = once[np.lexsort((second[once], first[once], -score[once]))]
    known = tuple(known)
    told = {frozenset((pair.first, pair.second)) for pair in known}
    repeated = {pair.second for pair in known if pair.score == 1}
    return tuple(
        Twin(one.id, other.id, min(1.0, likeness), "sens", _in_both(one, other))
        for place in order.tolist()
        for one, other, likeness in [(texts[first[place]], texts[second[place]], float(score[place]))]
        if frozenset((one.id, other.id)) not in told
        and not {one.id, other.id} & repeated
        and one.body.strip()
        and other.body.strip()
    )


def _in_both(first: Text, second: Text) -> tuple[str, ...]:
    stems = set(french.content_stems(second.body))
    words = dict.fromkeys(word for word in french.words(first.body) if french.content_stem(word) in stems)
    return tuple(words)[:_SHOWN]


def families(pairs: Iterable[Twin]) -> tuple[tuple[str, ...], ...]:
    """Texts that say the same, the largest family first; each begins with its heart, the text most often called for.

    Exact repeats go with their first occurrence. Then pairs are taken from the most alike: two families become one when
    most of the smaller is paired with the heart of the larger, or most of the pairs that there could be between them
    exist: A like B and B like C do not make twins of A and C.
    """
    ordered = sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))
    repeats: defaultdict[str, list[str]] = defaultdict(list)
    near: defaultdict[str, set[str]] = defaultdict(set)
    for pair in ordered:
        if pair.score == 1:
            repeats[pair.first].append(pair.second)
        else:
            near[pair.first].add(pair.second)
            near[pair.second].add(pair.first)
    home = {text: text for text in near}
    group = {text: {text} for text in near}
    heart = dict(home)
    for pair in ordered:
        if pair.score == 1 or home[pair.first] == home[pair.second]:
            continue
        smaller, larger = sorted((home[pair.first], home[pair.second]), key=lambda family: (len(group[family]), family))
        with_heart = len(group[smaller] & near[heart[larger]])
        between = sum(len(near[text] & group[larger]) for text in group[smaller])
        if 2 * with_heart <= len(group[smaller]) and 2 * between <= len(group[smaller]) * len(group[larger]):
            continue
        for text in group[smaller]:
            home[text] = larger
        group[larger] |= group.pop(smaller)
        heart[larger] = min(heart[larger], heart[smaller], key=lambda text: (-len(near[text]), text))
    grown = []
    for family in group.keys() | repeats.keys():
        members = group.get(family, {family})
        first = heart.get(family, family)
        everyone = members.union(*(repeats[text] for text in members if text in repeats))
        if len(everyone) > 1 and home.get(family, family) == family:
            grown.append((first, *sorted(everyone - {first})))
    return tuple(sorted(grown, key=lambda family: (-len(family), family)))


# The steps of `twins`, each on one block: what several machines share.


@dataclass(frozen=True)
class Counted:
    """The words of one block: its vocabulary, and each text as places in it (see `Corpus`)."""

    words: list[str]
    flat: Integers
    offsets: Integers
    keys: list[bytes]  # the same for texts that only case, accents and punctuation tell apart

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True)
class Shelf:
    """One block, ready to be compared. Rows of length one: `every` has all words, `content` those that tell a theme."""

    every: Sparse
    content: Sparse


@dataclass(frozen=True)
class Pairs:
    """Pairs of texts by their places; `shared` is pairs × 5 features, −1 where there are fewer."""

    first: Integers
    second: Integers
    score: Floats
    shared: Integers

    @classmethod
    def joined(cls, parts: Sequence["Pairs"]) -> "Pairs":
        parts = [_NO_PAIR, *parts]
        return cls(
            np.concatenate([part.first for part in parts]),
            np.concatenate([part.second for part in parts]),
            np.concatenate([part.score for part in parts]),
            np.concatenate([part.shared for part in parts]),
        )

    def where(self, kept: npt.NDArray[Any]) -> "Pairs":
        return Pairs(self.first[kept], self.second[kept], self.score[kept], self.shared[kept])

    def told(self) -> Iterator[tuple[int, int, float, list[int]]]:
        return zip(self.first.tolist(), self.second.tolist(), self.score.tolist(), self.shared.tolist(), strict=True)

    def nearest(self, count: int = _NEIGHBOURS) -> "Pairs":
        """Those among the `count` best of one of their ends, the most alike first."""
        pairs = self.where(np.lexsort((self.second, self.first, -self.score)))
        size = len(pairs.first)
        # each pair twice, once for each end; a stable sort keeps the most alike first
        ends = np.concatenate([pairs.first, pairs.second])
        pair = np.concatenate([np.arange(size), np.arange(size)])
        order = np.lexsort((pair, ends))
        begin = np.flatnonzero(np.diff(ends[order], prepend=-1))
        rank = np.arange(len(ends)) - np.repeat(begin, np.diff(begin, append=len(ends)))
        return pairs.where(np.unique(pair[order[rank < count]]))


_NO_PAIR = Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty((0, _SHOWN), np.int64))


@dataclass(frozen=True)
class Reading:
    """How each word of the corpus is read: `feature` (a number for each spelling), which features tell a theme, how
    much each weighs, and how people write it most often."""

    feature: Mapping[str, int]
    is_content: npt.NDArray[np.bool_]
    weight: Floats
    surface: Sequence[str]

    def rows(self, block: Counted) -> Sparse:
        """Texts × features: how many times."""
        features = np.fromiter((self.feature[word] for word in block.words), np.int32, len(block.words))
        matrix = sp.csr_matrix(
            (
                np.ones(len(block.flat), np.float32),
                features[block.flat] if len(block.flat) else block.flat,
                block.offsets,
            ),
            shape=(len(block), len(self.surface)),
        )
        matrix.sum_duplicates()
        return matrix

    def shelve(self, block: Counted, is_original: npt.NDArray[np.bool_]) -> Shelf:
        """`is_original` is false for the texts of the block that repeat another: they are compared with none."""
        every = self.rows(block)
        every.data = ((1 + np.log(every.data)) * self.weight[every.indices]).astype(np.float32)
        content = _kept(every, self.is_content[every.indices] & np.repeat(is_original, np.diff(every.indptr)))
        return Shelf(_of_length_one(every), _of_length_one(content))


def cut(texts: Sequence[Any]) -> list[Any]:
    """The blocks of a corpus, always the same."""
    return [texts[start : start + _BLOCK] for start in range(0, len(texts), _BLOCK)]


def couples(blocks: int) -> list[tuple[int, int]]:
    """Which blocks are compared: each with itself and with those after it."""
    return list(combinations_with_replacement(range(blocks), 2))


def count(texts: Sequence[Text]) -> Counted:
    corpus = Corpus.read([text.body for text in texts])
    folded = [french.fold(word).encode() for word in corpus.words]
    keys = [
        blake2b(b" ".join([folded[word] for word in words]), digest_size=16).digest()
        for words in np.split(corpus.flat, corpus.offsets[1:-1])
    ]
    return Counted(corpus.words, corpus.flat.astype(np.int32), corpus.offsets, keys)


def first_seen(blocks: Sequence[Counted]) -> Integers:
    """For each text of the corpus, the place of the first one that says exactly the same (often its own)."""
    seen: dict[bytes, int] = {}
    keys = (key for block in blocks for key in block.keys)
    return np.array([seen.setdefault(key, place) for place, key in enumerate(keys)], np.int64)


def read(blocks: Sequence[Counted]) -> Reading:
    """Decide how words are read from all that the corpus holds."""
    totals: Counter[str] = Counter()
    for block in blocks:
        counts = np.bincount(block.flat, minlength=len(block.words)).tolist()
        totals.update(dict(zip(block.words, counts, strict=True)))
    spelled: dict[str, tuple[int, str]] = {}
    folded_totals: Counter[str] = Counter()
    for word, total in totals.items():
        folded = french.fold(word)
        folded_totals[folded] += total
        # an accented form is preferred to the bare one that hurried fingers type
        spelled[folded] = max(spelled.get(folded, (0, "")), (total if word == folded else 2 * total, word))
    folded_words = sorted(spelled)
    corrected = correct(folded_words, np.array([folded_totals[word] for word in folded_words], np.int64))
    features: dict[str, int] = {}
    contents: list[bool] = []
    surfaces: list[tuple[int, str]] = []
    feature_of_folded = {}
    for folded, place in zip(folded_words, corrected.tolist(), strict=True):
        word = spelled[folded_words[place]][1]
        content = french.content_stem(word)
        stem = content or french.stem(word)
        feature = features.setdefault(stem, len(features))
        if feature == len(contents):
            contents.append(bool(content))
            surfaces.append((0, ""))
        surfaces[feature] = max(surfaces[feature], (folded_totals[folded], word))
        feature_of_folded[folded] = feature
    reading = Reading(
        {word: feature_of_folded[french.fold(word)] for word in totals},
        np.array(contents, bool),
        np.empty(0),
        [surface for _, surface in surfaces],
    )
    held = np.zeros(len(contents), np.int64)
    for block in blocks:
        held += np.bincount(reading.rows(block).indices, minlength=len(contents))
    size = sum(len(block) for block in blocks)
    weight = np.log((1 + size) / (1 + held)) + 1
    return Reading(reading.feature, reading.is_content, weight, reading.surface)


def compare(rows: Shelf, columns: Shelf, rows_from: int, columns_from: int, *, likeness: float) -> Pairs:
    """The pairs of texts alike between two blocks, or within one; each block is told where it begins in the corpus."""
    near = sp_matmul_topn(rows.content, columns.content.T.tocsr(), top_n=_CANDIDATES, threshold=_GLANCE)
    first = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
    second = near.indices.astype(np.int64)
    if rows_from == columns_from:
        # what one text sees of another and what the other sees of it are one pair
        first, second = np.minimum(first, second), np.maximum(first, second)
        once = np.unique((first * near.shape[1] + second)[first != second])
        first, second = np.divmod(once, near.shape[1])
    else:
        order = np.lexsort((second, first))
        first, second = first[order], second[order]
    parts = [
        _measured(
            rows, columns, first[start : start + _PAIRS_AT_ONCE], second[start : start + _PAIRS_AT_ONCE], likeness
        )
        for start in range(0, len(first), _PAIRS_AT_ONCE)
    ]
    pairs = Pairs.joined(parts)
    return Pairs(pairs.first + rows_from, pairs.second + columns_from, pairs.score, pairs.shared)


def _measured(rows: Shelf, columns: Shelf, first: Integers, second: Integers, likeness: float) -> Pairs:
    product = rows.every[first].multiply(columns.every[second]).tocsr()
    cosine = np.asarray(product.sum(axis=1)).ravel()
    common = np.diff(product.indptr)
    shorter = np.minimum(np.diff(rows.every.indptr)[first], np.diff(columns.every.indptr)[second])
    # one more word than the shorter has: two words found again in a long text say less than ten
    score = (cosine + common / (shorter + 1)) / 2
    kept = np.flatnonzero(score >= likeness)
    product = product[kept]
    row = np.repeat(np.arange(len(kept)), np.diff(product.indptr))
    order = np.lexsort((product.indices, -product.data, row))
    rank = np.arange(len(order)) - np.repeat(product.indptr[:-1], np.diff(product.indptr))
    shared = np.full((len(kept), _SHOWN), -1, np.int64)
    shown = rank < _SHOWN
    shared[row[shown], rank[shown]] = product.indices[order[shown]]
    return Pairs(first[kept], second[kept], score[kept], shared)


def gather(texts: Sequence[Text], reading: Reading, originals: Integers, found: Sequence[Pairs]) -> tuple[Twin, ...]:
    """The pairs of all blocks, as values."""
    alike = [
        Twin(
            texts[first].id,
            texts[second].id,
            round(min(1.0, score), 4),
            "mots",
            tuple(reading.surface[feature] for feature in shared if feature >= 0),
        )
        for first, second, score, shared in Pairs.joined(found).nearest().told()
    ]
    repeated = [
        Twin(texts[original].id, texts[place].id, 1.0, "mots", tuple(_first_words(texts[original].body)))
        for place, original in enumerate(originals.tolist())
        if place != original and texts[original].body.strip()
    ]
    return tuple(repeated + alike)


def _first_words(body: str) -> list[str]:
    words = dict.fromkeys(french.words(body))
    return [word for word in words if french.content_stem(word)][:_SHOWN] or list(words)[:_SHOWN]


def correct(words: Sequence[str], counts: Integers) -> Integers:
    """For each word (folded, sorted) the place of the word it is read as: itself, or for a rare word the commonest that
    a slip of the fingers may have made it from (one letter lost, added, replaced, or two turned round)."""
    read_as = np.arange(len(words))
    places = np.array([place for place, word in enumerate(words) if _may_slip(word)], np.int64)
    if not len(places):
        return read_as
    commonness = np.empty(len(words), np.int64)
    commonness[np.lexsort((np.arange(len(words)), counts))] = np.arange(len(words))
    keys, owners = _slips([words[place] for place in places])
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(keys[order]) != 0]))
    best = np.maximum.reduceat(commonness[places[owners[order]]], starts)
    known = np.zeros(len(places), np.int64)
    np.maximum.at(known, owners[order], np.repeat(best, np.diff(starts, append=len(keys))))
    target = np.argsort(commonness)[known]
    rare = (counts[places] <= 2) | (counts[places] * 20 <= counts[target])
    read_as[places[rare]] = target[rare]
    return read_as


_LONGEST_WORD = 24


def _may_slip(word: str) -> bool:
    """Short words are too near one another, and a number is another number when one figure changes."""
    return 5 <= len(word) <= _LONGEST_WORD and word.isascii() and word.isalpha()


def _slips(words: Sequence[str]) -> tuple[Any, Integers]:
    """A number for each word and each word less one letter, and whose it is. Words that share one are a slip apart."""
    letters = np.array([word.encode() for word in words], f"S{_LONGEST_WORD}").view(np.uint8)
    codes = letters.reshape(len(words), _LONGEST_WORD).astype(np.uint64)
    lengths = np.count_nonzero(codes, axis=1)
    powers = np.cumprod(np.full(_LONGEST_WORD, 1_099_511_628_211, np.uint64))
    # the word is the sum of letter × power of its place; less one letter, those after it move down one place
    before = np.zeros((len(words), _LONGEST_WORD + 1), np.uint64)
    np.cumsum(codes * powers, axis=1, out=before[:, 1:])
    moved = np.zeros((len(words), _LONGEST_WORD), np.uint64)
    np.cumsum(codes[:, 1:] * powers[:-1], axis=1, out=moved[:, 1:])
    keys, owners = [before[:, -1]], [np.arange(len(words))]
    for place in range(_LONGEST_WORD):
        long_enough = np.flatnonzero(lengths > place)
        keys.append(before[long_enough, place] + moved[long_enough, -1] - moved[long_enough, place])
        owners.append(long_enough)
    return np.concatenate(keys), np.concatenate(owners)


def _kept(rows: Sparse, kept: npt.NDArray[np.bool_]) -> Sparse:
    matrix = sp.csr_matrix((rows.data * kept, rows.indices.copy(), rows.indptr.copy()), shape=rows.shape)
    matrix.eliminate_zeros()
    return matrix


def _of_length_one(rows: Sparse) -> Sparse:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    rows.data /= np.repeat(lengths, np.diff(rows.indptr)).astype(rows.data.dtype)
    return rows
