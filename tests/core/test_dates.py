import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commun.core.dates import PartialDate, PartialDateField, add_months, duration


@pytest.mark.parametrize(
    ("written", "iso", "said"),
    [
        ("11/03/2025", "2025-03-11", "11 mars 2025"),
        ("1.4.2025", "2025-04-01", "1er avril 2025"),
        ("03/2025", "2025-03", "mars 2025"),
        ("2025", "2025", "2025"),
        (" 2025-03-11 ", "2025-03-11", "11 mars 2025"),
    ],
)
def test_a_date_is_read_and_said_at_the_precision_it_is_known(written: str, iso: str, said: str) -> None:
    date = PartialDate.parse(written)
    assert (date.iso, str(date)) == (iso, said)


@pytest.mark.parametrize("nonsense", ["31/02/2025", "13/2025", "hier", "", "2025-3-1", "99999", "٢٠٢٥", "²025"])
def test_what_is_no_date_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(nonsense)


def test_a_year_is_not_before_one_of_its_months() -> None:
    year, month = PartialDate("2024"), PartialDate("2024-02")
    assert not year.is_before(month)
    assert not month.is_before(year)
    assert PartialDate("2023").is_before(month)


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2200, 1, 1)))
def test_a_day_survives_the_french_way_of_writing_it(day: datetime.date) -> None:
    assert PartialDate.parse(day.strftime("%d/%m/%Y")).earliest == day


@given(
    st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2200, 1, 1)),
    st.integers(min_value=0, max_value=120),
)
def test_months_added_never_jump_over_a_month(day: datetime.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_durations_are_said_as_people_say_them() -> None:
    assert [duration(45), duration(120), duration(90)] == ["45 min", "2 h", "1 h 30"]


def test_a_model_accepts_a_partial_date_as_it_is_typed() -> None:
    field = PartialDateField()
    assert field.clean("03/2025", None) == PartialDate("2025-03")
    assert field.clean(None, None) is None
    with pytest.raises(ValidationError, match="n’est pas une date"):
        field.clean("le mois prochain", None)
