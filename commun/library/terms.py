"""Words as they are searched in the library: without case, accent, elision nor ending.

A text is read as terms. Each has the stem that is compared and the word as it was written, which a reader may be
shown. « Les déchets », "dechet" and "l’éco-déchet" share the stem "dechet". Pure functions: nothing here reads the
database, and nothing but the public copy of a sheet is given to them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from commun.core.text import words
from commun.library import enums, fields
from commun.library.models import PublishedSheet

LONGEST = 40
MOST_TERMS = 8
"""Of what is typed: more words narrow nothing that a reader would notice."""

_TOKEN = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    """
    a au aux avec c ce ces cette d dans de des du elle en est et il ils j l la le les leur leurs m n ne on ou par pas
    plus pour qu que qui s sa se ses son sont sur t un une vos votre y
    """.split()  # noqa: SIM905
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

# The choices whose label says what the use does; the others are facets, and "non" or "agent" would find everything.
_TOLD = ("theme", "sub_themes", "technique", "methods")
_WORDS_OF = ("text", "long", "list")


class Term(NamedTuple):
    """One word: what is compared, and what is shown."""

    stem: str
    shown: str


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Of a word without accents: "fuites" is "fuit". A stemmer is made for each: it is not safe between threads."""
    return str(snowballstemmer.stemmer("french").stemWord(word))[:LONGEST]


def terms(text: str) -> Iterator[Term]:
    """Each word that carries meaning, in order, repeated as in the text."""
    for token in _TOKEN.findall(text.casefold()):
        keys = words(token)
        for key in keys:
            if key not in _EMPTY:
                yield Term(stem(key[:LONGEST]), (token if len(keys) == 1 else key)[:LONGEST])


def typed_terms(text: str) -> tuple[Term, ...]:
    """What a person searches: each stem once. Nothing for « le » or a lone quotation mark."""
    found = {term.stem: term for term in reversed(list(terms(text[:400])))}
    return tuple(found.values())[::-1][:MOST_TERMS]


def search_text(shown: PublishedSheet) -> str:
    """The terms of a published sheet, each once: those of its title, a bar, then all. See `parts`."""
    title = {term.stem: term for term in terms(shown.title)}
    everything = dict(title)
    for text in public_texts(shown):
        for term in terms(text):
            everything.setdefault(term.stem, term)
    return f"{_written(title.values())} | {_written(everything.values())}"


def _written(found: Iterable[Term]) -> str:
    return " ".join(f"{one.stem}={one.shown}" for one in found)


def parts(text: str) -> tuple[list[str], list[str]]:
    """What `search_text` wrote of the title, and of the whole sheet: `term_of` reads each."""
    title, _bar, everything = text.partition("|")
    return title.split(), everything.split()


def term_of(pair: str) -> Term:
    written_stem, _sign, shown = pair.partition("=")
    return Term(written_stem, shown)


def public_texts(shown: PublishedSheet) -> Iterator[str]:
    yield from names_around(shown)
    for one in fields.FIELDS:
        if one.name in shown.values and (one.kind in _WORDS_OF or one.name in _TOLD):
            yield one.display(shown.values[one.name])
    yield str(enums.Stage(shown.stage).label)


def names_around(shown: PublishedSheet) -> Iterator[str]:
    """A supplier that the territory holds back is not found through the system that it uses."""
    yield shown.territory_name
    if shown.solution:
        yield shown.solution.name
        if "supplier" not in shown.values.get("_held", {}):
            yield shown.solution.supplier


def told_choices(shown: PublishedSheet) -> Iterator[str]:
    """The labels chosen that say what the use does."""
    chosen = (one for one in fields.FIELDS if one.name in _TOLD and one.name in shown.values)
    return (one.display(shown.values[one.name]) for one in chosen)


def written_texts(shown: PublishedSheet) -> Iterator[str]:
    """What the territory wrote in the fields of the sheet, in their order, but its title."""
    said = (one for one in fields.FIELDS if one.kind in _WORDS_OF and one.name != "title" and one.name in shown.values)
    return (one.display(shown.values[one.name]) for one in said)


# --- Typing errors ---------------------------------------------------------------------------------------------------


def one_error_away(word: str) -> set[str]:
    """What one slip of the fingers makes of a word: a letter missing, added, replaced, or two exchanged."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in parts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in parts if right for letter in _LETTERS}
    found |= {left + letter + right for left, right in parts for letter in _LETTERS}
    return found - {word}


def errors_between(one: str, other: str, most: int) -> int:
    """How many such slips part two words; `most + 1` when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        current = [row]
        for column, right in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return min(last[-1], most + 1)
