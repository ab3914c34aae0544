"""Groups of people who voted alike (heavy half: numpy).

The method is that of Polis, with its weak points told: principal components of the votes (a vote that nobody cast is
the mean of the statement), people who voted little drawn towards the middle no more than others, k-means, the number of
groups by silhouette. What Polis does not say is added: whether the same groups come back on samples of the voters.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commun.analysis.opinion import AGREE, DISAGREE, FEWEST_VOTERS, OpinionGroup, OpinionGroups, Tally, tallies

# Someone who voted less than this cannot be placed (the threshold of Polis).
FEWEST_VOTES = 7
MOST_GROUPS = 5
FEWEST_IN_A_GROUP = 5
STARTS = 8
SAMPLES = 20
SAMPLED = 0.8
TELLING = 5

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]


def opinion_groups(last: Mapping[tuple[str, str], int], *, seed: int = 0) -> OpinionGroups | None:
    """The groups of a conversation, from `opinion.last_votes`; None when fewer than 100 people voted enough, or when
    no division has five people at least in each group."""
    voters, statements, matrix = _matrix(last)
    if len(voters) < FEWEST_VOTERS or len(statements) < 2:
        return None
    places = _places(matrix)
    best = _best(places, np.random.default_rng(seed))
    if best is None:
        return None
    labels, separation = best
    groups = _groups(voters, statements, labels, last)
    return OpinionGroups(
        groups=groups,
        voters=len(voters),
        stability=round(_stability(matrix, labels, seed), 3),
        separation=round(separation, 3),
        consensus={
            statement: round(float(np.prod([group.tallies.get(statement, Tally()).agreement for group in groups])), 4)
            for statement in statements
        },
    )


def _matrix(last: Mapping[tuple[str, str], int]) -> tuple[list[str], list[str], Matrix]:
    """Those who voted enough, the statements, and their votes (NaN: no vote), all in the order of their names."""
    counts: dict[str, int] = {}
    for _statement, voter in last:
        counts[voter] = counts.get(voter, 0) + 1
    statements = sorted({statement for statement, _voter in last})
    enough = min(FEWEST_VOTES, len(statements))
    voters = sorted(voter for voter, count in counts.items() if count >= enough)
    rows = {voter: row for row, voter in enumerate(voters)}
    columns = {statement: column for column, statement in enumerate(statements)}
    matrix = np.full((len(voters), len(statements)), np.nan)
    for (statement, voter), value in last.items():
        if voter in rows:
            matrix[rows[voter], columns[statement]] = value
    return voters, statements, matrix


def _places(matrix: Matrix) -> Matrix:
    """Two coordinates for each person. Someone who saw few statements is drawn to the middle by the means that fill
    what they did not see: their place is stretched back by the square root of what is missing."""
    seen = ~np.isnan(matrix)
    count = seen.sum(axis=0)
    means = np.where(count, np.nansum(matrix, axis=0) / np.maximum(count, 1), 0.0)
    centred = np.where(seen, matrix - means, 0.0)
    _left, _sizes, directions = np.linalg.svd(centred, full_matrices=False)
    axes = directions[:2]
    # The sign of a direction is arbitrary: fixed, so that the same votes give the same places on any machine.
    axes *= np.where(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)[:, None]
    stretch = np.sqrt(matrix.shape[1] / np.maximum(seen.sum(axis=1), 1))
    places: Matrix = centred @ axes.T * stretch[:, None]
    return places


def _best(places: Matrix, random: np.random.Generator) -> tuple[Labels, float] | None:
    """The groups, for the number of them whose silhouette is best; the largest group is number 0. A few people apart
    are no group: a division that leaves some is not taken."""
    tried = [_kmeans(places, count, random) for count in range(2, MOST_GROUPS + 1)]
    scored = [(_silhouette(places, labels), labels) for labels in tried if _smallest(labels) >= FEWEST_IN_A_GROUP]
    if not scored:
        return None
    separation, labels = max(scored, key=lambda one: one[0])
    return _by_size(labels), separation


def _smallest(labels: Labels) -> int:
    """The number of people in the smallest group; 0 when there is but one."""
    counts = np.bincount(labels)
    return int(counts[counts > 0].min()) if (counts > 0).sum() > 1 else 0


def _kmeans(places: Matrix, count: int, random: np.random.Generator) -> Labels:
    """Lloyd's algorithm from several k-means++ starts: the tightest groups found."""
    best, tightest = np.zeros(len(places), dtype=np.int64), np.inf
    for _start in range(STARTS):
        centres = places[random.integers(len(places))][None]
        while len(centres) < count:
            far = _squares(places, centres).min(axis=1)
            chances = far / far.sum() if far.sum() > 0 else None
            centres = np.vstack([centres, places[random.choice(len(places), p=chances)]])
        labels = _squares(places, centres).argmin(axis=1)
        for _round in range(100):
            centres = np.array(
                [places[labels == k].mean(axis=0) if (labels == k).any() else centres[k] for k in range(count)]
            )
            moved = _squares(places, centres).argmin(axis=1)
            if (moved == labels).all():
                break
            labels = moved
        spread = float(_squares(places, centres)[np.arange(len(places)), labels].sum())
        if spread < tightest:
            best, tightest = labels, spread
    return best


