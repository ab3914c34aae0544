"""What a mistyped term may have been: terms of the index at one slip from it, at two from eight letters on."""

from collections.abc import Iterable, Iterator
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
    for name, documents, count in _close(word, dictionary.terms_with_prefix("names", word[:HEAD])):
        _note(found, french.stem(name.partition("|")[0]), count, documents)
    for known, documents, count in _close(term, dictionary.terms_with_prefix("text", term[:HEAD])):
        _note(found, known, count, documents)
    if not found or min(found.values())[0] > 1:
        for known in {french.stem(candidate) for candidate in _slips_in_head(word)}:
            if documents := dictionary.doc_freq("text", known):
                _note(found, known, 1, documents)
    if not found:
        return []
    nearest = min(count for count, _ in found.values())
    best = sorted((worth, known) for known, worth in found.items() if worth[0] == nearest)
    return [known for _, known in best[:KEPT]]


def _note(found: dict[str, tuple[int, int]], term: str, count: int, documents: int) -> None:
    found[term] = min(found.get(term, (count, 0)), (count, -documents))


def _close(typed: str, known: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int, int]]:
    """Those of the terms (up to their bar) that a few slips lead to, with how many."""
    most = _most(typed)
    shortest, longest = len(typed) - most, len(typed) + most
    letters = frozenset(typed)
    for name, documents in known:
        term = name.partition("|")[0]
        # Most are put aside by their length, and by the letters that they do not share.
        if shortest <= len(term) <= longest and len(letters.symmetric_difference(term)) <= 2 * most:
            count = distance(typed, term, most)
            if count <= most:
                yield name, documents, count


def slips(typed: str, known: str) -> int | None:
    """How many slips lead from one to the other; None when there are too many for a word of this length."""
    return next((count for _, _, count in _close(typed, [(known, 0)])), None)


def _most(typed: str) -> int:
    return 2 if len(typed) >= LONG else 1


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


def distance(left: str, right: str, most: int) -> int:
    """Letters added, lost, changed or swapped with their neighbour; `most + 1` when there are more than `most`.

    What both begin with is left out, then each way to mend the first slip is tried: far words are told apart after two
    or three comparisons.
    """
    at = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        at += 1
    left, right = left[at:], right[at:]
    if left == right:
        return 0
    if not most or abs(len(left) - len(right)) > most:
        return most + 1
    if most == 1:
        # One slip: what follows it is the same.
        is_near = left[1:] == right[1:] or left[1:] == right or left == right[1:] or _is_swapped(left, right)
        return 1 if is_near else 2
    near = [distance(left[1:], right[1:], most - 1), distance(left[1:], right, most - 1)]
    near.append(distance(left, right[1:], most - 1))
    if left[:2] == right[1::-1]:
        near.append(distance(left[2:], right[2:], most - 1))
    return 1 + min(near)


def _is_swapped(left: str, right: str) -> bool:
    return len(left) > 1 and left[:2] == right[1::-1] and left[2:] == right[2:]
