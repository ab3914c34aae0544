"""Copies are found whatever fingers did to them; neighbours in theme are not called copies."""

import json
import subprocess
import sys

import numpy as np
import pytest

from commun.analysis import twins as engine
from commun.analysis.twins import correct, families, reworded, twins
from commun.analysis.values import Text, Twin

SOURCES = [
    "Former les agents d’accueil à expliquer les décisions prises avec un algorithme",
    "Publier chaque année la consommation d’eau des centres de données du territoire",
    "Interdire la reconnaissance faciale dans les transports en commun",
    "Garder un guichet humain dans chaque mairie de quartier",
    "Apprendre aux collégiens comment fonctionne un assistant conversationnel",
    "Mutualiser l’achat de logiciels libres entre les communes rurales",
    "Demander l’avis des habitants avant tout nouveau traitement de leurs données",
    "Aider les associations à repérer les fausses informations produites par des machines",
    "Rendre accessibles aux personnes sourdes les vidéos du conseil municipal",
    "Détecter les fuites du réseau d’eau sans installer de caméra chez les gens",
]
ALTERED = [
    ("capitals and no accent", 0, "FORMER LES AGENTS D'ACCUEIL A EXPLIQUER LES DECISIONS PRISES AVEC UN ALGORITHME"),
    ("typos", 1, "Publier chaque anée la consomation d'eau des cnetres de données du terrritoire"),
    (
        "polite",
        2,
        "Bonjour, je souhaiterais interdire la reconnaissance faciale dans les transports en commun. Merci !",
    ),
    ("another order", 3, "Dans chaque mairie de quartier, garder un guichet humain"),
    ("truncated", 4, "Apprendre aux collégiens comment fonctionne un assistant…"),
    ("plural", 5, "Mutualiser les achats de logiciel libre entre communes rurales"),
    ("lost words", 6, "Demander avis habitants avant tout nouveau traitement de données"),
    ("punctuation", 7, "aider les associations, à repérer les fausses informations ; produites par des machines !!!"),
    ("exact", 8, "Rendre accessibles aux personnes sourdes les vidéos du conseil municipal"),
]


def texts(*bodies):
    return [Text(f"t{place}", body) for place, body in enumerate(bodies)]


@pytest.mark.parametrize(("kind", "source", "altered"), ALTERED, ids=[kind for kind, _, _ in ALTERED])
def test_an_altered_copy_is_found_and_nothing_else(kind, source, altered):
    found = twins(texts(*SOURCES, altered))
    assert [(pair.first, pair.second, pair.stage) for pair in found] == [(f"t{source}", "t10", "mots")]
    assert engine.LIKENESS <= found[0].score <= 1


def test_texts_on_one_theme_are_not_copies():
    assert not twins(
        texts(
            "Plus de pistes cyclables en ville",
            "Réparer les pistes cyclables de la rocade avant l’hiver",
            "Le vélo en ville est dangereux pour les enfants",
            "Une piste d’athlétisme pour le lycée",
        )
    )


def test_a_pair_says_which_words_weighed():
    (pair,) = twins(texts(*SOURCES, "GARDER UN GUICHET HUMAIN DANS LES MAIRIES DE QUARTIER"))
    assert set(pair.shared) <= {"garder", "guichet", "humain", "mairie", "mairies", "quartier"}
    assert len(pair.shared) == 5


def test_a_repeated_text_is_paired_with_its_first_occurrence_only():
    found = twins(texts("Garder un guichet humain", "garder un GUICHET humain.", "Garder, un guichet humain !"))
    assert [(pair.first, pair.second, pair.score) for pair in found] == [("t0", "t1", 1.0), ("t0", "t2", 1.0)]


def test_texts_without_words_have_no_twin():
    assert twins([]) == ()
    assert twins(texts("", "  ", "…", "!!!", "", "?")) == ()


def test_texts_of_tool_words_alone_are_twins_only_of_their_repeats():
    assert [pair.second for pair in twins(texts("Et pour nous ?", "et pour nous", "Et pour vous ?"))] == ["t1"]


def test_blocks_change_nothing(monkeypatch):
    bodies = texts(*SOURCES, *(altered for _, _, altered in ALTERED))
    whole = twins(bodies)
    monkeypatch.setattr(engine, "_BLOCK", 4)
    assert twins(bodies) == whole
    assert len(whole) >= len(ALTERED)


