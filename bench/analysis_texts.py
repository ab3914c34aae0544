"""The French texts that the analysis is measured on: labelled corpora, and as many texts as one wants.

They stand beside the repository, in `../shared/data/nlp` (or beside the folder of its worktrees), are never shipped,
and no weight is learned from them.
"""

import json
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PLACES = [place / "shared/data/nlp" for place in Path(__file__).resolve().parents[2:4]]
FOLDER = next((place for place in _PLACES if place.exists()), _PLACES[0])
# Annotations that name no theme: « others », « no answer », « none », « all ».
_NO_THEME = {"Idée marquée", "Z Autres", "Sans réponse / Hors sujet / Inclassable", "A Aucun", "Y Toutes"}
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True)
class Labelled:
    """Texts and the theme that people gave each."""

    name: str
    texts: list[str]
    labels: list[str]


def present() -> bool:
    return (FOLDER / "grande_annotation.jsonl").exists()


def _rows(name: str) -> list[dict[str, Any]]:
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled() -> list[Labelled]:
    """Grand Débat answers by question and by their readers' main label, Vrai Débat titles by theme, SIB-200 by topic."""
    answers = _rows("grande_annotation")
    titles = [row for row in _rows("vrai_debat_titres") if not row["same_title_rank"]]
    # « free expression » is a place to write, not a theme
    titles = [row for row in titles if not row["theme"].startswith("expression-libre")]
    random.Random(0).shuffle(titles)
    titles = titles[:4000]
    topics = _rows("sib200_fr")
    themes = [(row["text"], theme) for row in answers if (theme := _main_label(row["labels"]))]
    sizes = Counter(theme for _, theme in themes)
    themes = [(text, theme) for text, theme in themes if sizes[theme] >= 12]
    return [
        Labelled("grand débat, questions", [row["text"] for row in answers], [row["question_id"] for row in answers]),
        Labelled("grand débat, labels", [text for text, _ in themes], [theme for _, theme in themes]),
        Labelled("vrai débat, titles", [row["text"] for row in titles], [row["theme"] for row in titles]),
        Labelled("SIB-200", [row["text"] for row in topics], [row["label"] for row in topics]),
    ]


def _main_label(labels: dict[str, int]) -> str | None:
    """The label that most readers gave, when one leads."""
    ranked = sorted(((votes, label) for label, votes in labels.items() if label not in _NO_THEME), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def many(count: int, *, seed: int = 0) -> list[str]:
    """`count` texts, all different: every sentence of the corpora, then variants (a word left out, another sentence
    added, a word changed for one of another text)."""
    draw = random.Random(seed)
    said: set[str] = set()
    for row in _rows("grande_annotation"):
        said.update(_SENTENCE.split(row["text"]))
    said.update(row["text"] for row in _rows("vrai_debat_titres"))
    said.update(row["text"] for row in _rows("sib200_fr"))
    said.update(text for row in _rows("stsb_fr") for text in (row["a"], row["b"]))
    sentences = sorted(text.strip() for text in said if len(text.split()) >= 3)
    draw.shuffle(sentences)
    texts = sentences[:count]
    seen = set(texts)
    while len(texts) < count:
        words, others = draw.choice(sentences).split(), draw.choice(sentences).split()
        way = draw.random()
        if way < 0.3:
            del words[draw.randrange(len(words))]
        elif way < 0.6:
            words[draw.randrange(len(words))] = draw.choice(others)
        else:
            words += others
        text = " ".join(words)
        if text not in seen:
            seen.add(text)
            texts.append(text)
    return texts
