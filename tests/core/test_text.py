"""One way to clean a text, one way to compare two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core.text import clean, folded, without_controls


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Haÿ-les-Roses", "L'HAY-LES-ROSES"),
        ("  Œuvre\u00a0\u202fcommune ", "oeuvre commune"),
        ("E\u0301tat", "état"),
        ("Straße", "STRASSE"),
    ],
)
def test_two_writings_of_the_same_words_are_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_other_words_stay_other_words() -> None:
    assert folded("non retenue") != folded("retenue")
    assert folded("A1") != folded("A 1")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_what_is_cleaned_is_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert without_controls(clean(text)) == clean(text)