def _squares(places: Matrix, centres: Matrix) -> Matrix:
    squares: Matrix = ((places[:, None, :] - centres[None]) ** 2).sum(axis=2)
    return squares


def _silhouette(places: Matrix, labels: Labels) -> float:
    """Mean silhouette, by the distance to the centres of groups: linear in the number of people."""
    kinds = np.unique(labels)
    if len(kinds) < 2:
        return -1.0
    distances = np.sqrt(_squares(places, np.array([places[labels == kind].mean(axis=0) for kind in kinds])))
    own = np.searchsorted(kinds, labels)
    inside = distances[np.arange(len(places)), own]
    distances[np.arange(len(places)), own] = np.inf
    outside = distances.min(axis=1)
    return float(((outside - inside) / np.maximum(np.maximum(outside, inside), 1e-12)).mean())


def _by_size(labels: Labels) -> Labels:
    kinds, counts = np.unique(labels, return_counts=True)
    order = kinds[np.argsort(-counts, kind="stable")]
    rank = np.zeros(labels.max() + 1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[labels]


def _groups(
    voters: list[str], statements: list[str], labels: Labels, last: Mapping[tuple[str, str], int]
) -> tuple[OpinionGroup, ...]:
    group_of = dict(zip(voters, labels.tolist(), strict=True))
    split: list[dict[tuple[str, str], int]] = [{} for _group in range(int(labels.max()) + 1)]
    for key, value in last.items():
        if key[1] in group_of:
            split[group_of[key[1]]][key] = value
    counted = [tallies(part) for part in split]
    return tuple(
        OpinionGroup(
            size=int((labels == number).sum()),
            tallies=counted[number],
            telling=_telling(
                statements, counted[number], [one for other, one in enumerate(counted) if other != number]
            ),
        )
        for number in range(len(split))
    )


def _telling(statements: list[str], own: Mapping[str, Tally], others: list[dict[str, Tally]]) -> tuple[str, ...]:
    """The statements on which the group agrees, or disagrees, most unlike the rest (two-proportion z statistic)."""
    scores: dict[str, float] = {}
    for statement in statements:
        mine = own.get(statement, Tally())
        rest = [other.get(statement, Tally()) for other in others]
        for value in (AGREE, DISAGREE):
            here = mine.agree if value == AGREE else mine.disagree
            there = sum(one.agree if value == AGREE else one.disagree for one in rest)
            n, m = mine.voters, sum(one.voters for one in rest)
            pooled = (here + there + 1) / (n + m + 2)
            gap = (here + 1) / (n + 2) - (there + 1) / (m + 2)
            z = gap / np.sqrt(pooled * (1 - pooled) * (1 / (n + 1) + 1 / (m + 1)))
            scores[statement] = max(scores.get(statement, 0.0), float(z))
    best = sorted(scores, key=lambda statement: (-scores[statement], statement))
    return tuple(statement for statement in best[:TELLING] if scores[statement] > 1.96)


def _stability(matrix: Matrix, labels: Labels, seed: int) -> float:
    """How alike the groups of samples are to those of all: places and groups are computed again on each sample."""
    random = np.random.default_rng(seed + 1)
    count = int(labels.max()) + 1
    found = []
    for _sample in range(SAMPLES):
        kept = np.sort(random.choice(len(labels), size=int(len(labels) * SAMPLED), replace=False))
        found.append(_adjusted_rand(labels[kept], _kmeans(_places(matrix[kept]), count, random)))
    return float(np.mean(found))


def _adjusted_rand(first: Labels, second: Labels) -> float:
    """Hubert and Arabie, 1985: 1 for the same groups, 0 on average for groups drawn at random."""
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    total = len(first) * (len(first) - 1) / 2
    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected, most = rows * columns / total, (rows + columns) / 2
    return 1.0 if most == expected else (pairs(table) - expected) / (most - expected)


def answer(votes: list[list[Any]], *, seed: int = 0) -> dict[str, Any]:
    """The task "opinion" of `python -m commun.analysis`: votes as [statement, voter, 1, 0 or -1], one a pair."""
    found = opinion_groups({(statement, voter): value for statement, voter, value in votes}, seed=seed)
    return {"groups": None if found is None else found.as_json()}
