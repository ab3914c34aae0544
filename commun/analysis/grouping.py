"""A tree of themes over a corpus: fine groups first, then the merges that make coarser ones.

Texts are read as vectors and smoothed (see `vectors`), then brought to what many groupings of them agree on; a k-means
makes many fine groups; the two whose union costs least (Ward's criterion) become one, again and again. Cutting the tree
anywhere costs nothing. The order of the texts, the process and the day change nothing: the same texts, parameters and
version give the same bytes.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from commun.analysis import french, vectors
from commun.analysis.corpus import Corpus, Floats, Integers
from commun.analysis.encoding import Encoder
from commun.analysis.labels import Labels
from commun.analysis.values import Group, Grouping, Merge, Text

# Fine groups: about four times the square root of the number of texts, none below four texts on average.
MOST_LEAVES = 1000
# Up to this many texts, those that share words are looked for, and several groupings are asked to agree: what a large
# corpus gains by its size, at a cost that grows with its square.
LARGEST_AGREED = 20_000
# How many groupings, and on how many texts drawn at random each looks for its centres.
OPINIONS = 64
TEXTS_IN_AN_OPINION = 4_000
# Above, themes are found on this many texts drawn at random, and the others join them.
LARGEST_STUDIED = 100_000
# The number of groups shown first is looked for here: what one person can read.
READABLE = range(5, 41)


@dataclass(frozen=True)
class Parameters:
    """What a run depends on, besides the texts."""

    seed: int = 0
    steps: int = vectors.STEPS


def group(texts: Sequence[Text], parameters: Parameters | None = None, *, encoder: Encoder | None = None) -> Grouping:
    """The tree of themes of these texts.

    Raises `ValueError` when two texts have the same id.
    """
    with threadpool_limits(limits=1):
        return _group(texts, parameters or Parameters(), encoder or Encoder())


def join(
    texts: Sequence[Text],
    new: Sequence[Text],
    groups: Mapping[str, Sequence[str]],
    parameters: Parameters | None = None,
    *,
    encoder: Encoder | None = None,
) -> dict[str, str]:
    """For each new text the key of the group where its nearest texts are (a vote weighted by nearness).

    `groups` gives each group's key and the ids of its members: any cut, or what people made of it; the texts already
    grouped do not move. A new text that resembles nothing is left out of the answer.
    """
    with threadpool_limits(limits=1):
        return _join(texts, new, groups, parameters or Parameters(), encoder or Encoder())


@dataclass(frozen=True)
class _Kept:
    """The texts that have something to say, each said once, in the order of their ids."""

    ids: list[str]
    corpus: Corpus
    ungrouped: list[str]
    duplicates: dict[str, str]

    @classmethod
    def of(cls, texts: Sequence[Text]) -> "_Kept":
        texts = sorted(texts, key=lambda text: text.id)
        if any(one.id == two.id for one, two in pairwise(texts)):
            raise ValueError("two texts have the same id")
        corpus = Corpus.read([text.body for text in texts])
        places: list[int] = []
        ungrouped: list[str] = []
        duplicates: dict[str, str] = {}
        first: dict[bytes, str] = {}
        for place, (text, said) in enumerate(zip(texts, corpus.said, strict=True)):
            if not said:
                ungrouped.append(text.id)
            elif said in first:
                duplicates[text.id] = first[said]
            else:
                first[said] = text.id
                places.append(place)
        if len(places) < len(texts):
            corpus = corpus.keep(places)
        return cls([texts[place].id for place in places], corpus, ungrouped, duplicates)


def _group(texts: Sequence[Text], parameters: Parameters, encoder: Encoder) -> Grouping:
    kept = _Kept.of(texts)
    if not kept.ids:
        return Grouping((), (), 0, tuple(kept.ungrouped), {})
    rows = vectors.read(kept.corpus, encoder, seed=parameters.seed)
    studied = np.arange(len(rows))
    if len(rows) > LARGEST_STUDIED:
        drawn = np.random.default_rng(parameters.seed).choice(len(rows), LARGEST_STUDIED, replace=False)
        studied = np.sort(drawn)
    near = vectors.neighbours(rows[studied], seed=parameters.seed)
    few = len(rows) <= min(LARGEST_AGREED, LARGEST_STUDIED)
    sharing = vectors.sharing_words(kept.corpus) if few else None
    themes = vectors.smoothed(rows[studied], near, steps=parameters.steps, sharing=sharing)
    agreed = _agreed(themes, parameters) if few else themes
    leaf_of, count = _leaves(agreed, parameters)
    tree = _tree(agreed, leaf_of, count)
    if len(studied) < len(rows):
        themes, leaf_of = _followed(rows, studied, themes, leaf_of, parameters)
    return _told(kept, themes, rows, leaf_of, tree)


def _followed(
    rows: Floats, studied: Integers, themes: Floats, leaf_of: Integers, parameters: Parameters
) -> tuple[Floats, Integers]:
    """The same for every text: those that were not studied follow their nearest studied texts."""
    others = np.setdiff1d(np.arange(len(rows)), studied)
    every_theme = np.empty_like(rows)
    every_theme[studied] = themes
    every_leaf = np.empty(len(rows), np.int64)
    every_leaf[studied] = leaf_of
    hearts = vectors.unit(vectors.sums_by(themes, leaf_of, int(leaf_of.max()) + 1))
    near = vectors.neighbours_among(rows[others], rows[studied], seed=parameters.seed)
    for start in range(0, len(others), 4096):
        block = slice(start, start + 4096)
        drawn = np.einsum("ij,ijk->ik", near.cosines[block], themes[near.places[block]])
        every_theme[others[block]] = vectors.unit(rows[others[block]] + drawn)
        every_leaf[others[block]] = vectors.nearest(drawn, hearts)
    return every_theme, every_leaf


def _agreed(themes: Floats, parameters: Parameters) -> Floats:
    """What many groupings agree on: each text becomes the mean of the centres that it is nearest to, one by grouping.

    The number of groups of each is drawn between half and twice the square root of the number of texts. One k-means
    depends on where it starts and on the last text added; their mean hardly does.
    """
    total = len(themes)
    rng = np.random.default_rng(parameters.seed)
    agreed = np.zeros_like(themes)
    for _ in range(OPINIONS):
        count = max(1, round(math.sqrt(total) * 2 ** rng.uniform(-1, 1)))
        heard = themes
        if total > TEXTS_IN_AN_OPINION:
            heard = themes[np.sort(rng.choice(total, TEXTS_IN_AN_OPINION, replace=False))]
        centres = vectors.means(heard, count, seed=int(rng.integers(1 << 32)), rounds=8)
        agreed += centres[vectors.nearest(themes, centres)]
    return vectors.unit(agreed)


def _leaves(themes: Floats, parameters: Parameters) -> tuple[Integers, int]:
    """The fine group of each text, numbered without holes, and how many there are."""
    total = len(themes)
    count = max(1, min(total // 4, int(4 * np.sqrt(total)), MOST_LEAVES))
    centres = vectors.means(themes, count, seed=parameters.seed)
    found = vectors.nearest(themes, centres)
    used, leaf_of = np.unique(found, return_inverse=True)
    return leaf_of.astype(np.int64), len(used)


@dataclass(frozen=True)
class _Tree:
    """Pairs merged, in order (leaves first, then earlier merges), and what each union costs."""

    pairs: list[tuple[int, int]]
    costs: list[float]


def _tree(themes: Floats, leaf_of: Integers, count: int) -> _Tree:
    """Ward's agglomeration of the leaves: each union adds the least to the spread within groups."""
    centres = vectors.sums_by(themes, leaf_of, count).astype(np.float64)
    sizes = np.bincount(leaf_of, minlength=count).astype(np.float64)
    centres /= sizes[:, None]
    squares = np.einsum("ij,ij->i", centres, centres)
    cost = np.maximum(squares[:, None] + squares[None] - 2 * centres @ centres.T, 0)
    cost *= sizes[:, None] * sizes[None] / (sizes[:, None] + sizes[None])
    np.fill_diagonal(cost, np.inf)
    node = list(range(count))
    pairs: list[tuple[int, int]] = []
    costs: list[float] = []
    best = cost.argmin(axis=1) if count > 1 else np.zeros(count, np.int64)
    for step in range(count - 1):
        first = int(np.argmin(cost[np.arange(count), best]))
        second = int(best[first])
        first, second = min(first, second), max(first, second)
        pairs.append((node[first], node[second]))
        costs.append(float(cost[first, second]))
        # the cost of a union with the new group follows from those with its parts (Lance and Williams)
        one, two, others = sizes[first], sizes[second], sizes
        joined = ((one + others) * cost[first] + (two + others) * cost[second] - others * cost[first, second]) / (
            one + two + others
        )
        sizes[first] += sizes[second]
        joined[[first, second]] = np.inf
        cost[first], cost[:, first] = joined, joined
        cost[second], cost[:, second] = np.inf, np.inf
        node[first] = count + step
        stale = np.flatnonzero((best == first) | (best == second))
        best[stale] = cost[stale].argmin(axis=1)
        nearer = joined < cost[np.arange(count), best]
        best[nearer] = first
        best[first] = int(cost[first].argmin())
    return _Tree(pairs, costs)


