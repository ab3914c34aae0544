"""What a mistyped term may have been: terms of the index at one slip from it, at two from eight letters on."""

from collections.abc import Iterator
from typing import Protocol

from commun.search import french

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = 8
"""Letters from which two slips are allowed."""
KEPT = 3
HEAD = 3
"""Letters whose slips are tried one by one; for further ones, the terms that begin alike are read."""


class Dictionary(Protocol):
    """What spelling asks of an index."""

    def doc_freq(self, field_name: str, field_value: str, /) -> int: ...

    def terms_with_prefix(self, field_name: str, prefix: str, /) -> list[tuple[str, int]]: ...


def near_terms(dictionary: Dictionary, word: str) -> list[str]:
    """The nearest known terms to a folded word, the most frequent first; none when it is short or holds figures.

    Words of titles are compared whole, for a slip near the end also spoils the stem; those of the texts by their stems.
    """
    if len(word) < 4 or not word.isalpha():
        return []
    term = french.stem(word)
    found: dict[str, tuple[int, int]] = {}
    for name, documents in dictionary.terms_with_prefix("names", word[:HEAD]):
        known = name.partition("|")[0]
        _note(found, french.stem(known), slips(word, known), documents)
    for known, documents in dictionary.terms_with_prefix("text", term[:HEAD]):
        _note(found, known, slips(term, known), documents)
    if not found or min(found.values())[0] > 1:
        for known in {french.stem(candidate) for candidate in _slips_in_head(word)}:
            if documents := dictionary.doc_freq("text", known):
                _note(found, known, 1, documents)
    if not found:
        return []
    nearest = min(count for count, _ in found.values())
    best = sorted((worth, known) for known, worth in found.items() if worth[0] == nearest)
    return [known for _, known in best[:KEPT]]


def _note(found: dict[str, tuple[int, int]], term: str, count: int | None, documents: int) -> None:
    if count is not None:
        found[term] = min(found.get(term, (count, 0)), (count, -documents))


def slips(typed: str, known: str) -> int | None:
    """How many slips lead from one to the other; None when there are too many for a word of this length."""
    most = 2 if len(typed) >= LONG else 1
    if abs(len(known) - len(typed)) > most or len(set(typed).symmetric_difference(known)) > 2 * most:
        return None
    count = distance(typed, known)
    return count if count <= most else None


def _slips_in_head(term: str) -> Iterator[str]:
    """Every term at one slip from this one within its first letters."""
    for at in range(HEAD + 1):
        before, after = term[:at], term[at:]
        for letter in LETTERS:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def distance(left: str, right: str) -> int:
    """Letters added, lost, changed or swapped with their neighbour.

    A column of the table of Levenshtein is held in the bits of a few numbers (Hyyrö, A bit-vector algorithm for
    computing Levenshtein and Damerau edit distances, 2003).
    """
    if not left:
        return len(right)
    every = (1 << len(left)) - 1
    last = 1 << (len(left) - 1)
    places: dict[str, int] = {}
    for at, letter in enumerate(left):
        places[letter] = places.get(letter, 0) | 1 << at
    up, down, diagonal, before = every, 0, 0, 0
    count = len(left)
    for letter in right:
        here = places.get(letter, 0)
        swapped = ((~diagonal & here) << 1) & before
        diagonal = ((((here & up) + up) ^ up) | here | down | swapped) & every
        rises = down | ~(diagonal | up)
        falls = diagonal & up
        if rises & last:
            count += 1
        elif falls & last:
            count -= 1
        rises = (rises << 1) | 1
        up = ((falls << 1) | ~(diagonal | rises)) & every
        down = diagonal & rises & every
        before = here
    return count
