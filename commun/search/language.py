"""What a person typed, read: words, "exact phrases", -exclusions, an unfinished last word, other names.

The same for every engine: an engine only has to answer groups of alternatives.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from commun.search import french

MOST_WORDS = 16
"""A longer question is cut: past that, one pastes a text."""
SYNONYM_WEIGHT = 0.6
_CHUNK = re.compile(r'(?P<minus>(?<!\S)-(?=["\w]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("«»“”„", '"""""')


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that must all be there; side by side when it is a phrase, where GAP stands for any one word."""

    terms: tuple[str, ...]
    weight: float = 1.0
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for: any of the alternatives does. `typed` is the word as typed when the group is one word."""

    alternatives: tuple[Alternative, ...]
    typed: str = ""
    is_unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Every group is to be found, nothing of what is excluded. `is_void`: what was typed holds nothing to look for."""

    groups: tuple[Group, ...] = ()
    excluded: tuple[Alternative, ...] = ()
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    typed: str
    term: str


def read(text: str, *, is_prefix: bool = False) -> Question:
    """What is asked; never raises, whatever was typed."""
    text = text.translate(_QUOTES)
    groups: list[Group] = []
    excluded: list[Alternative] = []
    run: list[_Word] = []
    chunks = list(_CHUNK.finditer(text))
    for chunk in chunks:
        phrase = chunk["phrase"]
        words = tuple(french.surfaces(chunk["word"] if phrase is None else phrase))
        if phrase is not None or _is_reference(chunk["word"], words) or chunk["minus"]:
            found = _phrase(words)
            if found is None:
                continue
            if chunk["minus"]:
                excluded.append(found)
                continue
            groups.extend(_named(run))
            run = []
            groups.append(Group((found,), typed=words[0] if phrase is None and len(words) == 1 else ""))
        else:
            run.extend(_Word(word, french.term_of(word)) for word in words)
    if is_prefix and run and not text[-1:].isspace() and chunks[-1]["word"] and not chunks[-1]["minus"]:
        last = run.pop()
        groups.extend(_named(run))
        groups.extend(_unfinished(last))
    else:
        groups.extend(_named(run))
    asked = tuple(groups[:MOST_WORDS])
    return Question(asked, tuple(excluded[:MOST_WORDS]), is_void=bool(text.strip()) and not asked and not excluded)


def _is_reference(chunk: str | None, words: Sequence[str]) -> bool:
    """« 2024-DEL-12 », « 21/03/2024 »: what is written together with figures is looked for together."""
    return chunk is not None and len(words) > 1 and any(map(str.isdigit, chunk))


def _phrase(words: Sequence[str]) -> Alternative | None:
    terms = [french.term_of(word) or french.GAP for word in words]
    while terms and terms[0] == french.GAP:
        del terms[0]
    while terms and terms[-1] == french.GAP:
        del terms[-1]
    return Alternative(tuple(terms), is_phrase=len(terms) > 1) if terms else None


def _unfinished(word: _Word) -> Iterator[Group]:
    """The beginning of a word: even that of a stopword may become something else."""
    if word.term:
        other = tuple(_alternatives((word.term,)))[1:]
        yield Group((Alternative((word.term,)), *other), typed=word.typed, is_unfinished=True)
    elif len(word.typed) > 1:
        yield Group((), typed=word.typed, is_unfinished=True)


def _named(words: Sequence[_Word]) -> Iterator[Group]:
    """Words in groups: the longest expressions that have another name first, the others each alone."""
    at = 0
    names = _synonyms()
    while at < len(words):
        for length in range(min(_longest(), len(words) - at), 1, -1):
            key = tuple(word.term or french.GAP for word in words[at : at + length])
            if key in names:
                yield Group(tuple(_alternatives(key)))
                at += length
                break
        else:
            word = words[at]
            if word.term:
                yield Group(tuple(_alternatives((word.term,))), typed=word.typed)
            at += 1


def _alternatives(key: tuple[str, ...]) -> Iterator[Alternative]:
    yield Alternative(tuple(term for term in key if term != french.GAP))
    for other in _synonyms().get(key, ()):
        yield Alternative(other, weight=SYNONYM_WEIGHT, is_phrase=len(other) > 1)


@cache
def _synonyms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Each expression's other names, as terms."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    declared = tomllib.loads(resources.files("commun.search").joinpath("synonyms.toml").read_text("utf-8"))
    for group in declared["group"]:
        expressions = list(dict.fromkeys(tuple(french.analyse(said).split()) for said in group["says"]))
        for expression in expressions:
            others = found.setdefault(expression, [])
            others.extend(other for other in expressions if other != expression and other not in others)
    return {expression: tuple(others) for expression, others in found.items() if others}


@cache
def _longest() -> int:
    return max(map(len, _synonyms()), default=1)
