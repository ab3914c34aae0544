"""The ranking is exact, says its ties, and agrees with a slow and obvious count."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from commun.labels.ranking import Given, ranking

WEIGHTS = {1: 3, 2: 2, 3: 1}
MARKS = some.dictionaries(
    some.tuples(some.integers(1, 4), some.integers(10, 13)),  # juror, application
    some.tuples(*(some.integers(0, 5) for _criterion in WEIGHTS)),
    max_size=16,
)


@given(MARKS)
def test_it_agrees_with_the_obvious_count(marks: dict[tuple[int, int], tuple[int, int, int]]) -> None:
    scores = [
        Given(juror, application, criterion, value)
        for (juror, application), values in marks.items()
        for criterion, value in zip(WEIGHTS, values, strict=True)
    ]
    found = {one.application: one for one in ranking(scores, weights=WEIGHTS, among=range(10, 14))}
    for application in range(10, 14):
        values = [given for (_juror, one), given in marks.items() if one == application]
        whole = [Fraction(3 * first + 2 * second + third, 6) for first, second, third in values]
        mean = sum(whole, Fraction(0)) / len(whole) if whole else None
        assert (found[application].mean, found[application].voters) == (mean, len(whole))
        twins = [one for one in found.values() if one.mean is not None and one.mean == mean]
        assert found[application].is_tied == (len(twins) > 1)


def test_a_tie_is_a_tie_and_who_left_a_criterion_counts_not() -> None:
    scores = [Given(juror, 10, criterion, value) for juror, value in ((1, 4), (2, 3)) for criterion in WEIGHTS]
    scores += [Given(juror, 11, criterion, value) for juror, value in ((1, 3), (2, 4)) for criterion in WEIGHTS]
    scores += [Given(1, 12, 1, 5)]
    ranks = ranking(scores, weights=WEIGHTS, among=(10, 11, 12))
    assert [(one.application, one.place, one.is_tied) for one in ranks] == [
        (10, 1, True),
        (11, 1, True),
        (12, None, False),
    ]
