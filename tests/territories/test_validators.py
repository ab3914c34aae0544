"""Codes: clean, true to their key, of the kind that bears them; with the faults seen in real files."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from commun.territories import validators
from commun.territories.enums import SIREN_PREFIXES, Kind


def test_spaces_of_any_sort_are_taken_off() -> None:
    assert validators.clean_siren(" 244 400\u00a0404 ") == "244400404"
    assert validators.clean_siret("243 100 518\u202f00170") == "24310051800170"


@pytest.mark.parametrize("dragged", ["24410051800170", "24510051800170", "24610051800170"])
def test_siret_dragged_down_a_spreadsheet_is_refused(dragged) -> None:
    """Three lines of a real export: Toulouse Métropole's 243… became 244…, 245…, 246…"""
    with pytest.raises(ValidationError, match="clé de contrôle"):
        validators.clean_siret(dragged)


def test_siret_of_another_body_names_both_numbers() -> None:
    with pytest.raises(ValidationError) as error:
        validators.clean_siret("24310051800170", siren="244400404")
    assert "243100518" in error.value.messages[0]
    assert "244400404" in error.value.messages[0]


def test_siret_given_for_a_siren_is_told_apart() -> None:
    with pytest.raises(ValidationError, match="SIRET"):
        validators.clean_siren("243 100 518 00170")


@pytest.mark.parametrize("value", ["12345678", "1234567890", "24440040A", "٢٤٤٤٠٠٤٠٤", "=cmd|' /C'!A0"])
def test_what_is_no_siren_is_refused_in_french(value) -> None:
    with pytest.raises(ValidationError, match="neuf chiffres"):
        validators.clean_siren(value)


def test_paris_is_no_departement() -> None:
    with pytest.raises(ValidationError, match="Département"):
        validators.check_siren_prefix("217500016", kind=Kind.DEPARTEMENT)
    validators.check_siren_prefix("217500016", kind=Kind.SPECIAL_COMMUNE)


@pytest.mark.parametrize(
    ("siren", "kind"),
    [
        ("214401093", Kind.COMMUNE),
        ("200053668", Kind.COMMUNE),
        ("929939411", Kind.COMMUNE),
        ("244400404", Kind.METROPOLE),
        ("200093201", Kind.METROPOLE),
        ("200058006", Kind.EPT),
        ("130030000", Kind.UNIVERSITE),
    ],
)
def test_real_numbers_pass(siren, kind) -> None:
    validators.check_siren_prefix(siren, kind=kind)


@pytest.mark.parametrize("kind", sorted(SIREN_PREFIXES))
def test_company_number_is_refused_for_each_kind_that_has_prefixes(kind) -> None:
    with pytest.raises(ValidationError):
        validators.check_siren_prefix("552081317", kind=kind)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("44109", Kind.COMMUNE),
        ("2a004", Kind.COMMUNE),
        ("974", Kind.DEPARTEMENT),
        ("2B", Kind.DEPARTEMENT),
        ("6AE", Kind.DEPARTEMENT),
        ("53", Kind.REGION),
    ],
)
def test_insee_codes_of_each_level_pass(code, kind) -> None:
    assert validators.clean_code_insee(code, kind=kind) == code.upper()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("4410", Kind.COMMUNE),
        ("44", Kind.COMMUNE),
        ("44109", Kind.REGION),
        ("2C004", Kind.COMMUNE),
        ("44109", Kind.DEPARTEMENT),
    ],
)
def test_code_of_another_level_is_refused(code, kind) -> None:
    with pytest.raises(ValidationError, match="code INSEE"):
        validators.clean_code_insee(code, kind=kind)


@given(
    st.integers(min_value=0, max_value=99_999_999),
    st.integers(min_value=0, max_value=8),
    st.integers(min_value=1, max_value=9),
)
def test_one_wrong_digit_is_always_caught(number, place, shift) -> None:
    digits = f"{number:08d}"
    siren = digits + luhn.calc_check_digit(digits)
    assert validators.clean_siren(siren) == siren
    wrong = siren[:place] + str((int(siren[place]) + shift) % 10) + siren[place + 1 :]
    with pytest.raises(ValidationError):
        validators.clean_siren(wrong)


@given(st.text(max_size=40))
def test_any_text_is_cleaned_or_refused_in_words(text) -> None:
    for clean in (validators.clean_siren, validators.clean_siret, validators.clean_country):
        try:
            assert clean(text).isascii()
        except ValidationError as error:
            assert error.messages
