"""Whatever a cell holds, a row gives a decision that the database takes, or a reason in French."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.deliberations.columns import NAMES
from commun.deliberations.importers.files import WIDTH
from commun.deliberations.importers.reading import DateHabit, Reader, is_address, read_day
from tests.deliberations.files import GOOD

TODAY = datetime.date(2026, 11, 22)
CELLS = (*(GOOD[name] for name in NAMES), "")


@given(place=st.integers(0, WIDTH - 1), cell=st.text(max_size=400))
def test_any_text_in_any_cell_is_read_left_out_or_refused_with_a_reason(place: int, cell: str) -> None:
    reader = Reader(DateHabit(), today=TODAY)
    cells = [*CELLS[:place], cell, *CELLS[place + 1 :]]
    decision = reader.read(2, cells)

    assert (decision is None) == any(fault.is_fatal for fault in reader.faults)
    assert all(fault.reason and fault.line == 2 for fault in reader.faults)
    if decision is not None:
        assert decision.name and decision.local_id and decision.subject
        assert datetime.date(1900, 1, 1) <= decision.decided_on <= TODAY
        assert "\x00" not in "".join((decision.subject, decision.text, decision.local_id, decision.name))
        assert decision.url == "" or is_address(decision.url)


@given(day=st.dates(datetime.date(1900, 1, 1), TODAY))
def test_a_day_is_read_the_same_however_it_is_written(day: datetime.date) -> None:
    written = (f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day:%Y-%m-%d}T00:00:00")
    assert {read_day(text) for text in written} == {day}
    assert read_day(f"{day:%d/%m/%Y}", is_day_first=True) == day


@given(day=st.dates(datetime.date(1900, 1, 1), TODAY))
def test_a_day_that_two_countries_read_otherwise_is_refused(day: datetime.date) -> None:
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(ValueError, match="ambiguë"):
            read_day(f"{day:%d/%m/%Y}")
    else:
        assert read_day(f"{day:%d/%m/%Y}") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11 mars 2024", datetime.date(2024, 3, 11)),
        ("Lundi 1er Août 2022", datetime.date(2022, 8, 1)),
        ("2024-03-11T00:00:00Z", datetime.date(2024, 3, 11)),
        ("", None),
    ],
)
def test_days_in_words_and_instants_are_read(text: str, day) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["2024-02-30", "45362", "2024-03-10T23:00:00Z", "mars 2024", "11/03/24", "2024"])
def test_days_that_are_not_sure_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_day(text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ftp://a.fr/x", "https://", "http://[", "/a.pdf", "https://a b"]
)
def test_only_addresses_of_the_web_are_kept(text: str) -> None:
    assert not is_address(text)
