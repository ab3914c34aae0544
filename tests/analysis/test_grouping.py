"""Themes are found, named, cut finer or coarser, and the same from one run to the next."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.metrics import adjusted_rand_score, v_measure_score

from commun.analysis import french, grouping, requests, vectors
from commun.analysis.corpus import Corpus
from commun.analysis.encoding import Encoder
from commun.analysis.values import Grouping, Text

ROWS = json.loads((Path(__file__).parent / "themes.json").read_text())
TEXTS = [Text(row["id"], row["body"]) for row in ROWS]
THEME = {row["id"]: row["theme"] for row in ROWS}


@pytest.fixture(scope="module")
def encoder():
    return Encoder()


@pytest.fixture(scope="module")
def tree(encoder):
    return grouping.group(TEXTS, encoder=encoder)


def place_of(groups):
    return {member: number for number, group in enumerate(groups) for member in group.members}


def agreement(groups, truth):
    places = place_of(groups)
    ids = sorted(places)
    return v_measure_score([truth[i] for i in ids], [places[i] for i in ids])


def test_six_themes_are_found_in_six_groups(tree):
    assert agreement(tree.cut(6), THEME) >= 0.8


def test_the_suggested_cut_is_readable_and_near_the_themes(tree):
    assert 5 <= tree.suggested <= 12
    assert agreement(tree.cut(), THEME) >= 0.75


def test_words_alone_find_the_themes_too_when_texts_are_too_many_to_be_read_whole(encoder, monkeypatch):
    monkeypatch.setattr(vectors, "MOST_WORDS_READ_WHOLE", 0)
    assert agreement(grouping.group(TEXTS, encoder=encoder).cut(6), THEME) >= 0.7


def test_every_cut_holds_every_text_once(tree):
    for count in range(1, len(tree.leaves) + 1):
        groups = tree.cut(count)
        assert len(groups) == count
        assert Counter(member for group in groups for member in group.members) == Counter(THEME.keys())


def test_a_finer_cut_splits_one_group_in_two_and_leaves_the_others(tree):
    for count in range(1, len(tree.leaves)):
        coarse, fine = set(tree.cut(count)), set(tree.cut(count + 1))
        assert len(coarse - fine) == 1
        assert len(fine - coarse) == 2


def test_a_label_is_three_words_of_the_texts_without_tool_or_action_words(tree):
    for group in tree.cut(6):
        words = group.label.split(" · ")
        assert len(words) == 3
        assert len({french.stem(word) for word in words}) == 3
        bodies = " ".join(text.body.lower() for text in TEXTS if text.id in group.members)
        for word in words:
            assert word in bodies
            assert french.content_stem(word)
            assert french.stem(word) not in french.ACTION_STEMS


def test_the_words_of_a_group_are_ordered_by_weight(tree):
    for group in tree.cut(6):
        weights = [word.weight for word in group.words]
        assert weights == sorted(weights, reverse=True)
        assert weights[0] == 1


def test_central_quotes_are_of_the_main_theme_more_often_than_marginal_ones(tree):
    def share(choose):
        hits = [
            THEME[member] == Counter(THEME[m] for m in group.members).most_common(1)[0][0]
            for group in tree.cut(6)
            for member in choose(group)
        ]
        return sum(hits) / len(hits)

    assert share(lambda group: group.central(4)) >= 0.95
    assert share(lambda group: group.central(4)) >= share(lambda group: group.marginal(4))


def test_the_order_of_the_texts_changes_nothing(tree, encoder):
    mixed = TEXTS.copy()
    random.Random(1).shuffle(mixed)
    assert grouping.group(mixed, encoder=encoder) == tree


def test_the_same_request_gives_the_same_bytes_in_another_process():
    request = json.dumps({"task": "group", "texts": ROWS, "parameters": {"seed": 3}})
    answers = [
        subprocess.run(
            [sys.executable, "-m", "commun.analysis"],
            input=request.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert answers[0] == answers[1]
    answer = json.loads(answers[0])
    assert answer["engine"] == requests.engine()
    assert len(Grouping.from_json(answer["grouping"]).leaves) == 30


def test_another_seed_may_give_other_groups_of_the_same_worth(encoder):
    for seed in (1, 2):
        found = grouping.group(TEXTS, grouping.Parameters(seed=seed), encoder=encoder)
        assert agreement(found.cut(6), THEME) >= 0.75


def test_a_few_more_texts_change_few_places(tree, encoder):
    after = place_of(tree.cut(6))
    alike = []
    for left_out in (slice(0, 2), slice(40, 42), slice(90, 92)):
        gone = {text.id for text in TEXTS[left_out]}
        before = place_of(grouping.group([text for text in TEXTS if text.id not in gone], encoder=encoder).cut(6))
        ids = sorted(before)
        alike.append(adjusted_rand_score([before[i] for i in ids], [after[i] for i in ids]))
    assert sum(alike) / len(alike) >= 0.8
    assert min(alike) >= 0.7


def test_what_groupings_agree_on_depends_less_on_the_draw(monkeypatch):
    rng = np.random.default_rng(0)
    hearts = rng.standard_normal((12, 16))[rng.integers(12, size=600)]
    rows = vectors.unit((hearts + rng.standard_normal((600, 16))).astype(np.float32))

    def steadiness():
        cuts = []
        for seed in range(4):
            parameters = grouping.Parameters(seed=seed)
            agreed = grouping._agreed(rows, parameters)
            cuts.append(vectors.nearest(agreed, vectors.means(agreed, 12, seed=seed)))
        return np.mean([adjusted_rand_score(one, two) for one, two in pairwise(cuts)])

    many = steadiness()
    monkeypatch.setattr(grouping, "OPINIONS", 1)
    assert many > steadiness() + 0.1


def test_new_texts_join_the_group_of_their_nearest(tree, encoder):
    known = [text for text in TEXTS if not text.id.endswith("05")]
    cut = grouping.group(known, encoder=encoder).cut(6)
    main = {group.key: Counter(THEME[member] for member in group.members).most_common(1)[0][0] for group in cut}
    new = [text for text in TEXTS if text.id.endswith("05")] + [Text("vide", "…")]
    joined = grouping.join(known, new, {group.key: group.members for group in cut}, encoder=encoder)
    assert set(joined) == {text.id for text in new} - {"vide"}
    assert sum(main[key] == THEME[text] for text, key in joined.items()) >= 5


def test_joining_nothing_or_joining_to_nothing(encoder):
    assert grouping.join([], TEXTS[:2], {}, encoder=encoder) == {}
    assert grouping.join(TEXTS[:2], [], {"a": [TEXTS[0].id]}, encoder=encoder) == {}


def test_no_text_no_group(encoder):
    empty = grouping.group([], encoder=encoder)
    assert (empty.leaves, empty.cut(), empty.suggested) == ((), (), 0)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_texts_make_a_few_groups(encoder, count):
    few = grouping.group(TEXTS[:count], encoder=encoder)
    assert sorted(member for group in few.cut() for member in group.members) == [t.id for t in TEXTS[:count]]
    assert few.ungrouped == ()


def test_what_has_no_word_is_left_ungrouped_and_said(encoder):
    odd = [Text("x", ""), Text("y", "  \n"), Text("z", "👍👍 !!!")]
    found = grouping.group(TEXTS[:8] + odd, encoder=encoder)
    assert found.ungrouped == ("x", "y", "z")
    assert len(place_of(found.cut())) == 8
    assert grouping.group(odd, encoder=encoder).ungrouped == ("x", "y", "z")


def test_repeated_texts_stand_together_and_are_counted(encoder):
    again = [Text(f"r{n}", "Plus de BUS le dimanche !" if n % 2 else "plus de bus le dimanche") for n in range(10)]
    found = grouping.group(TEXTS + again, encoder=encoder)
    holding = [group for group in found.leaves if "r0" in group.members]
    assert len(holding) == 1
    assert {text.id for text in again} <= set(holding[0].members)
    assert found.duplicates == {f"r{n}": "r0" for n in range(1, 10)}
    alone = grouping.group(again, encoder=encoder)
    assert len(alone.cut()) == 1
    assert len(alone.cut()[0].members) == 10


def test_a_long_text_and_another_language_are_grouped_like_the_rest(encoder):
    long = Text("long", " ".join(text.body for text in TEXTS if text.id.startswith("eau"))[:1000] * 6)
    english = Text("english", "The water in the river is polluted by the factory.")
    arabic = Text("arabe", "الماء في النهر ملوث")
    found = grouping.group([*TEXTS, long, english, arabic], encoder=encoder)
    assert found.ungrouped == ()
    group = next(group for group in found.cut(6) if "long" in group.members)
    assert Counter(THEME.get(member) for member in group.members).most_common(1)[0][0] == "eau"
    assert "english" in group.members


def test_two_texts_with_one_id_are_refused(encoder):
    with pytest.raises(ValueError, match="same id"):
        grouping.group([Text("a", "un bus"), Text("a", "une école")], encoder=encoder)


def test_two_thousand_texts_are_read_by_their_words_in_a_few_seconds(encoder, monkeypatch):
    monkeypatch.setattr(vectors, "MOST_WORDS_READ_WHOLE", 0)
    draw = random.Random(0)
    many = [
        Text(f"{n:04}", " ".join(draw.sample(french.words(draw.choice(TEXTS).body + " " + draw.choice(TEXTS).body), 8)))
        for n in range(2000)
    ]
    started = time.process_time()
    found = grouping.group(many, encoder=encoder)
    assert time.process_time() - started < 10
    assert len(place_of(found.cut())) == 2000


def test_texts_that_share_their_words_are_neighbours_by_words():
    bodies = ["Rouvrir la piscine municipale", "La piscine municipale est fermée", "Planter des arbres", "Nous"]
    shared = vectors.sharing_words(Corpus.read(bodies)).toarray()
    assert shared[0, 1] == shared[1, 0] > 0.5
    assert shared[2:].sum() == shared[:, 2:].sum() == shared.trace() == 0


def test_smoothing_draws_a_text_to_those_that_chose_it_and_to_those_that_share_its_words():
    rows = np.eye(4, dtype=np.float32)
    # the first chose the second; the second and the fourth chose nobody; the third shares words with the fourth
    near = vectors.Neighbours(np.array([[1], [0], [0], [0]]), np.array([[1], [0], [0], [0]], np.float32))
    sharing = sp.csr_matrix(([1.0], ([2], [3])), shape=(4, 4), dtype=np.float32)
    drawn = vectors.smoothed(rows, near, steps=1, sharing=sharing)
    assert drawn[0] @ drawn[1] == pytest.approx(1)
    assert 0 < drawn[2, 3] == drawn[3, 2] < drawn[2, 2]
    assert np.allclose(np.linalg.norm(drawn, axis=1), 1)


def test_neighbours_by_cells_are_nearly_those_of_the_exact_search(monkeypatch):
    rng = np.random.default_rng(0)
    themes = rng.standard_normal((40, 16))[rng.integers(40, size=3000)]
    rows = vectors.unit((2 * themes + rng.standard_normal((3000, 16))).astype(np.float32))
    exact = vectors.neighbours(rows, seed=0)
    monkeypatch.setattr(vectors, "_EXACT_SEARCH", 100)
    quick = vectors.neighbours(rows, seed=0)
    shared = [len(set(a) & set(b)) / len(a) for a, b in zip(exact.places.tolist(), quick.places.tolist(), strict=True)]
    assert sum(shared) / len(shared) >= 0.95
    assert not any(place in row for place, row in enumerate(quick.places.tolist()))


def test_texts_beyond_those_studied_follow_their_nearest(encoder, monkeypatch):
    monkeypatch.setattr(grouping, "LARGEST_STUDIED", 80)
    found = grouping.group(TEXTS, encoder=encoder)
    assert len(place_of(found.cut())) == len(TEXTS)
    assert agreement(found.cut(6), THEME) >= 0.65
