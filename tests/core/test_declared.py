"""Boxes read what people write in France, and give back what they were given."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from commun.core.inputs import AmountField, LinesField, NumbersField


def amount() -> AmountField:
    return AmountField(max_digits=12, decimal_places=2, required=False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("41 234,50", "41234.50"), ("12 000 €", "12000"), ("12\u202f000", "12000"), ("0,75", "0.75")],
)
def test_an_amount_is_read_as_it_is_written_in_france(typed: str, read: str) -> None:
    assert amount().clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["beaucoup", "-3", "1,234", "9" * 20, "NaN", "1e400"])
def test_what_is_no_amount_is_told(typed: str) -> None:
    with pytest.raises(ValidationError):
        amount().clean(typed)


def test_an_amount_unchanged_is_not_a_change() -> None:
    kept = Decimal("41234.50")
    assert amount().prepare_value(kept) == "41234,5"
    assert not amount().has_changed(kept, "41234,5")


def test_a_list_is_one_item_a_line_each_once() -> None:
    field = LinesField(required=False)
    assert field.clean(" Eau  de la ville\r\n\r\nSyndicat\nSyndicat ") == ["Eau de la ville", "Syndicat"]
    assert not field.has_changed(["a", "b"], "a\nb")
    assert field.clean("") == []


def test_numbers_are_told_once_and_in_order() -> None:
    field = NumbersField(required=False)
    assert field.clean("12, 4;1 4") == [1, 4, 12]
    assert field.clean("") == []
    with pytest.raises(ValidationError, match="virgules"):
        field.clean("BP 4")
