"""What `make bench-search` counts with: percentiles, ratios, aims, what two words have in common."""

import json
from dataclasses import replace
from itertools import product

import pytest

from bench import search
from bench.search_corpus import COLUMNS, Question, makings, write
from bench.search_engines import Fts5, _filters, asked, decisions, one_apart
from bench.search_texts import of_this_repository
from commun.search.documents import FACETS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "decisions-60.parquet"
    write(path, makings(of_this_repository(), bodies=10), 60)
    return path


def test_percentile_is_a_value_that_was_measured() -> None:
    assert search.percentile([5, 1, 4, 2, 3], 50) == 3
    assert search.percentile(list(range(100)), 95) == 95
    assert search.percentile([7], 99) == 7


def test_engines_are_compared_on_the_questions_that_both_answered() -> None:
    ours, theirs = search.Asked("ours"), search.Asked("theirs")
    ours.cpu = {0: 1.0, 1: 2.0, 2: 900.0}
    theirs.cpu = {0: 10.0, 1: 20.0}
    assert search.ratios(theirs, ours) == (10.0, 10.0, 10.0)


def test_numbers_are_spaced_as_french_does() -> None:
    assert search.spaced(2_000_000) == "2 000 000"


@pytest.mark.parametrize(("one", "other"), [("cantine", "cantin"), ("cantine", "cantinne"), ("cantine", "cnatine")])
def test_words_one_letter_apart_are_near(one, other) -> None:
    assert one_apart(one, other)
    assert one_apart(other, one)


def test_near_words_are_those_that_one_change_reaches() -> None:
    """Against a slow and obvious way: make every change."""

    def changed(word: str) -> set[str]:
        letters = "ab"
        cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        return (
            {left + right[1:] for left, right in cuts if right}
            | {left + letter + right for left, right in cuts for letter in letters}
            | {left + letter + right[1:] for left, right in cuts if right for letter in letters}
            | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
        )

    words = ["".join(letters) for size in (1, 2, 3, 4) for letters in product("ab", repeat=size)]
    for one in words:
        for other in words:
            if one != other:
                assert one_apart(one, other) == (other in changed(one)), (one, other)


def test_decisions_are_read_as_documents_that_commun_counts(corpus) -> None:
    made = list(decisions(corpus, 20))
    assert [one.key for one in made] == list(range(1, 21))
    for one in made:
        document = one.document()
        assert set(document.facets) <= set(FACETS)
        assert document.on is not None
        assert document.facets["year"] == (str(document.on.year),)
        assert document.body


def test_question_keeps_its_filters_in_each_engine() -> None:
    question = Question("2 mots", "tarif cantine", department="44", years=("2024", "2025"))
    assert asked(question).facets == {"department": ("44",), "year": ("2024", "2025")}
    assert _filters(question, "?") == ("and department in (?) and year in (?, ?)", ["44", "2024", "2025"])


def test_sqlite_peer_answers_as_a_slow_reading_does(corpus, tmp_path) -> None:
    """The peer must be a fair one: total, filter, facets and typing fault."""
    made = list(decisions(corpus))
    engine = Fts5(tmp_path)
    engine.build(iter(made))
    engine.open()
    vote = [one for one in made if "unanimité" in one.body]
    answer = engine.ask(Question("1 mot", "unanimité"))
    assert answer.total == len(vote)
    assert sum(count for _value, count in answer.facets["department"]) == len(vote)
    assert len(answer.extracts) == min(20, len(vote))
    year = vote[0].year
    filtered = engine.ask(Question("1 mot", "unanimité", years=(year,)))
    assert filtered.total == sum(one.year == year for one in vote)
    assert engine.ask(Question("faute", "unanimmité")).total == len(vote)
    more = [replace(one, key=one.key + 1000, body=f"{one.body} orignal") for one in made[:3]]
    engine.add(more)
    assert engine.ask(Question("1 mot", "orignal")).total == 3
    engine.take_back(more)
    assert engine.ask(Question("1 mot", "orignal")).total == 0
    assert engine.ask(Question("1 mot", "unanimité")).total == len(vote)
    engine.close()


def test_built_figures_are_kept_for_the_next_run(tmp_path, corpus) -> None:
    place = search.Place("fts5", tmp_path, 0)
    kept = search.Built(wall=1.0, cpu=2.0, peak=3.0, index=4, with_texts=5, load=0.5)
    (tmp_path / "fts5.json").write_text(json.dumps(kept.__dict__))
    assert search.build(place, corpus.parent, 60, 0) == kept


def test_only_what_a_run_made_is_removed(tmp_path) -> None:
    (tmp_path / "20000").mkdir()
    (tmp_path / "textes").mkdir()
    (tmp_path / "decisions-20000.parquet").touch()
    (tmp_path / "mine.txt").touch()
    search.clean(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", "textes"]


def test_corpus_that_is_long_enough_serves_again(tmp_path, corpus) -> None:
    kept = tmp_path / "decisions-60.parquet"
    kept.write_bytes(corpus.read_bytes())
    assert search.corpus_of(tmp_path, 50) == kept
    assert COLUMNS[0] == "COLL_NOM"
