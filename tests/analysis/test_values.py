"""Cutting a tree of themes finer or coarser needs no computation, and loses no text."""

import json

import pytest

from commun.analysis.values import Group, Grouping, Merge, WeightedWord


def group(key, *members):
    return Group(key, key, (WeightedWord(key, 1.0),), members)


@pytest.fixture
def grouping():
    return Grouping(
        leaves=(group("eau", "a", "b"), group("école", "c"), group("bus", "d", "e", "f")),
        merges=(
            Merge(0, 1, group("eau-école", "a", "b", "c")),
            Merge(3, 2, group("tout", "a", "b", "c", "d", "e", "f")),
        ),
        suggested=2,
        ungrouped=("vide",),
        duplicates={"e": "d"},
    )


def test_a_grouping_is_cut_as_suggested_finer_or_coarser(grouping):
    assert [one.key for one in grouping.cut()] == ["bus", "eau-école"]
    assert [one.key for one in grouping.cut(3)] == ["bus", "eau", "école"]
    assert [one.key for one in grouping.cut(1)] == ["tout"]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_text_is_lost_by_a_cut(grouping, count):
    assert sorted(member for one in grouping.cut(count) for member in one.members) == list("abcdef")


@pytest.mark.parametrize("count", [0, 4])
def test_a_cut_that_the_tree_cannot_give_is_refused(grouping, count):
    with pytest.raises(ValueError, match="between 1 and 3"):
        grouping.cut(count)


def test_a_grouping_of_nothing_is_cut_in_no_group():
    assert Grouping(leaves=(), merges=(), suggested=0, ungrouped=(), duplicates={}).cut() == ()


def test_a_grouping_travels_by_json(grouping):
    assert Grouping.from_json(json.loads(json.dumps(grouping.as_json()))) == grouping


def test_the_marginal_texts_of_a_small_group_are_not_its_central_ones():
    assert group("bus", *"abcdef").marginal() == ("e", "f")
    assert group("bus", *"abcd").marginal() == ("d",)
    assert group("bus", *"abc").marginal() == ()