def test_pairs_are_those_of_a_slow_and_obvious_comparison():
    bodies = texts(*SOURCES, *(altered for _, _, altered in ALTERED))
    blocks = [engine.count(bodies)]
    reading = engine.read(blocks)
    originals = engine.first_seen(blocks)
    shelf = reading.shelve(blocks[0], originals == np.arange(len(bodies)))
    every, content = shelf.every.toarray().astype(float), shelf.content.toarray().astype(float)
    slow = {(f"t{original}", f"t{place}") for place, original in enumerate(originals.tolist()) if original != place}
    for first in range(len(bodies)):
        for second in range(first + 1, len(bodies)):
            common = np.count_nonzero(every[first] * every[second])
            shorter = min(np.count_nonzero(every[first]), np.count_nonzero(every[second]))
            score = (every[first] @ every[second] + common / (shorter + 1)) / 2
            if content[first] @ content[second] >= 0.45 and score >= engine.LIKENESS:
                slow.add((f"t{first}", f"t{second}"))
    assert {(pair.first, pair.second) for pair in twins(bodies)} == slow


def test_the_same_bytes_whatever_the_hash_seed():
    code = "from tests.analysis.test_twins import *; print(twins(texts(*SOURCES, *(text for _, _, text in ALTERED))))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1
    assert "t18" in printed.pop()


@pytest.mark.parametrize("slip", ["reconaissance", "reconnaissannce", "recomnaissance", "recnonaissance"])
def test_a_slip_of_the_fingers_is_read_as_the_commoner_word(slip):
    words = sorted(["reconnaissance", slip, "naissance"])
    counts = np.array([{"reconnaissance": 50}.get(word, 1) for word in words])
    assert words[correct(words, counts)[words.index(slip)]] == "reconnaissance"


def test_two_common_words_are_never_taken_for_each_other():
    words = ["maire", "mairie", "poire"]
    assert correct(words, np.array([300, 400, 90])).tolist() == [0, 1, 2]


def test_short_words_and_numbers_are_left_as_they_are():
    words = ["19841", "19842", "bois", "boit"]
    assert correct(words, np.array([1, 99, 1, 99])).tolist() == [0, 1, 2, 3]


def pair(first, second, score=0.9):
    return Twin(first, second, score, "mots", ())


def test_a_chain_of_likenesses_is_not_a_family():
    chain = [pair("a", "b", 0.9), pair("b", "c", 0.8), pair("c", "d", 0.9)]
    assert families(chain) == (("b", "a"), ("c", "d"))


def test_texts_all_alike_are_one_family_that_begins_with_its_heart():
    star = [pair("m", "a"), pair("m", "b"), pair("m", "c"), pair("a", "b")]
    assert families(star) == (("m", "a", "b", "c"),)


def test_repeats_follow_their_first_occurrence():
    assert families([pair("a", "b", 1.0), pair("a", "c", 0.8), pair("x", "y", 1.0)]) == (("a", "b", "c"), ("x", "y"))


def test_a_reworded_twin_is_told_apart_from_a_copy():
    bodies = texts("Stop aux taxes", "Arrêtez de taxer", "Plus de vélos", "stop aux taxes !")
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [1, 0]], np.float32)
    known = twins(bodies)
    found = reworded(bodies, vectors, known=known)
    assert [(pair.first, pair.second, pair.score, pair.stage) for pair in found] == [("t0", "t1", 0.8, "sens")]
    with pytest.raises(ValueError, match="one vector"):
        reworded(bodies, vectors[:2])


def test_a_process_of_its_own_answers_in_json():
    request = {"task": "twins", "texts": [{"id": text.id, "body": text.body} for text in texts(*SOURCES, SOURCES[3])]}
    ran = subprocess.run(
        [sys.executable, "-m", "commun.analysis"], input=json.dumps(request), capture_output=True, text=True, check=True
    )
    answer = json.loads(ran.stdout)
    assert answer["twins"][0][:4] == ["t3", "t10", 1.0, "mots"]
    assert answer["families"] == [["t3", "t10"]]
    assert answer["engine"]["packages"]["numpy"]
