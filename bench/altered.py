"""Texts to measure near-duplicates on: real French sentences, and twins of them altered as people alter what they copy.

The sentences are those of the corpora given for work (`shared/data/nlp`). Larger sizes are reached by sewing pieces of
three sentences together, which keeps the words and lengths of real texts without making twins.
"""

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OPENINGS = (
    "Bonjour, je souhaiterais que l'on réfléchisse à ceci : {}",
    "Il me semble qu'il serait bon de {}",
    "Madame, Monsieur, permettez-moi de proposer : {} Merci d'avance.",
    "Je pense vraiment que {} Cordialement, une habitante du quartier.",
    "Ne pourrait-on pas envisager ceci : {} ? Merci de votre écoute.",
    "Comme beaucoup d'autres ici, je voudrais dire : {}",
    "{} Voilà ce que je propose, bien respectueusement.",
)


@dataclass(frozen=True)
class Altered:
    """A twin made on purpose: the place of its source, what was done to it."""

    source: int
    kind: str
    text: str


def sentences(folder: Path) -> list[str]:
    """Distinct real sentences of at least three words."""
    found: dict[str, str] = {}
    for name, fields in (
        ("vrai_debat_titres", ("text",)),
        ("grande_annotation", ("text",)),
        ("sib200_fr", ("text",)),
        ("stsb_fr", ("a", "b")),
    ):
        with (folder / f"{name}.jsonl").open() as lines:
            for line in lines:
                row = json.loads(line)
                for field in fields:
                    for sentence in re.split(r"(?<=[.!?;])\s+|\n+", row[field]):
                        if len(sentence.split()) >= 3:
                            found.setdefault(plain(sentence), sentence.strip())
    return list(found.values())


def corpus(folder: Path, size: int, seed: int = 0) -> list[str]:
    """`size` texts: real sentences as far as they go, then sewn ones."""
    rng = random.Random(seed)
    texts = sentences(folder)
    rng.shuffle(texts)
    return texts[:size] + list(_sewn(texts, size - len(texts), rng))


def _sewn(texts: list[str], count: int, rng: random.Random) -> Iterator[str]:
    for _ in range(count):
        pieces = []
        for text in rng.choices(texts, k=3):
            words = text.split()
            length = max(2, min(len(words) // 2, 8))
            start = rng.randrange(max(1, len(words) - length))
            pieces.append(" ".join(words[start : start + length]))
        yield " ".join(pieces)


def altered(texts: list[str], count: int, seed: int = 0) -> list[Altered]:
    """`count` twins, the kinds in turn, each from a text of at least five words."""
    rng = random.Random(seed + 1)
    long_enough = [place for place, text in enumerate(texts) if len(text.split()) >= 5]
    kinds = list(ALTERATIONS)
    return [
        Altered(place, kinds[turn % len(kinds)], ALTERATIONS[kinds[turn % len(kinds)]](texts[place], rng))
        for turn, place in enumerate(rng.sample(long_enough, count))
    ]


def _typos(text: str, rng: random.Random) -> str:
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 4]
    for place in rng.sample(places, min(len(places), max(1, len(words) // 6))):
        word, at = words[place], rng.randrange(1, len(words[place]) - 1)
        words[place] = rng.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + rng.choice(LETTERS) + word[at:],
                word[:at] + rng.choice(LETTERS) + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
    return " ".join(words)


def _capitals(text: str, rng: random.Random) -> str:
    return plain(text).upper() if rng.random() < 0.5 else text.upper()


def _accents(text: str, _rng: random.Random) -> str:
    return plain(text)


def _polite(text: str, rng: random.Random) -> str:
    return rng.choice(OPENINGS).format(text[0].lower() + text[1:])


def _truncated(text: str, rng: random.Random) -> str:
    words = text.split()
    return " ".join(words[: max(3, round(len(words) * rng.uniform(0.6, 0.8)))]) + "…"


def _inverted(text: str, rng: random.Random) -> str:
    words = text.rstrip(".!?;").split()
    at = rng.randrange(2, len(words) - 1)
    return " ".join(words[at:]) + ", " + " ".join(words[:at])


def _lost_word(text: str, rng: random.Random) -> str:
    words = text.split()
    del words[rng.randrange(len(words))]
    return " ".join(words)


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


ALTERATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "typos": _typos,
    "capitals": _capitals,
    "accents": _accents,
    "polite": _polite,
    "truncated": _truncated,
    "inverted": _inverted,
    "lost word": _lost_word,
}
