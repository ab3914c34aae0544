"""Votes on statements: one person, one vote, and groups only when they hold."""

import json
import os
import random
import subprocess
import sys

import pytest

from commun.analysis.opinion import OpinionGroups, Tally, Vote, events, last_votes, tallies
from commun.analysis.opinion_groups import opinion_groups


def two_camps(voters=160, statements=20, noise=0.1, seed=1):
    """Half of the people agree with the first half of the statements, the others with the second; all with the last."""
    draw = random.Random(seed)
    last = {}
    for voter in range(voters):
        for statement in range(statements):
            agrees = statement == statements - 1 or (statement < statements // 2) == (voter % 2 == 0)
            value = 1 if agrees else -1
            last[str(statement), str(voter)] = -value if draw.random() < noise else value
    return last


def found_in(last) -> OpinionGroups:
    found = opinion_groups(last)
    assert found is not None
    return found


def test_a_person_who_changes_their_mind_is_counted_once():
    votes = [Vote(3, "ana", "1", -1), Vote(1, "ana", "1", 1), Vote(2, "bo", "1", 0)]
    assert tallies(last_votes(votes)) == {"1": Tally(agree=0, disagree=1, passed=1)}
    assert events(votes) == {"1": Tally(agree=1, disagree=1, passed=1)}


def test_of_two_votes_at_one_instant_the_later_line_counts():
    assert last_votes([Vote(1, "ana", "1", 1), Vote(1, "ana", "1", -1)]) == {("1", "ana"): -1}


def test_two_camps_are_found_with_what_tells_them_apart_and_what_they_share():
    found = found_in(two_camps())
    assert [group.size for group in found.groups] == [80, 80]
    assert found.stability > 0.9
    assert max(found.consensus, key=lambda one: found.consensus[one]) == "19"
    halves = {frozenset(int(one) < 10 for one in group.telling) for group in found.groups}
    assert halves <= {frozenset({True}), frozenset({False}), frozenset({True, False})}
    assert sum(group.tallies["0"].voters for group in found.groups) == 160


def test_people_who_vote_at_random_make_groups_that_do_not_hold():
    found = found_in(two_camps(noise=0.5))
    assert found.stability < 0.5


def test_no_group_is_drawn_under_a_hundred_voters():
    assert opinion_groups(two_camps(voters=99)) is None
    assert opinion_groups({}) is None


def test_someone_who_voted_on_too_little_is_in_no_group():
    last = two_camps()
    last |= {("0", f"passer-by-{number}"): 1 for number in range(50)}
    assert found_in(last).voters == 160


def test_votes_that_are_all_alike_divide_nobody():
    assert opinion_groups({(str(s), str(v)): 1 for s in range(10) for v in range(120)}) is None


def test_a_few_people_apart_are_no_group():
    last = two_camps()
    last |= {(str(statement), voter): 0 for statement in range(20) for voter in ("1", "2")}
    assert min(group.size for group in found_in(last).groups) >= 79


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_votes_give_the_same_bytes_in_another_process(hash_seed):
    last = two_camps()
    request = {"task": "opinion", "votes": [[s, v, value] for (s, v), value in last.items()]}
    done = subprocess.run(
        [sys.executable, "-m", "commun.analysis"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
    )
    assert OpinionGroups.from_json(json.loads(done.stdout)["groups"]) == found_in(last)


def test_an_unknown_task_is_refused_in_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "commun.analysis"], input='{"task": "cook"}', capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
