"""Words are cut, folded and sorted the same way whatever the keyboard."""

import pytest

from commun.analysis import french


@pytest.mark.parametrize(
    "text",
    ["L’école publique", "l'ecole PUBLIQUE", "L'ÉCOLE PUBLIQUE", "l'e\u0301cole publique", "la l école-publique !"],
)
def test_case_accents_and_apostrophes_do_not_change_content_stems(text):
    assert french.content_stems(text) == ["ecol", "publiqu"]


def test_tool_words_letters_and_small_numbers_say_nothing():
    assert french.content_stems("Il faudrait que nous ayons, aujourd’hui, 3 x plus de ça !") == []


def test_a_year_is_a_content_word():
    assert french.content_stems("en 2030") == ["2030"]


def test_addresses_are_left_out():
    assert french.words("Écrire à marie@example.org ou https://example.org/a?b=c dès demain") == [
        "écrire",
        "à",
        "ou",
        "dès",
        "demain",
    ]


def test_ligatures_are_folded():
    assert french.fold("Cœur") == "coeur"


def test_a_text_without_accents_gets_those_of_the_corpus():
    forms = french.accents({"réduire": 1, "les": 2, "impôts": 2, "impots": 1, "cité": 1, "cite": 1})
    assert french.accented(french.sentence("REDUIRE LES IMPOTS"), forms) == "réduire les impôts"
    assert french.accented("réduire les impots", forms) == "réduire les impots"


def test_equal_counts_do_not_depend_on_order():
    assert french.accents({"pêche": 1, "péché": 1}) == french.accents({"péché": 1, "pêche": 1})


def test_singular_plural_and_agreement_meet():
    assert french.stem("cantines") == french.stem("cantine")
    assert french.stem("numériques") == french.stem("numérique")


def test_action_words_are_not_tool_words():
    assert french.content_stem("supprimer") in french.ACTION_STEMS
    assert french.content_stem("vélo") not in french.ACTION_STEMS


def test_no_word_no_stem():
    assert french.content_stems("🎉 🎉 … !!!") == []
    assert french.sentence("  \n ") == ""