def _suggested(costs: Sequence[float], leaves: int, *, texts: int) -> int:
    """Where the tree is best cut: just before a union that costs much more than the one before it, among numbers of
    groups that one person can read, near twice the natural logarithm of the number of texts: 14 for a thousand, 23 for
    a hundred thousand."""
    if leaves <= READABLE.start:
        return leaves
    usual = max(2 * math.log(texts), 6)

    def merit(count: int) -> tuple[float, int]:
        # what going from `count` groups to one less costs, beside what reaching `count` did
        after, before = costs[leaves - count], costs[leaves - count - 1]
        jump = after / before if before > 0 else 1.0 + (after > 0)
        return round(jump * math.exp(-(math.log(count / usual) ** 2)), 6), -count

    return max((count for count in READABLE if count < leaves), key=merit)


def _told(kept: _Kept, themes: Floats, rows: Floats, leaf_of: Integers, tree: _Tree) -> Grouping:
    count = int(leaf_of.max()) + 1
    labels = Labels(kept.corpus, leaf_of, count)
    order = np.argsort(leaf_of, kind="stable")
    texts_of = np.split(order, np.searchsorted(leaf_of[order], np.arange(1, count)))
    words_of = [labels.counted(leaf) for leaf in range(count)]
    # a quote is central when it is near the heart of its group by its own words too, not by its neighbours' alone
    pull = themes + rows
    hearts = [pull[members].sum(axis=0) for members in texts_of]
    repeated: dict[str, list[str]] = {}
    for twin, standing in sorted(kept.duplicates.items()):
        repeated.setdefault(standing, []).append(twin)

    def told_ids(places: Integers) -> list[str]:
        """Each text followed by those that repeat it."""
        ids = [kept.ids[place] for place in places.tolist()]
        if not repeated:
            return ids
        return [one for told in ids for one in (told, *repeated.get(told, ()))]

    def told(node: int) -> Group:
        members = texts_of[node]
        nearness = pull[members] @ hearts[node]
        ids = told_ids(members[np.argsort(-nearness, kind="stable")])
        label, words = labels.of(words_of[node], len(members))
        key = hashlib.blake2b("\n".join(told_ids(members)).encode(), digest_size=6).hexdigest()
        return Group(key, label, words, tuple(ids))

    leaves = tuple(told(leaf) for leaf in range(count))
    merges = []
    for left, right in tree.pairs:
        texts_of.append(np.sort(np.concatenate([texts_of[left], texts_of[right]])))
        words_of.append(words_of[left] + words_of[right])
        hearts.append(hearts[left] + hearts[right])
        merges.append(Merge.of(left, right, told(len(texts_of) - 1)))
        words_of[left] = words_of[right] = words_of[-1][:0]
    duplicates = dict(sorted(kept.duplicates.items()))
    return Grouping(
        leaves, tuple(merges), _suggested(tree.costs, count, texts=len(kept.ids)), tuple(kept.ungrouped), duplicates
    )


def _join(
    texts: Sequence[Text],
    new: Sequence[Text],
    groups: Mapping[str, Sequence[str]],
    parameters: Parameters,
    encoder: Encoder,
) -> dict[str, str]:
    group_of = {member: key for key in sorted(groups) for member in groups[key]}
    known = [text for text in sorted(texts, key=lambda text: text.id) if text.id in group_of]
    added = [text for text in sorted(new, key=lambda text: text.id) if french.words(text.body)]
    if not known or not added:
        return {}
    corpus = Corpus.read([text.body for text in [*known, *added]])
    rows = vectors.read(corpus, encoder, seed=parameters.seed)
    near = vectors.neighbours_among(rows[len(known) :], rows[: len(known)], seed=parameters.seed)
    answer: dict[str, str] = {}
    for text, places, cosines in zip(added, near.places, near.cosines, strict=True):
        votes: dict[str, float] = {}
        for place, cosine in zip(places.tolist(), cosines.tolist(), strict=True):
            key = group_of[known[place].id]
            votes[key] = votes.get(key, 0.0) + cosine
        best = min(votes, key=lambda key: (-votes[key], key))
        if votes[best] > 0:
            answer[text.id] = best
    return answer
