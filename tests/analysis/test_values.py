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
            Merge.of(0, 1, group("eau-école", "a", "b", "c")),
            Merge.of(3, 2, group("tout", "a", "b", "c", "d", "e", "f")),
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


def large(leaves: int, texts: int) -> Grouping:
    """Leaves of neighbours, joined one after the other into one: the deepest tree there is."""
    size = texts // leaves
    parts = [group(f"f{one}", *(f"cta-2026-{one:03}-P{place:05}" for place in range(size))) for one in range(leaves)]
    merges, whole, node = [], parts[0].members, 0
    for one in range(1, leaves):
        whole = tuple(sorted(whole + parts[one].members))
        merges.append(Merge.of(node, one, group(f"m{one}", *whole)))
        node = leaves + one - 1
    return Grouping(tuple(parts), tuple(merges), 8, (), {})


def test_a_merged_group_begins_and_ends_as_it_was_told_and_holds_each_text_once_between():
    found = large(20, 2_000)
    for count in (1, 7, 20):
        cut = found.cut(count)
        assert len(cut) == count
        members = [member for one in cut for member in one.members]
        assert len(members) == len(set(members)) == 2_000
    whole, last = found.cut(1)[0], found.merges[-1]
    assert whole.central(40) == last.first == tuple(sorted(whole.members))[:40]
    assert whole.members[-10:] == last.last == tuple(sorted(whole.members))[-10:]


def test_between_its_ends_a_merged_group_keeps_the_heights_that_texts_have_in_their_leaves():
    whole = large(4, 4_000).cut(1)[0]
    place = {member: at for at, member in enumerate(whole.members)}
    for leaf in range(4):
        heights = [place[f"cta-2026-{leaf:03}-P{one:05}"] for one in range(100, 900)]
        assert heights == sorted(heights)
        assert heights[400] == pytest.approx(2_000, abs=60)


def test_the_json_of_a_grouping_weighs_little_more_than_the_names_of_its_texts():
    """However deep its tree: a million texts weigh what their names weigh, not ten times that."""
    found = large(100, 100_000)
    weight = len(json.dumps(found.as_json(), separators=(",", ":")))
    names = sum(len(member) + 3 for leaf in found.leaves for member in leaf.members)
    assert weight < 1.1 * names
