"""What people type in France is read, bounded, and never lost."""

import datetime

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError

from commun.core.dates import PartialDate
from commun.core.inputs import FrenchDateField, PartialDateFormField, WebAddressField

NOW = "2026-11-22T10:00:00+01:00"


@pytest.mark.parametrize("written", ["11/03/2025", "2025-03-11", "11.03.2025", "11-03-2025", "11/03/25", " 11/3/2025 "])
def test_a_day_is_read_as_it_is_written_in_france_or_as_a_browser_sends_it(written: str) -> None:
    assert FrenchDateField().clean(written) == datetime.date(2025, 3, 11)


@time_machine.travel(NOW)
@pytest.mark.parametrize("slip", ["0001-01-01", "11/03/0025", "31/12/1899", "23/11/2056", "31/12/9999"])
def test_a_day_out_of_reach_is_a_slip_of_the_keyboard(slip: str) -> None:
    with pytest.raises(ValidationError, match=r"hors de portée.*entre 1900 et 2056"):
        FrenchDateField().clean(slip)


@time_machine.travel(NOW)
@pytest.mark.parametrize("slip", ["0001", "1899", "12/2056", "9999", "01/01/9999"])
def test_a_month_or_a_year_out_of_reach_is_one_too(slip: str) -> None:
    with pytest.raises(ValidationError, match="hors de portée"):
        PartialDateFormField().clean(slip)


@time_machine.travel(NOW)
def test_the_bounds_themselves_are_within_reach() -> None:
    assert FrenchDateField().clean("01/01/1900") == datetime.date(1900, 1, 1)
    assert FrenchDateField().clean("22/11/2056") == datetime.date(2056, 11, 22)
    assert PartialDateFormField().clean("1978") == PartialDate("1978")


@pytest.mark.parametrize("text", ["31/02/2025", "hier", "2025", "٢٠٢٥-03-11x"])
def test_what_is_no_day_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValidationError, match="11/03/2025"):
        FrenchDateField().clean(text)


@pytest.mark.parametrize(("picker", "shown"), [(True, 'value="2025-03-11"'), (False, 'value="11/03/2025"')])
def test_a_day_is_shown_as_its_input_wants_it(*, picker: bool, shown: str) -> None:
    class OneForm(forms.Form):
        on = FrenchDateField(picker=picker)

    html = str(OneForm(initial={"on": datetime.date(2025, 3, 11)})["on"])
    assert shown in html
    assert ('type="date"' in html) is picker


def test_an_address_is_whole_and_its_scheme_is_https_by_default() -> None:
    assert WebAddressField().clean("www.exemple.fr/rapport.pdf") == "https://www.exemple.fr/rapport.pdf"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "exemple", "ftp//", "https://", "data:text/html,x"])
def test_what_is_no_address_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValidationError, match="adresse entière"):
        WebAddressField().clean(text)
