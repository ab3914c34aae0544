"""The engine suggests what people here would have decided, says how sure it is, and is silent otherwise."""

import json
import random
import subprocess
import sys

import numpy as np
import pytest

from commun.analysis.suggestion import FEWEST, PRECISION, Suggester, calibration_error
from commun.analysis.values import Example, Text
from commun.analysis.wordwise import WordReader

READER = WordReader()
PARTS = {
    "eau": (
        ["Réparer", "Surveiller", "Cartographier", "Entretenir", "Rénover", "Contrôler"],
        [
            "les fuites du réseau d’eau potable",
            "la station d’épuration",
            "les canalisations anciennes",
            "le débit de la rivière",
        ],
        ["avant l’été", "dans chaque commune", "avec les agents de la régie", "pendant la sécheresse"],
    ),
    "école": (
        ["Apprendre", "Expliquer", "Enseigner", "Montrer", "Présenter", "Raconter"],
        [
            "aux élèves la lecture",
            "aux collégiens les mathématiques",
            "aux lycéens l’histoire",
            "aux écoliers le dessin",
        ],
        ["en classe", "avec leurs professeurs", "pendant les cours", "à la rentrée"],
    ),
    "transports": (
        ["Multiplier", "Renforcer", "Améliorer", "Rendre gratuits", "Allonger", "Prolonger"],
        ["les bus du soir", "les trains régionaux", "les lignes de tramway", "les pistes pour les vélos"],
        ["vers la gare", "entre les villages", "le dimanche", "jusqu’à la zone industrielle"],
    ),
}


def sentences(theme, count, seed):
    rng = random.Random(f"{theme}{seed}")
    parts = PARTS[theme]
    everything = [f"{verb} {thing} {where}" for verb in parts[0] for thing in parts[1] for where in parts[2]]
    return rng.sample(everything, count)


def examples(per_label=20, seed=0):
    return [Example(body, theme) for theme in PARTS for body in sentences(theme, per_label, seed)]


@pytest.fixture(scope="module")
def learned():
    return Suggester.learn(examples(), seed=1, background=sentences("eau", 10, 5), encoder=READER)


def test_suggests_what_was_decided_of_like_texts(learned):
    texts = [Text(f"{theme}-{place}", body) for theme in PARTS for place, body in enumerate(sentences(theme, 12, 9))]
    suggestions = learned.suggest(texts, encoder=READER)
    assert [suggestion.id for suggestion in suggestions] == [text.id for text in texts]
    said = [suggestion for suggestion in suggestions if suggestion.label]
    assert len(said) > len(texts) / 2
    assert sum(s.id.startswith(s.label) for s in said) >= PRECISION * len(said)
    assert all(learned.threshold <= s.confidence <= 1 for s in said)
    assert all(s.second in PARTS and s.second != s.label for s in said)


def test_says_which_words_weighed_for_and_against(learned):
    (suggestion,) = learned.suggest([Text("a", "Réparer les fuites du réseau d’eau potable")], encoder=READER)
    assert suggestion.label == "eau"
    weights = {word.word: word.weight for word in suggestion.words}
    assert max(weights.values()) == 1.0 or min(weights.values()) == -1.0
    assert {"eau", "fuites", "potable", "réseau"} & {word for word, weight in weights.items() if weight > 0.2}
    assert "les" not in weights
    assert list(weights.values()) == sorted(weights.values(), reverse=True)


def test_says_nothing_of_a_text_without_words_or_far_from_all(learned):
    empty, far = learned.suggest([Text("a", " … "), Text("b", "zzz qqq")], encoder=READER)
    assert (empty.label, empty.confidence, empty.words) == (None, 0.0, ())
    assert far.label is None


def test_is_silent_while_examples_are_too_few():
    few = [Example(body, theme) for theme in PARTS for body in sentences(theme, FEWEST - 1, 0)]
    one_label = [Example(body, "eau") for body in sentences("eau", 40, 0)]
    for known in ([], few, one_label):
        silent = Suggester.learn(known, seed=1, encoder=READER)
        (suggestion,) = silent.suggest([Text("a", "Réparer les fuites")], encoder=READER)
        assert (suggestion.label, suggestion.confidence) == (None, 0.0)
        assert Suggester.from_json(json.loads(json.dumps(silent.as_json()))).labels == ()


def test_is_silent_when_people_decided_at_random():
    rng = random.Random(3)
    noise = [Example(example.body, rng.choice("abc")) for example in examples(30)]
    suggester = Suggester.learn(noise, seed=1, encoder=READER)
    assert suggester.report.coverage < 0.15
    texts = [Text(str(place), body) for place, body in enumerate(sentences("eau", 30, 4))]
    assert sum(s.label is not None for s in suggester.suggest(texts, encoder=READER)) <= 6


def test_texts_of_labels_too_rare_to_learn_are_not_forced_into_others():
    rare = [Example(body, f"rare {place % 3}") for place, body in enumerate(sentences("transports", 20, 1))]
    known = [Example(body, theme) for theme in ("eau", "école") for body in sentences(theme, 20, 0)]
    suggester = Suggester.learn([*known, *rare], seed=1, encoder=READER)
    assert suggester.labels == ("eau", "école", "")
    texts = [Text(str(place), body) for place, body in enumerate(sentences("transports", 20, 8))]
    assert sum(s.label is None for s in suggester.suggest(texts, encoder=READER)) >= 17


def test_a_model_kept_in_json_suggests_the_same(learned):
    texts = [Text(str(place), body) for place, body in enumerate(sentences("école", 10, 3))]
    again = Suggester.from_json(json.loads(json.dumps(learned.as_json())))
    assert again.suggest(texts, encoder=READER) == learned.suggest(texts, encoder=READER)
    assert again.report == learned.report
    with pytest.raises(ValueError, match="version"):
        Suggester.from_json(learned.as_json() | {"version": 0})


def test_the_nature_is_learned_from_visible_markers():
    things = [thing for parts in PARTS.values() for thing in parts[1]] + ["la carte scolaire", "le guichet unique"]
    known = [
        Example(phrase.format(thing), nature)
        for nature, phrases in {
            "vigilance": ("Attention au risque de dérive pour {}", "Il y a un danger : veiller à {}"),
            "proposition": ("Il faudrait revoir {}", "Mettre en place un comité pour {}"),
        }.items()
        for phrase in phrases
        for thing in things
    ]
    suggester = Suggester.learn(known, seed=1, markers=True, encoder=READER)
    (suggestion,) = suggester.suggest([Text("a", "On craint un risque de surveillance des agents")], encoder=READER)
    assert suggestion.label == "vigilance"
    assert max(suggestion.words, key=lambda word: word.weight).word in {"craint", "risque", "surveillance"}


def test_the_same_bytes_whatever_the_hash_seed():
    code = (
        "from tests.analysis.test_suggestion import *\n"
        "model = Suggester.learn(examples(12), seed=7, encoder=READER)\n"
        "print(model.as_json(), model.suggest([Text('a', 'Prolonger les trains')], encoder=READER))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "77")
    }
    assert len(printed) == 1


def test_calibration_error_is_the_gap_between_confidence_and_truth():
    confidence = np.array([0.9] * 10 + [0.5] * 10)
    right = np.array([True] * 9 + [False] + [True] * 5 + [False] * 5)
    assert calibration_error(confidence, right, bins=2) == pytest.approx(0)
    assert calibration_error(confidence, np.zeros(20, bool), bins=2) == pytest.approx(0.7)
