"""Slips are counted as one counts them by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.search.spelling import distance, slips

WORD = st.text(alphabet="abc", max_size=9)


def by_hand(left, right):
    table = {(row, 0): row for row in range(len(left) + 1)} | {(0, column): column for column in range(len(right) + 1)}
    for row in range(1, len(left) + 1):
        for column in range(1, len(right) + 1):
            table[row, column] = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (left[row - 1] != right[column - 1]),
            )
            if row > 1 and column > 1 and left[row - 1] == right[column - 2] and left[row - 2] == right[column - 1]:
                table[row, column] = min(table[row, column], table[row - 2, column - 2] + 1)
    return table[len(left), len(right)]


@given(WORD, WORD, st.integers(0, 3))
def test_distance_is_that_of_the_whole_table_up_to_what_is_asked(left, right, most):
    assert distance(left, right, most) == min(by_hand(left, right), most + 1)


@pytest.mark.parametrize(
    ("typed", "known", "count"),
    [("vélo", "vélo", 0), ("budegt", "budget", 1), ("bugdte", "budget", None), ("assainisement", "assainissements", 2)],
)
def test_long_words_are_forgiven_two_slips_and_short_ones_one(typed, known, count):
    assert slips(typed, known) == count
