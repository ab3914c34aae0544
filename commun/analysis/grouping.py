"""A tree of themes over a corpus: fine groups first, then the merges that make coarser ones.

Texts are read as vectors and smoothed (see `vectors`); a k-means makes many fine groups; the two whose union costs
least (Ward's criterion) become one, again and again. Cutting the tree anywhere costs nothing. The order of the texts,
the process and the day change nothing: the same texts, parameters and version give the same bytes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from commun.analysis import french, vectors
from commun.analysis.corpus import Corpus, Floats, Integers
from commun.analysis.encoding import Encoder
from commun.analysis.labels import Labels
from commun.analysis.values import Group, Grouping, Merge, Text

# Fine groups: about four times the square root of the number of texts, none below four texts on average.
MOST_LEAVES = 1000
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
    """Texts in a canonical order, each said once: `duplicates` says which id stands for each repeated text."""

    ids: list[str]
    bodies: list[str]
    ungrouped: list[str]
    duplicates: dict[str, str]

    @classmethod
    def of(cls, texts: Sequence[Text]) -> "_Kept":
        ids: list[str] = []
        bodies: list[str] = []
        ungrouped: list[str] = []
        duplicates: dict[str, str] = {}
        first: dict[tuple[str, ...], str] = {}
        for text in sorted(texts, key=lambda text: text.id):
            words = tuple(french.fold(word) for word in french.words(text.body))
            if not words:
                ungrouped.append(text.id)
            elif words in first:
                duplicates[text.id] = first[words]
            else:
                first[words] = text.id
                ids.append(text.id)
                bodies.append(text.body)
        if len({text.id for text in texts}) < len(texts):
            raise ValueError("two texts have the same id")
        return cls(ids, bodies, ungrouped, duplicates)


def _read(bodies: list[str], encoder: Encoder, parameters: Parameters) -> tuple[Corpus, Floats]:
    forms = french.accents(bodies)
    corpus = Corpus.read([french.accented(french.sentence(body), forms) for body in bodies])
    return corpus, vectors.read(corpus, encoder, seed=parameters.seed)


def _group(texts: Sequence[Text], parameters: Parameters, encoder: Encoder) -> Grouping:
    kept = _Kept.of(texts)
    if not kept.ids:
        return Grouping((), (), 0, tuple(kept.ungrouped), {})
    corpus, rows = _read(kept.bodies, encoder, parameters)
    themes = _themes(rows, parameters)
    leaf_of, heart = _leaves(themes, parameters)
    # a quote is central when it is near the heart of its group with its own words too, not its neighbours' alone
    pull = np.hstack([themes, rows])
    tree = _tree(themes, leaf_of, len(heart))
    return _told(kept, corpus, pull, leaf_of, tree)


def _themes(rows: Floats, parameters: Parameters) -> Floats:
    near = vectors.neighbours(rows, seed=parameters.seed)
    return vectors.smoothed(rows, near, steps=parameters.steps)


def _leaves(themes: Floats, parameters: Parameters) -> tuple[Integers, Floats]:
    """The fine group of each text, numbered without holes, and the centres."""
    total = len(themes)
    count = max(1, min(total // 4, int(4 * np.sqrt(total)), MOST_LEAVES))
    centres = vectors.means(themes, count, seed=parameters.seed)
    found = vectors.nearest(themes, centres)
    used, leaf_of = np.unique(found, return_inverse=True)
    return leaf_of.astype(np.int64), centres[used]


@dataclass(frozen=True)
class _Tree:
    """Pairs merged, in order (leaves first, then earlier merges), and what each union costs."""

    pairs: list[tuple[int, int]]
    costs: list[float]


def _tree(themes: Floats, leaf_of: Integers, count: int) -> _Tree:
    """Ward's agglomeration of the leaves: each union adds the least to the spread within groups."""
    centres = np.zeros((count, themes.shape[1]))
    np.add.at(centres, leaf_of, themes)
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


def _suggested(costs: Sequence[float], leaves: int) -> int:
    """Where the tree is best cut: just before a union that costs much more than the one before it, among numbers of
    groups that one person can read."""
    if leaves <= READABLE.start:
        return leaves

    def merit(count: int) -> tuple[float, int]:
        # what going from `count` groups to one less costs, beside what reaching `count` did
        after, before = costs[leaves - count], costs[leaves - count - 1]
        jump = after / before if before > 0 else 1.0 + (after > 0)
        return round(jump * _comfort(count), 6), -count

    return max((count for count in READABLE if count < leaves), key=merit)


def _comfort(count: int) -> float:
    """A little in favour of some fifteen groups: below eight hides themes, above thirty tires the reader."""
    return float(np.exp(-(np.log(count / 15) ** 2)))


def _told(kept: _Kept, corpus: Corpus, pull: Floats, leaf_of: Integers, tree: _Tree) -> Grouping:
    count = int(leaf_of.max()) + 1
    labels = Labels(corpus, leaf_of, count)
    order = np.argsort(leaf_of, kind="stable")
    bounds = np.searchsorted(leaf_of[order], np.arange(count + 1))
    texts_of: list[Integers] = [order[bounds[leaf] : bounds[leaf + 1]] for leaf in range(count)]
    words_of: list[list[int]] = [[leaf] for leaf in range(count)]
    repeated: dict[str, list[str]] = {}
    for twin, standing in sorted(kept.duplicates.items()):
        repeated.setdefault(standing, []).append(twin)

    def told(node: int) -> Group:
        members = texts_of[node]
        heart = pull[members].mean(axis=0)
        nearness = pull[members] @ heart
        ids: list[str] = []
        for place in members[np.argsort(-nearness, kind="stable")]:
            ids.append(kept.ids[place])
            ids.extend(repeated.get(kept.ids[place], ()))
        label, words = labels.of(words_of[node])
        key = hashlib.blake2b("\n".join(sorted(ids)).encode(), digest_size=6).hexdigest()
        return Group(key, label, words, tuple(ids))

    leaves = tuple(told(leaf) for leaf in range(count))
    merges = []
    for left, right in tree.pairs:
        texts_of.append(np.sort(np.concatenate([texts_of[left], texts_of[right]])))
        words_of.append(words_of[left] + words_of[right])
        merges.append(Merge(left, right, told(len(texts_of) - 1)))
    return Grouping(
        leaves,
        tuple(merges),
        _suggested(tree.costs, count),
        tuple(kept.ungrouped),
        dict(sorted(kept.duplicates.items())),
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
    _, rows = _read([text.body for text in [*known, *added]], encoder, parameters)
    near = vectors.nearest_among(rows[len(known) :], rows[: len(known)])
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
