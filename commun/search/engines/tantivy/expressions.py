"""Frequent expressions (« conseil municipal », « code général des collectivités »), kept as terms of their own.

To find an expression, an engine crosses the lists of its words, then reads their places in each document that holds
them all: for the commonest formulas of councils, that is nearly every document. An index that begins with enough
documents learns these formulas from them, and keeps each as one more term, in a field of its own. One of them then
costs what a word costs, and is found in the same documents as by its places. What was learnt is written with the first
change of the index, and holds for all that are written after.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from commun.search import french

LEARNT_FROM = 5000
"""Documents. An index that begins with fewer crosses places fast enough."""
SHARE = 0.05
"""Of the documents: less frequent expressions are found by their places."""
MOST = 300
LONGEST = 4
"""Words, the empty ones between them apart."""
WIDEST = 3
"""Empty words between two: texts put one after the other are further apart."""
_SIGN = "+"
_GAP, _OTHER = ord(french.GAP), ord(" ")
_CODES = bytes(code for code in range(33, 256) if code != _GAP)
_RUN = re.compile(rb"[^ _](?:_{0,%d}[^ _])+" % WIDEST)
_KEPT = 50_000
_KNOWN = 200_000


class _Codes(dict[bytes, int]):
    """One byte for each word of an expression, one for an empty word, the same one for all others."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(zip((word.encode() for word in words), _CODES, strict=False))
        self.words = {code: word.decode() for word, code in self.items()}
        self[french.GAP.encode()] = _GAP
        self.known = 0

    def __missing__(self, word: bytes) -> int:
        # Remembered: what is found in a dictionary costs a quarter of what is not.
        if self.known < _KNOWN:
            self.known += 1
            self[word] = _OTHER
        return _OTHER

    def runs(self, text: Sequence[bytes]) -> list[bytes]:
        """Where such words stand side by side."""
        return _RUN.findall(bytes(map(self.__getitem__, text)))

    def expressions(self, run: bytes) -> Iterator[str]:
        words = [(at, self.words[code]) for at, code in enumerate(run) if code != _GAP]
        for start in range(len(words)):
            for length in range(2, min(LONGEST, len(words) - start) + 1):
                yield _joined(words[start : start + length])


class Expressions:
    """Those that an index keeps."""

    def __init__(self, kept: Iterable[str] = ()) -> None:
        self.kept = frozenset(kept)
        self._codes = _Codes(sorted({word for one in self.kept for word in one.split(_SIGN) if word}))
        self._runs: dict[bytes, str] = {}

    @classmethod
    def learnt(cls, documents: Sequence[Sequence[Sequence[bytes]]]) -> "Expressions":
        """From the first documents, each as the terms of its texts."""
        if len(documents) < LEARNT_FROM:
            return cls()
        least = SHARE * len(documents)
        held = Counter(word for texts in documents for word in {word for text in texts for word in text})
        del held[french.GAP.encode()]
        frequent = [word.decode() for word, count in held.most_common(len(_CODES)) if count >= least]
        codes = _Codes(frequent)
        seen = Counter(
            one
            for texts in documents
            for one in {one for text in texts for run in codes.runs(text) for one in codes.expressions(run)}
        )
        return cls(one for one, count in seen.most_common(MOST) if count >= least)

    def of(self, terms: Sequence[str]) -> str | None:
        """The term that stands for these, when it is kept."""
        if not self.kept:
            return None
        one = _joined([(at, term) for at, term in enumerate(terms) if term != french.GAP])
        return one if one in self.kept else None

    def held_by(self, texts: Iterable[Sequence[bytes]]) -> str:
        """Those that the texts of a document hold, each as often as they do, separated by spaces."""
        found = []
        for text in texts:
            for run in self._codes.runs(text):
                known = self._runs.get(run)
                found.append(self._learn(run) if known is None else known)
        return " ".join(filter(None, found))

    def _learn(self, run: bytes) -> str:
        if len(self._runs) >= _KEPT:
            self._runs.clear()
        self._runs[run] = known = " ".join(one for one in self._codes.expressions(run) if one in self.kept)
        return known


def _joined(words: Sequence[tuple[int, str]]) -> str:
    """One term for several: between two, as many signs as there are places from one to the other."""
    joined = words[0][1]
    for (before, _), (at, word) in pairwise(words):
        joined += _SIGN * (at - before) + word
    return joined
