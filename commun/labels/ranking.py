"""How scores make a ranking: pure, exact, and it never hides a tie.

The mean of an application is that of its jurors' weighted means, as fractions: two that are equal are equal. A tie is
not broken by the machine: the jury says why, in the reason that it gives.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Given:
    """One score: `juror`, `application` and `criterion` are primary keys."""

    juror: int
    application: int
    criterion: int
    value: int


@dataclass(frozen=True)
class Rank:
    """`mean` is from 0 to 5, None while nobody has scored every criterion; `voters` are the jurors who did."""

    application: int
    mean: Fraction | None
    voters: int
    place: int | None
    is_tied: bool


def ranking(scores: Iterable[Given], *, weights: Mapping[int, int], among: Iterable[int]) -> list[Rank]:
    """The best first; those that nobody judged whole come last, without a place. Who left one criterion counts not."""
    sheets: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for one in scores:
        sheets[one.application, one.juror][one.criterion] = one.value
    total = sum(weights.values())
    means: defaultdict[int, list[Fraction]] = defaultdict(list)
    for (application, _juror), values in sheets.items():
        if set(values) == set(weights):
            means[application].append(Fraction(sum(values[key] * weights[key] for key in weights), total))
    known = {key: sum(found, Fraction(0)) / len(found) for key, found in means.items()}
    asked = sorted(among)
    judged = sorted((key for key in asked if key in known), key=lambda key: (-known[key], key))
    ranks = [
        Rank(
            key,
            known[key],
            len(means[key]),
            1 + sum(known[other] > known[key] for other in judged),
            sum(known[other] == known[key] for other in judged) > 1,
        )
        for key in judged
    ]
    return ranks + [Rank(key, None, 0, None, is_tied=False) for key in asked if key not in known]
