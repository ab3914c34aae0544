"""One analysis for writing, asking and marking."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.search import french, language

FRENCH = st.text(alphabet="aàâbcçdeéèêfghiîjklmnoôœpqrstuùûvxyz AÉLDQU'’-.,\n", max_size=300)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l'école", "L’ÉCOLE"),
        ("Subventionnée", "subventionnee"),
        ("subventions", "SUBVENTIONNER"),
        ("délibérations", "délibérer"),
        ("œuvre", "oeuvres"),
        ("C.C.A.S.", "CCAS"),
        ("d’intérêt communal", "interet COMMUNAUX"),
        ("e\u0301cole", "école"),
        ("assai\xadnissement", "assainissement"),
    ],
)
def test_what_is_the_same_word_has_one_term(one, other):
    assert french.terms(one) == french.terms(other) != []


@pytest.mark.parametrize(("one", "other"), [("données", "don"), ("métropole", "métrologie"), ("commune", "comité")])
def test_what_is_another_word_has_another_term(one, other):
    assert french.terms(one) != french.terms(other)


def test_letter_of_an_article_is_kept_and_elision_falls():
    assert french.terms("article L. 2121-29") == ["articl", "l", "2121", "29"]
    assert french.terms("L'EAU DE L'ÉCOLE, qu’il d'été") == ["eau", "ecol"]


def test_stopwords_keep_the_distance_of_a_phrase():
    assert french.analyse("mise en œuvre de la charte") == "mis _ oeuvr _ _ chart"


@given(FRENCH)
def test_case_and_accents_never_change_the_terms_of_words_without_apostrophe(text):
    text = text.replace("'", " ").replace("’", " ").replace(".", " ")
    assert french.terms(text) == french.terms(french.clean(text))
    assert all(term.isalnum() and len(term) <= french.LONGEST for term in french.terms(text))


@given(st.one_of(FRENCH, st.text(max_size=200)))
def test_both_ways_of_reading_a_text_agree(text):
    by_surfaces = [french.term_of(word) or french.GAP for word in french.surfaces(text)]
    assert french.analyse(text).split() == by_surfaces


@given(st.text(max_size=400))
def test_any_text_is_analysed_into_terms_that_a_space_parts(text):
    parts = french.analyse(text).split(" ") if french.analyse(text) else []
    assert all(part == french.GAP or part.isalnum() for part in parts)


# Extracts


def marked(pieces):
    return [piece for piece, is_marked in pieces if is_marked]


def test_extract_marks_whole_words_of_the_same_stem():
    text = "La subvention de l’association « Les Subventionnés » : insubventionnable."
    assert marked(french.extract(text, french.terms("subventions"))) == ["subvention", "Subventionnés"]


def test_extract_shows_the_passage_that_holds_most_of_what_was_asked():
    text = "La commune vote. " + "Rien à dire ici. " * 40 + "La commune achète un vélo cargo. " + "Fin du texte. " * 40
    pieces = french.extract(text, french.terms("vélo commune"))
    assert marked(pieces) == ["commune", "vélo"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)


def test_extract_without_term_is_the_beginning():
    text = "Premier mot. " * 60
    pieces = french.extract(text, ["absent"])
    assert pieces[0][0].startswith("Premier mot.")
    assert not marked(pieces)


def test_extract_marks_dotted_acronyms():
    assert marked(french.extract("Le C.C.A.S. de la ville", french.terms("CCAS"))) == ["C.C.A.S."]


@given(FRENCH, FRENCH)
def test_extract_marks_the_words_that_a_slow_reading_would(text, asked):
    """Each word of the text, cut and stemmed, against those that are marked by how they begin."""
    wanted = frozenset(french.terms(asked))
    shown = " ".join(french.clean(text).split())
    slow = [term for term in map(french.term_of, french.surfaces(shown)) if term in wanted]
    assert list(map(french.term_of, marked(french.extract(text, wanted, len(shown) + 1)))) == slow


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Payer ou paie", "payer"),
        ("L’ŒUVRE et l’oeuvre, les œuvres", "oeuvre"),
        ("le cœur du coeur", "coeur"),
        ("Des chevaux, un cheval", "cheval"),
        ("Égaux, égale, EGALES", "égal"),
        ("ÇA 2121-29, article L. 2121", "2121"),
        ("Les ex-aequo, ex-æquo", "aequo"),
        ("fréquence fréquente", "fréquence"),
    ],
)
def test_extract_marks_what_folding_and_stemming_bring_together(text, asked):
    wanted = set(french.terms(asked))
    slow = [term for term in map(french.term_of, french.surfaces(text)) if term in wanted]
    assert slow
    assert list(map(french.term_of, marked(french.extract(text, wanted)))) == slow


@given(FRENCH, FRENCH, st.integers(min_value=20, max_value=200))
def test_extract_is_a_passage_of_the_text_and_never_cuts_a_word(text, asked, length):
    shown = " ".join(french.clean(text).split())
    pieces = french.extract(text, french.terms(asked), length)
    passage = "".join(piece for piece, _ in pieces).removeprefix("… ").removesuffix(" …")
    at = shown.find(passage)
    assert at >= 0
    before, after = shown[max(0, at - 1) : at], shown[at + len(passage) : at + len(passage) + 1]
    if passage and len(passage) <= length:
        places = [i for i in range(len(shown)) if shown.startswith(passage, i)]
        assert any(
            not (shown[max(0, i - 1) : i].isalnum() and passage[0].isalnum())
            and not (shown[i + len(passage) : i + len(passage) + 1].isalnum() and passage[-1].isalnum())
            for i in places
        ), (before, passage, after)
    assert all(piece for piece, _ in pieces)
    assert set(french.terms(" ".join(marked(pieces)))) <= set(french.terms(asked))


def test_twenty_extracts_cost_a_few_milliseconds():
    sentence = "Considérant que l’attribution d’une subvention à l’association sportive relève du conseil municipal ; "
    texts = [f"Décision {n}. " + sentence * 25 for n in range(20)]
    asked = french.terms("subvention association")
    for text in texts:
        french.extract(text, asked)
    best = min(_cost(texts, asked) for _ in range(5))
    assert best < 0.02, "measured 3 to 6 ms; far more means that the passage is looked for word by word"


def _cost(texts, asked):
    start = time.process_time()
    for text in texts:
        french.extract(text, asked)
    return time.process_time() - start


# Questions


def first_terms(question):
    return [group.alternatives[0].terms for group in question.groups]


def test_words_phrases_and_exclusions_are_told_apart():
    question = language.read('budget "mise en œuvre" -voirie “plan vélo” -"salle des fêtes"')
    assert first_terms(question) == [("budget",), ("mis", "_", "oeuvr"), ("plan", "velo")]
    assert [each.terms for each in question.excluded] == [("voir",), ("sall", "_", "fet")]


def test_reference_is_looked_for_as_written():
    (group,) = language.read("2024-DEL-12").groups
    assert group.alternatives[0].is_phrase
    assert group.alternatives[0].terms == ("2024", "del", "12")


def test_hyphen_inside_a_word_excludes_nothing():
    assert first_terms(language.read("sous-préfecture vice-présidente")) == [("prefectur",), ("vic",), ("president",)]


def test_expression_of_several_words_has_its_acronym_and_back():
    (group,) = language.read("intelligence artificielle").groups
    assert ("ia",) in [each.terms for each in group.alternatives]
    (group,) = language.read("IA").groups
    assert any(each.is_phrase and len(each.terms) == 2 for each in group.alternatives)
    assert {each.weight for each in group.alternatives} == {1.0, language.SYNONYM_WEIGHT}


def test_last_word_is_unfinished_only_while_it_is_typed():
    assert language.read("plan vél", is_prefix=True).groups[-1].is_unfinished
    assert not language.read("plan vélo ", is_prefix=True).groups[-1].is_unfinished
    assert not language.read('plan "vélo"', is_prefix=True).groups[-1].is_unfinished


def test_stopwords_alone_leave_nothing_to_look_for():
    assert language.read("de la").is_void
    assert not language.read("").is_void


@given(st.text(max_size=200), st.booleans())
def test_any_typed_text_is_read(text, is_prefix):
    question = language.read(text, is_prefix=is_prefix)
    assert len(question.groups) <= language.MOST_WORDS


def test_every_synonym_is_told_once_and_finds_the_others():
    for expression, others in language._synonyms().items():
        assert expression
        assert expression not in others
        for other in others:
            assert expression in language._synonyms()[other]
