"""The decisions that search is measured with: made again the same, and such as an import takes them."""

import random
import re

import pyarrow.parquet as pq
import pytest
from stdnum.fr import siret as official_siret

from bench import search_corpus as corpus
from bench.search_texts import Texts, of_this_repository, sentences


@pytest.fixture(scope="module")
def made() -> corpus.Makings:
    return corpus.makings(of_this_repository(), bodies=40)


@pytest.fixture(scope="module")
def rows(made) -> list[dict]:
    return [dict(zip(corpus.COLUMNS, row, strict=True)) for row in corpus.decisions(made, 300)]


def test_same_seed_gives_same_decisions(made) -> None:
    again = corpus.makings(of_this_repository(), bodies=40)
    assert list(corpus.decisions(made, 50)) == list(corpus.decisions(again, 50))


def test_larger_corpus_begins_with_the_smaller_one(made) -> None:
    assert list(corpus.decisions(made, 80))[:30] == list(corpus.decisions(made, 30))


def test_decisions_that_follow_are_those_of_the_whole(made) -> None:
    assert list(corpus.decisions(made, 60, start=45)) == list(corpus.decisions(made, 60))[45:]


def test_decisions_are_valid_scdl(rows) -> None:
    for row in rows:
        assert official_siret.is_valid(row["COLL_SIRET"])
        assert re.fullmatch(r"\d\.\d{1,2}", row["DELIB_MATIERE_CODE"])
        assert "2012-01-01" <= row["DELIB_DATE"] <= "2026-09-30"
        assert row["PREF_DATE"] >= row["DELIB_DATE"]
        assert row["DELIB_OBJET"]
        if row["VOTE_POUR"] is not None:
            assert row["VOTE_POUR"] + row["VOTE_CONTRE"] + row["VOTE_ABSTENTION"] == row["VOTE_REEL"]
            assert row["VOTE_REEL"] <= row["VOTE_EFFECTIF"]


def test_no_decision_has_the_identity_of_another(rows) -> None:
    identities = {(row["COLL_SIRET"], row["DELIB_ID"], row["DELIB_DATE"]) for row in rows}
    assert len(identities) == len(rows)


def test_bodies_are_nobodys(rows) -> None:
    assert {row["COLL_SIRET"][:3] for row in rows} == {"999"}


def test_volumes_are_unequal(rows) -> None:
    counts = sorted([row["COLL_SIRET"] for row in rows].count(siret) for siret in {r["COLL_SIRET"] for r in rows})
    assert counts[-1] > 2 * counts[0]


def test_file_has_the_columns_and_rows_asked(made, tmp_path) -> None:
    corpus.write(tmp_path / "some.parquet", made, 25)
    table = pq.read_table(tmp_path / "some.parquet")
    assert tuple(table.column_names) == corpus.COLUMNS
    assert table.num_rows == 25
    assert [path.name for path in tmp_path.iterdir()] == ["some.parquet"]


def test_every_subject_goes_to_one_matter() -> None:
    texts = Texts(
        "essai", {f"sujet {n}": [f"La phrase {n} du sujet compte plusieurs mots."] * 3 for n in range(90)}, []
    )
    pools = corpus.makings(texts, bodies=2).pools
    homes = [code for n in range(90) for code in pools if any(f" {n} du" in one for one in pools[code])]
    assert len(homes) == 90


def test_questions_have_every_shape_and_are_drawn_again_the_same(made) -> None:
    rows = list(corpus.decisions(made, 300))
    asked = corpus.questions(rows, 500)
    assert asked == corpus.questions(rows, 500)
    counts = {shape: sum(one.shape == shape for one in asked) for shape, _times in corpus.SHAPES}
    assert counts == dict(corpus.SHAPES)
    filtered = sum(one.is_filtered for one in asked)
    assert 180 < filtered < 270
    assert all(one.text.startswith('"') and one.text.endswith('"') for one in asked if one.is_phrase)


def test_typing_fault_changes_the_longest_word_but_not_its_first_letter() -> None:
    rng = random.Random(0)
    for _again in range(200):
        first, second = corpus.mistyped("une délibération", rng).split()
        assert first == "une"
        assert second[0] == "d"
        assert abs(len(second) - len("délibération")) <= 1


def test_misread_text_differs_by_little() -> None:
    rng = random.Random(1)
    text = "Le conseil municipal approuve la convention."
    for _again in range(50):
        assert abs(len(corpus.misread(text, rng)) - len(text)) <= 1


def test_sentences_leave_headings_and_numbers_of_articles_whole() -> None:
    one = "Le présent article renvoie aux articles L. 2121-29 et L. 2122-22 du code."
    other = "Une autre phrase suit ici, assez longue."
    assert list(sentences(f"Titre\n{one} {other}")) == [one, other]


def test_own_documents_are_enough_to_try_without_network() -> None:
    own = of_this_repository()
    assert own.sentences > 1000
    assert own.titles
