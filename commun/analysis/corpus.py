"""A corpus once its words are counted: everything the rest of the analysis reads about texts, as arrays."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from commun.analysis import french

Floats: TypeAlias = npt.NDArray[np.float32]
Integers: TypeAlias = npt.NDArray[np.int64]
Sparse: TypeAlias = Any  # scipy.sparse.csr_matrix, which has no types


@dataclass(frozen=True)
class Corpus:
    """`words`: the vocabulary, sorted; `flat`: every word of every text, by its place in `words`; text number `i` is
    `flat[offsets[i]:offsets[i + 1]]`."""

    texts: Sequence[str]
    words: list[str]
    flat: Integers
    offsets: Integers

    @classmethod
    def read(cls, texts: Sequence[str]) -> "Corpus":
        places: defaultdict[str, int] = defaultdict()
        places.default_factory = places.__len__
        flat = array("l")
        offsets = [0]
        for text in texts:
            flat.extend([places[word] for word in french.words(text)])
            offsets.append(len(flat))
        words = sorted(places)
        rank = np.empty(len(words), np.int64)
        rank[np.fromiter((places[word] for word in words), np.int64, len(words))] = np.arange(len(words))
        numbers = np.frombuffer(flat, np.dtype("l")) if flat else np.empty(0, np.int64)
        return cls(texts, words, rank[numbers] if len(words) else np.empty(0, np.int64), np.array(offsets, np.int64))

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def word_counts(self) -> Sparse:
        """Texts × words: how many times each word is in each text."""
        return _counts(self.flat, self.offsets, len(self.words))

    @cached_property
    def _stems(self) -> tuple[list[str], Integers]:
        found = [french.content_stem(word) for word in self.words]
        stems = sorted({stem for stem in found if stem})
        places = {stem: place for place, stem in enumerate(stems)} | {"": -1}
        return stems, np.fromiter((places[stem] for stem in found), np.int64, len(found))

    @property
    def stems(self) -> list[str]:
        """The stems of the vocabulary's content words, sorted."""
        return self._stems[0]

    @property
    def stem_of_word(self) -> Integers:
        """For each word its place in `stems`, −1 for a tool word."""
        return self._stems[1]

    @cached_property
    def stem_counts(self) -> Sparse:
        """Texts × stems: how many times each stem is in each text."""
        stems = self.stem_of_word[self.flat] if len(self.flat) else self.flat
        kept = stems >= 0
        before = np.concatenate([[0], np.cumsum(kept)])
        return _counts(stems[kept], before[self.offsets], len(self.stems))

    @cached_property
    def surfaces(self) -> list[str]:
        """For each stem, the word that people here wrote most often for it."""
        totals = np.bincount(self.flat, minlength=len(self.words))
        best: dict[int, tuple[int, str]] = {}
        for place, (word, stem) in enumerate(zip(self.words, self.stem_of_word.tolist(), strict=True)):
            if stem >= 0:
                # an accented form is preferred to the bare one that hurried fingers type
                rank = (-int(totals[place]) * (2 if not word.isascii() else 1), word)
                if stem not in best or rank < best[stem]:
                    best[stem] = rank
        return [best[stem][1] for stem in range(len(self.stems))]


def _counts(columns: Integers, offsets: Integers, width: int) -> Sparse:
    matrix = sp.csr_matrix((np.ones(len(columns), np.float32), columns, offsets), shape=(len(offsets) - 1, width))
    matrix.sum_duplicates()
    return matrix
