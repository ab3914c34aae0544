"""The judged questions: well formed, enough of them, and measures that agree with their definition."""

import json
import math

import pytest

from bench import search_relevance as relevance

COLLECTIONS = ("demo", "deliberations")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_judgements_are_well_formed(collection) -> None:
    asked, digests = relevance.judgements(relevance.DATA / f"relevance_{collection}.toml")
    assert len(asked) >= 50
    assert len({one.text for one in asked}) == len(asked)
    for one in asked:
        assert one.who in {"habitant", "agent", "journaliste"}
        assert set(one.grades.values()) <= {1, 2, 3}
        assert max(one.grades.values()) >= 2, one.text
    if collection == "deliberations":
        assert {name for one in asked for name in one.grades} == set(digests)
        assert all(len(digest) == 16 for digest in digests.values())


def test_there_are_more_than_a_hundred_questions() -> None:
    counts = [len(relevance.judgements(relevance.DATA / f"relevance_{name}.toml")[0]) for name in COLLECTIONS]
    assert sum(counts) >= 100


def test_ndcg_is_one_for_the_best_order_and_zero_for_nothing() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert relevance.ndcg(["a", "b", "c", "x"], grades) == pytest.approx(1)
    assert relevance.ndcg([], grades) == 0
    assert relevance.ndcg(["x", "y"], grades) == 0


def test_ndcg_follows_its_definition() -> None:
    grades = {"a": 3, "b": 1}
    found = (1 / math.log2(2) + 0 + 7 / math.log2(4)) / (7 / math.log2(2) + 1 / math.log2(3))
    assert relevance.ndcg(["b", "x", "a"], grades) == pytest.approx(found)


def test_ndcg_looks_no_further_than_ten() -> None:
    assert relevance.ndcg([*"xxxxxxxxxx", "a"], {"a": 3}) == 0


def test_recall_counts_what_answers_and_not_what_touches() -> None:
    assert relevance.recall(["a", "c"], {"a": 3, "b": 2, "c": 1}) == 0.5
    assert math.isnan(relevance.recall(["a"], {"a": 1}))


def test_decisions_are_named_by_file_and_address(tmp_path) -> None:
    one = {"url": "https://exemple.fr/conseil/12-mai/tarif-de-la-cantine/", "titre": "Tarif", "contenu": "Texte."}
    (tmp_path / "deliberations_ici.json").write_text(json.dumps({"deliberations": [one]}), encoding="utf-8")
    (page,) = relevance.decisions_of(tmp_path)
    assert page.name == "ici/tarif-de-la-cantine"
    assert len(page.digest) == 16
    assert page.digest != relevance.Page(page.name, page.title, "Autre texte.").digest


def test_parts_of_the_site_that_came_after_the_judges_are_struck_from_what_was_found() -> None:
    asked = [
        relevance.Judged("eau", "élu", {"/constats/1/": 3}),
        relevance.Judged("cantine", "agent", {"/manifeste/": 1}),
    ]

    kept = relevance.in_parts_judged(["/metiers/2/", "/constats/9/", "/manifeste/", "/actualites/1/"], asked)

    assert kept == ["/constats/9/", "/manifeste/"]
    assert relevance.in_parts_judged(["lyon/12", "brest/3"], [relevance.Judged("eau", "élu", {"lyon/12": 2})]) == [
        "lyon/12",
        "brest/3",
    ]
